package ui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"taskdrop/assets"
	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/ui/settings"
	"taskdrop/ui/widgets"
)

// speak lets the window speak another language for a test: there is no call to choose one, so its texts take the place
// of the English ones.
func speak(t *testing.T, language string) {
	t.Helper()
	load := func(file string) {
		texts, err := assets.Translation(file)
		if err != nil {
			t.Fatal(err)
		}
		// English asks for one or many, whatever the language has.
		messages := map[string]any{}
		if err := json.Unmarshal(texts, &messages); err != nil {
			t.Fatal(err)
		}
		for _, message := range messages {
			if forms, ok := message.(map[string]any); ok && forms["one"] == nil {
				forms["one"] = forms["other"]
			}
		}
		texts, _ = json.Marshal(messages)
		if err := lang.AddTranslationsForLocale(texts, "en"); err != nil {
			t.Fatal(err)
		}
	}
	load(language)
	t.Cleanup(func() { load("en") })
}

var languages = []string{"en", "de", "fr", "es", "pt-BR", "ja"}

// face is one way the window can look, reached from a snapshot.
type face struct {
	name     string
	snapshot service.Snapshot
	open     func(f *fixture) // nil where the snapshot is all
}

// faces are all ways the window looks at its smallest.
func faces() []face {
	refused := problem.New(problem.Forbidden).WithDetail("403 ErrorAccessDenied")
	noTask := signedIn()
	noTask.TaskID, noTask.TaskTitle, noTask.Attachments = "", "", service.Attachments{}
	waits := noTask
	waits.Queue = service.Queue{Items: []*service.Item{{ID: 1, Name: "a.pdf", Size: 5}}, Totals: service.Totals{Files: 1, Waiting: 1, Bytes: 5}}
	waits.NeedsTask = true
	held := signedIn()
	held.Queue = service.Queue{Items: []*service.Item{{ID: 1, Name: "a.pdf", Size: 5, State: service.ItemPaused, Held: true, Target: target()}},
		Totals: service.Totals{Files: 1, Paused: 1, Held: 1, Bytes: 5}}
	many := everyState()
	many.Queue.Totals = service.Totals{Files: 12345, Attached: 12000, Failed: 340, Retryable: 340, Running: 5, Bytes: 5e10, Sent: 4e10, Rate: 1e6, Left: 5 * 3600e9}
	unread := signedIn()
	unread.Attachments = service.Attachments{Load: service.LoadFailed, TaskID: "t1", Problem: refused}
	signingIn := service.Snapshot{Phase: service.PhaseSigningIn, SignIn: service.SignIn{URL: "https://example.org", Until: noon}}
	code := signingIn
	code.SignIn.Code = "A7KD 93PX"
	all := []face{
		{"first start", service.Snapshot{Phase: service.PhaseSetup}, nil},
		{"first start, refused", service.Snapshot{Phase: service.PhaseSetup, SignInError: refused}, nil},
		{"client id", service.Snapshot{Phase: service.PhaseSetup}, func(f *fixture) { f.showGuide() }},
		{"signed out", service.Snapshot{Phase: service.PhaseSignedOut}, nil},
		{"signed out of the demo", service.Snapshot{Phase: service.PhaseSignedOut, Demo: true}, nil},
		{"signing in", signingIn, nil},
		{"code", code, nil},
		{"kind of account", signingIn, func(f *fixture) { f.askKindOfAccount() }},
		{"no task", noTask, nil},
		{"files wait for a task", waits, nil},
		{"held", held, nil},
		{"queue", atWork(), nil},
		{"every state, large numbers", many, nil},
		{"on this task", signedIn(), func(f *fixture) { f.tabs.Select(tabTask) }},
		{"on this task, failed", unread, func(f *fixture) { f.tabs.Select(tabTask) }},
		{"lists", signedIn(), func(f *fixture) { f.header.lists.Open() }},
		{"tasks", signedIn(), func(f *fixture) { f.header.tasks.Open() }},
		{"details", atWork(), func(f *fixture) { f.showDetails(f.snapshot.Queue.Items[3]) }},
		{"close", atWork(), func(f *fixture) { f.service.busy = true; f.requestClose() }},
		{"shortcuts", signedIn(), func(f *fixture) { f.showShortcuts() }},
		{"about", signedIn(), func(f *fixture) { f.showAbout() }},
		{"licences", signedIn(), func(f *fixture) { f.showLicences() }},
		{"menu", signedIn(), func(f *fixture) { f.showMenu() }},
		{"account", signedIn(), func(f *fixture) { f.showAccount() }},
		{"another person's tasks", signedIn(), func(f *fixture) { f.showAppForm(service.Account{}) }},
		{"guide", service.Snapshot{Phase: service.PhaseSetup}, func(f *fixture) { f.showGuide() }},
	}
	for section := settings.Account; section <= settings.Files; section++ {
		all = append(all, face{fmt.Sprint("settings ", section), signedIn(), func(f *fixture) { f.showSettings(section) }})
	}
	set := signedIn()
	set.Setup = service.Setup{LogFolder: "/home/mia/.config/taskdrop", PasswordKnown: true,
		ClientID:    service.InForce{Value: "99999999-8888-7777-6666-555555555555", From: service.SourceFlag},
		Application: service.Application{Cloud: service.CloudCustom}, Network: service.Network{ProxyMode: service.ProxyOwn}}
	for i, section := range []string{"account", "sending", "appearance", "network", "files"} {
		all = append(all, face{"settings, " + section, set, func(f *fixture) { f.showSettings(i) }})
	}
	for _, kind := range []service.QuestionKind{service.QuestionFolder, service.QuestionOversize, service.QuestionDuplicate} {
		asked := signedIn()
		asked.Question = &service.Question{ID: 1, Kind: kind, Name: "Belege 2025", Count: 3, Files: 1400, Bytes: 5e8}
		all = append(all, face{fmt.Sprint("question ", kind), asked, nil})
	}
	return all
}

