package settings

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/text/language"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

func TestMain(m *testing.M) { uitest.Main(m) }

// fixture is the page in a window of its own, and what it asked for.
type fixture struct {
	t          testing.TB
	window     fyne.Window
	page       *Page
	snapshot   service.Snapshot
	mode       look.Mode
	fixedScale bool
	calls      []string
}

// open opens the settings at a section, in a window 960 by 660.
func open(t testing.TB, s service.Snapshot, section int, change ...func(*fixture)) *fixture {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.New(look.ModeLight))
	f := &fixture{t: t, snapshot: s, window: app.NewWindow("")}
	t.Cleanup(f.window.Close)
	f.window.Resize(fyne.NewSize(960, 660))
	for _, c := range change {
		c(f)
	}
	f.page = Open(Host{
		Service: f, Snapshot: func() *service.Snapshot { return &f.snapshot },
		Canvas: f.window.Canvas(), Locale: format.New(language.English),
		StartedWith: func() service.Display { return s.Setup.Display },
		ScaleFixed:  func() bool { return f.fixedScale },
		Mode:        func() look.Mode { return f.mode }, SetMode: func(mode look.Mode) { f.mode = mode },
		DropMenu: func(menu func() *fyne.Menu, under fyne.CanvasObject) {
			widget.ShowPopUpMenuAtPosition(menu(), f.window.Canvas(), under.Position())
		},
		OpenDialog: f.openDialog,
		AskReset: func(_, explain, yes string, agreed func()) {
			var dialog Dialog
			forward := widgets.NewButton(yes, widgets.Danger, func() {
				dialog.Close()
				agreed()
			})
			dialog = f.openDialog("", widgets.NewNote(explain), 400, forward, func() {}, forward, widgets.NewButton(words.Cancel(), widgets.Plain, func() {}))
		},
		ChooseFile: func(chosen func(string)) { chosen("/home/mia/a.pdf") },
		ShowFolder: func(folder string) { f.record("show folder %s", folder) },
		ShowGuide:  func() { f.record("guide") },
	}, section, func() {})
	return f
}

// popUp is a dialog without a frame.
type popUp struct {
	*widget.PopUp
	closed func()
}

func (p popUp) Close() {
	p.Hide()
	p.closed()
}

func (f *fixture) openDialog(_ string, body fyne.CanvasObject, _ float32, first fyne.Focusable, closed func(), buttons ...*widgets.Button) Dialog {
	row := container.NewHBox()
	for _, button := range buttons {
		row.Add(button)
	}
	dialog := popUp{widget.NewModalPopUp(container.NewBorder(nil, row, nil, nil, body), f.window.Canvas()), closed}
	dialog.Resize(fyne.NewSize(780, 620))
	dialog.Show()
	f.window.Canvas().Focus(first)
	return dialog
}

// show has the page take up a snapshot.
func (f *fixture) show(s service.Snapshot) {
	f.snapshot = s
	f.page.Update(&f.snapshot)
}

func (f *fixture) press(text string) {
	f.t.Helper()
	uitest.Press(f.t, f.window, text)
}

func (f *fixture) choose(shown, line string) {
	f.t.Helper()
	uitest.Choose(f.t, f.window, shown, line)
}

// called fails unless the page asked for exactly this since the last time.
func (f *fixture) called(want string) {
	f.t.Helper()
	if got := strings.Join(f.calls, "; "); got != want {
		f.t.Errorf("the page asked for %q, want %q", got, want)
	}
	f.calls = nil
}

func (f *fixture) record(format string, args ...any) {
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
}

func (f *fixture) SetPreferences(p service.Preferences) {
	f.snapshot.Preferences = p
	f.record("preferences check=%v ask=%v sleep=%v silent=%v", p.CheckAfterUpload, p.AskFirst, p.AllowSleep, p.Silent)
}

func (f *fixture) SetApplication(a service.Application) {
	f.record("application %s", strings.TrimSpace(strings.Join([]string{a.ClientID, a.Tenant, string(a.Cloud), a.Login, a.Graph}, " ")))
}

func (f *fixture) SetNetwork(n service.Network, password string) {
	f.record("network %s", strings.TrimSpace(strings.Join([]string{string(n.ProxyMode), n.Proxy, n.ProxyUser, password, n.CAFile}, " ")))
}

func (f *fixture) SetDisplay(d service.Display) {
	f.snapshot.Setup.Display = d
	f.record("display %v %s", d.Scale, d.Language)
}

func (f *fixture) ResetSettings() { f.record("reset settings") }