// TestEveryLanguageFitsTheSmallestWindow lays every face out at 560 by 420 in every language: nothing stands outside,
// nothing that can be pressed or that names something is cut off.
func TestEveryLanguageFitsTheSmallestWindow(t *testing.T) {
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			speak(t, language)
			for _, c := range faces() {
				t.Run(c.name, func(t *testing.T) {
					f := newFixture(t, c.snapshot)
					f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
					if c.open != nil {
						c.open(f)
					}
					f.show(c.snapshot)
					f.fits()
				})
			}
		})
	}
}

// fits fails where something of what is on show stands outside the window or is cut off.
func (f *fixture) fits() {
	f.t.Helper()
	room := f.window.Canvas().Size()
	if room.Width != leastWidth || room.Height != leastHeight {
		f.t.Errorf("the window has grown to %v", room)
	}
	if least := f.window.Content().MinSize(); least.Width > leastWidth || least.Height > leastHeight {
		f.t.Errorf("the content wants %v", least)
	}
	if menu := f.openMenu(); menu != nil {
		if least := menu.MinSize(); least.Width > leastWidth || least.Height > leastHeight {
			f.t.Errorf("the menu wants %v", least)
		}
	}
	for _, m := range f.modals {
		if size := m.popup.Content.Size(); size.Width > leastWidth || size.Height > leastHeight {
			f.t.Errorf("the dialog is %v large", size)
		}
	}
	for _, b := range objects[*widgets.Button](f) {
		f.within(b, b.Text())
	}
	for _, l := range objects[*widgets.Link](f) {
		f.within(l, l.Text())
	}
	for _, c := range objects[*widgets.Chip](f) {
		f.within(c, c.Text())
	}
	for _, c := range objects[*widget.Check](f) {
		f.within(c, c.Text)
	}
	for _, line := range objects[*widgets.Line](f) {
		f.within(line, line.Text())
		if drawn := test.WidgetRenderer(line).Objects()[0].(*canvas.Text).Text; drawn != line.Text() && !strings.HasPrefix(line.Text(), "Steuer") {
			f.t.Errorf("%q is cut off: %q", line.Text(), drawn)
		}
	}
}

// within fails where an object stands outside the window at a side, or has less room than it needs. What is below the
// window can be scrolled to.
func (f *fixture) within(o fyne.CanvasObject, words string) {
	f.t.Helper()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	if at.X < 0 || at.X+o.Size().Width > leastWidth {
		f.t.Errorf("%q stands from %v to %v, outside the window", words, at.X, at.X+o.Size().Width)
	}
	if least := o.MinSize(); o.Size().Width < least.Width-0.5 {
		f.t.Errorf("%q has %v and needs %v", words, o.Size().Width, least.Width)
	}
}
