package ui

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/text/language"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
)

func TestMain(m *testing.M) { uitest.Main(m) }

// fakeService records what the window asks for, and answers with the snapshot it was given.
type fakeService struct {
	mutex    sync.Mutex
	snapshot service.Snapshot
	looks    int // how often Snapshot was called
	calls    []string
	paths    [][]string // of each AddPaths
	wanted   []string   // of the last ShowPictures
	busy     bool
	noTray   bool // the desktop's tray has gone
	changed  chan struct{}
}

func newFakeService(s service.Snapshot) *fakeService {
	return &fakeService{snapshot: s, changed: make(chan struct{}, 1)}
}

func (f *fakeService) record(format string, args ...any) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
}

// taken answers the calls so far and forgets them.
func (f *fakeService) taken() string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	calls := strings.Join(f.calls, "; ")
	f.calls = nil
	return calls
}

func (f *fakeService) Snapshot() service.Snapshot {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.looks++
	return f.snapshot
}

// looked is how often the window looked. It also orders what the test has read before what the window draws next.
func (f *fakeService) looked() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.looks
}

func (f *fakeService) set(s service.Snapshot) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.snapshot = s
}

func (f *fakeService) setWanted(ids []string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.wanted = ids
}

func (f *fakeService) PlaceForPromised() (string, error) { return "", errors.ErrUnsupported }
func (f *fakeService) AddPromised(folder string)         { f.record("promised %s", folder) }
func (f *fakeService) AddPaths(paths []string) {
	f.mutex.Lock()
	f.paths = append(f.paths, paths)
	f.mutex.Unlock()
	f.record("add %d", len(paths))
}

func (f *fakeService) Changed() <-chan struct{}      { return f.changed }
func (f *fakeService) StartDemo()                    { f.record("start demo") }
func (f *fakeService) Connect(a service.Application) { f.record("connect %s", described(a)) }
func (f *fakeService) SignIn()                       { f.record("sign in") }
func (f *fakeService) SignInAgain(id string)         { f.record("sign in again %s", id) }
func (f *fakeService) CancelSignIn()                 { f.record("cancel sign-in") }
func (f *fakeService) SignInWithCode(personal bool)  { f.record("code personal=%v", personal) }
func (f *fakeService) UseAccount(id string)          { f.record("use account %s", id) }
func (f *fakeService) AddAccount()                   { f.record("add account") }
func (f *fakeService) AddAppAccount(a service.AppAccount) {
	f.record("add app %s %s %s secret=%s file=%s password=%s", a.Tenant, a.ClientID, a.User, a.Secret, a.CertificateFile, a.Password)
}
func (f *fakeService) AppConsentLink(tenant, clientID string) string {
	if tenant == "" || clientID == "" {
		return ""
	}
	return "https://login.example/" + tenant + "/adminconsent?client_id=" + clientID
}
func (f *fakeService) SignOut()                  { f.record("sign out") }
func (f *fakeService) ChooseList(id string)      { f.record("choose list %s", id) }
func (f *fakeService) ChooseTask(id string)      { f.record("choose task %s", id) }
func (f *fakeService) Refresh()                  { f.record("refresh") }
func (f *fakeService) CreateList(name string)    { f.record("create list %s", name) }
func (f *fakeService) CreateTask(title string)   { f.record("create task %s", title) }
func (f *fakeService) AskTray(answer func(bool)) { answer(!f.noTray) }
func (f *fakeService) PutOff(id uint64)          { f.record("put off %d", id) }
func (f *fakeService) Answer(id uint64, answer service.Answer, forAll bool) {
	f.record("answer %d %d %v", id, answer, forAll)
}
func (f *fakeService) Pause(id uint64)     { f.record("pause %d", id) }
func (f *fakeService) Resume(id uint64)    { f.record("resume %d", id) }
func (f *fakeService) TryNow(id uint64)    { f.record("try now %d", id) }
func (f *fakeService) Retry(id uint64)     { f.record("retry %d", id) }
func (f *fakeService) Cancel(id uint64)    { f.record("cancel %d", id) }
func (f *fakeService) Undo(id uint64)      { f.record("undo %d", id) }
func (f *fakeService) PauseAll()           { f.record("pause all") }
func (f *fakeService) ResumeAll()          { f.record("resume all") }
func (f *fakeService) RetryFailed()        { f.record("retry failed") }
func (f *fakeService) CancelAll()          { f.record("cancel all") }
func (f *fakeService) SendFirst(id uint64) { f.record("send first %d", id) }
func (f *fakeService) SendLast(id uint64)  { f.record("send last %d", id) }
func (f *fakeService) SetPreferences(p service.Preferences) {
	f.record("preferences check=%v ask=%v sleep=%v silent=%v", p.CheckAfterUpload, p.AskFirst, p.AllowSleep, p.Silent)
}
func (f *fakeService) ClearDone()                       { f.record("clear done") }
func (f *fakeService) OpenAttachment(id string)         { f.record("open %s", id) }
func (f *fakeService) SaveAttachment(id, path string)   { f.record("save %s %s", id, path) }
func (f *fakeService) DeleteAttachment(id string)       { f.record("delete %s", id) }
func (f *fakeService) SaveAllAttachments(folder string) { f.record("save all %s", folder) }
func (f *fakeService) CancelSaving()                    { f.record("cancel saving") }
func (f *fakeService) UndoDelete(id string)             { f.record("undo delete %s", id) }
func (f *fakeService) FinishDelete(id string)           { f.record("finish delete %s", id) }
func (f *fakeService) ShowPictures(ids []string)        { f.setWanted(ids) }
func (f *fakeService) OpenPreview(id string)            { f.record("preview %s", id) }
func (f *fakeService) ClosePreview()                    { f.record("close preview") }
func (f *fakeService) SetAttention(wanted bool)         { f.record("attention %v", wanted) }
func (f *fakeService) UseWindow(handle uintptr)         { f.record("window %d", handle) }
func (f *fakeService) ShowFolder(folder string)         { f.record("show folder %s", folder) }
func (f *fakeService) OpenTask(listID, taskID string)   { f.record("open task %s %s", listID, taskID) }
func (f *fakeService) Busy() bool                       { return f.busy }

func (f *fakeService) SetApplication(a service.Application) { f.record("application %s", described(a)) }
func (f *fakeService) SetNetwork(n service.Network, password string) {
	f.record("network %s", strings.TrimSpace(strings.Join([]string{string(n.ProxyMode), n.Proxy, n.ProxyUser, password, n.CAFile}, " ")))
}
func (f *fakeService) SetDisplay(d service.Display) { f.record("display %v %s", d.Scale, d.Language) }
func (f *fakeService) ResetSettings()               { f.record("reset settings") }

func described(a service.Application) string {
	return strings.TrimSpace(strings.Join([]string{a.ClientID, a.Tenant, string(a.Cloud), a.Login, a.Graph}, " "))
}

// fakeChooser answers without asking.
type fakeChooser struct{ files []string }

func (c fakeChooser) OpenFiles(_ fyne.Window, chosen func([]string)) { chosen(c.files) }
func (c fakeChooser) OpenFolders(_ fyne.Window, chosen func([]string)) {
	chosen([]string{"/home/mia/Belege", "/home/mia/Fotos"})
}
func (c fakeChooser) OpenFolder(_ fyne.Window, chosen func(string)) { chosen("/home/mia/Belege") }
func (c fakeChooser) SaveFile(_ fyne.Window, name string, chosen func(string)) {
	chosen("/tmp/" + name)
}

// recordingApp keeps what the test driver's windows and app ignore: the drop and close handlers, and Quit.
type recordingApp struct {
	fyne.App
	window    *recordingWindow
	quits     int
	lifecycle *recordingLifecycle
	notified  chan *fyne.Notification
	tray      *fyne.Menu
}

func (a *recordingApp) Lifecycle() fyne.Lifecycle { return a.lifecycle }

// recordingLifecycle keeps what runs when the window comes to the front, and when another program's does.
type recordingLifecycle struct {
	fyne.Lifecycle
	entered, exited func()
}

func (l *recordingLifecycle) SetOnEnteredForeground(f func()) { l.entered = f }
func (l *recordingLifecycle) SetOnExitedForeground(f func())  { l.exited = f }

func (a *recordingApp) SendNotification(n *fyne.Notification) { a.notified <- n }

func (a *recordingApp) SetSystemTrayMenu(menu *fyne.Menu) { a.tray = menu }
func (a *recordingApp) SetSystemTrayIcon(fyne.Resource)   {}
func (a *recordingApp) SetSystemTrayWindow(w fyne.Window) { w.SetCloseIntercept(w.Hide) } // as Fyne's does

func (a *recordingApp) NewWindow(title string) fyne.Window {
	a.window = &recordingWindow{Window: a.App.NewWindow(title)}
	a.window.canvas = &recordingCanvas{Canvas: a.window.Window.Canvas()}
	return a.window
}
func (a *recordingApp) Quit() { a.quits++ }

type recordingWindow struct {
	fyne.Window
	dropped   func(fyne.Position, []fyne.URI)
	intercept func()
	canvas    *recordingCanvas
}

// recordingCanvas keeps the shortcuts, which the test driver's canvas ignores.
type recordingCanvas struct {
	fyne.Canvas
	shortcuts fyne.ShortcutHandler
}

// Resize implements what the desktop driver's canvas and the test driver's have.
func (c *recordingCanvas) Resize(size fyne.Size) {
	c.Canvas.(interface{ Resize(size fyne.Size) }).Resize(size)
}

func (c *recordingCanvas) AddShortcut(s fyne.Shortcut, do func(fyne.Shortcut)) {
	c.shortcuts.AddShortcut(s, do)
}

func (w *recordingWindow) Canvas() fyne.Canvas { return w.canvas }

func (w *recordingWindow) SetOnDropped(f func(fyne.Position, []fyne.URI)) { w.dropped = f }
func (w *recordingWindow) SetCloseIntercept(f func())                     { w.intercept = f }

// noon is now in every test of this package.
var noon = time.Date(2026, 11, 22, 14, 32, 0, 0, time.UTC)

type fixture struct {
	*Window
	t       testing.TB
	service *fakeService
	app     *recordingApp
}

// newFixture makes a window over a snapshot, 960 by 660, in English.
func newFixture(t testing.TB, s service.Snapshot) *fixture {
	t.Helper()
	return newFixtureWith(t, s, func(*Options) {})
}

// newFixtureWith is newFixture with other options.
func newFixtureWith(t testing.TB, s service.Snapshot, change func(*Options)) *fixture {
	t.Helper()
	app := &recordingApp{App: test.NewTempApp(t), notified: make(chan *fyne.Notification, 10)}
	app.lifecycle = &recordingLifecycle{Lifecycle: app.App.Lifecycle()}
	svc := newFakeService(s)
	options := Options{
		SetScale: func(scale float64) { svc.record("scale %v", scale) },
		Version:  "1.2.3", Chooser: fakeChooser{files: []string{"/home/mia/a.pdf"}},
		Locale: format.New(language.English), Now: func() time.Time { return noon },
		Later: func(time.Duration, func()) func() { return func() {} }, // a timer would draw beside the test
	}
	change(&options)
	w := New(app, servicesOf(svc), options)
	w.show(svc.Snapshot())
	w.window.Resize(fyne.NewSize(960, 660))
	drawn := app.window.Window.Canvas() // what the driver knows; the window's is around it
	widgets.OnFocus(drawn, w.revealFocused)
	t.Cleanup(func() {
		widgets.OnFocus(drawn, nil)
		w.closed()
		app.window.Window.Close()
	})
	return &fixture{Window: w, t: t, service: svc, app: app}
}

// objects are all of a type that a person can see, in the topmost overlay if there is one, else in the window.
func objects[T fyne.CanvasObject](f *fixture) []T { return uitest.OnTop[T](f.window) }

// openMenu is the menu that is open, if any.
func (f *fixture) openMenu() *widget.PopUpMenu { return uitest.OpenMenu(f.window) }

// shortcut types a shortcut at the window.
func (f *fixture) shortcut(s fyne.Shortcut) { f.app.window.canvas.shortcuts.TypedShortcut(s) }

// key types a key at whatever has the keyboard.
func (f *fixture) key(name fyne.KeyName) {
	event := &fyne.KeyEvent{Name: name}
	if focused := f.window.Canvas().Focused(); focused != nil {
		focused.TypedKey(event)
		return
	}
	f.window.Canvas().OnTypedKey()(event)
}

// press taps the button, chip or link of these words.
func (f *fixture) press(words string) {
	f.t.Helper()
	uitest.Press(f.t, f.window, words)
}

// says reports whether a visible line holds these words.
func (f *fixture) says(words string) bool {
	for _, line := range objects[*widgets.Line](f) {
		if strings.Contains(line.Text(), words) {
			return true
		}
	}
	for _, text := range objects[*widgets.Words](f) {
		if strings.Contains(text.Text(), words) {
			return true
		}
	}
	return false
}

// called fails unless the window asked the service for exactly this since the last time.
func (f *fixture) called(want string) {
	f.t.Helper()
	if got := f.service.taken(); got != want {
		f.t.Errorf("the window asked for %q, want %q", got, want)
	}
}

// rows are the visible rows from top to bottom.
func (f *fixture) rows() []*fileRow {
	var rows []*fileRow
	for _, row := range objects[*fileRow](f) {
		if row.parts != nil {
			rows = append(rows, row)
		}
	}
	return rows
}

func target() service.Target {
	return service.Target{AccountID: "mia", ListID: "l1", ListName: "Finanzen", TaskID: "t1", TaskTitle: "Steuererklärung 2025"}
}

// atWork is the queue of the mock-ups.
func atWork() service.Snapshot {
	s := signedIn()
	s.Queue.Items = []*service.Item{
		{ID: 1, Name: "Rechnung Nr. 4711 – Zahnarzt.pdf", Size: 8_400_000, Sent: 5_200_000, Rate: 2.1e6, State: service.ItemRunning, Target: target()},
		{ID: 2, Name: "Umsätze 2025.xlsx", Size: 2_900_000, State: service.ItemQueued, Target: target()},
		{ID: 3, Name: "IMG_20251103_belege_gesamt.heic", Size: 6_900_000, Sent: 4_900_000, State: service.ItemRunning, Target: target(),
			Wait: service.Wait{Reason: service.WaitThrottled, Until: noon.Add(10 * time.Second)}},
		{ID: 4, Name: "Kontoauszüge.zip", Path: "/home/mia/Kontoauszüge.zip", Size: 31_600_000, State: service.ItemFailed, Target: target(),
			Problem: &service.Problem{Key: "test.too_large", Text: "To Do takes files up to {{.Limit}}. Send a smaller one.",
				Args: map[string]string{"Limit": "25\u00a0MB"}, Detail: "413 RequestEntityTooLarge request-id 5a7f"}},
		{ID: 5, Name: "Anschreiben Finanzamt.docx", Size: 84_000, Sent: 84_000, State: service.ItemAttached, Finished: noon.Add(-time.Minute), Target: target()},
	}
	s.Queue.Totals = service.Totals{Files: 5, Attached: 1, Failed: 1, Retryable: 1, Running: 2, Waiting: 1, Bytes: 18_300_000, Sent: 9_800_000, Rate: 3e6, Left: 5 * time.Second}
	return s
}

// signedIn is a window with a task chosen and an empty queue.
func signedIn() service.Snapshot {
	return service.Snapshot{
		Phase: service.PhaseSignedIn, Account: service.Account{ID: "mia", Name: "Mia Berger", Username: "mia@example.org"},
		ListID: "l1", ListName: "Finanzen", TaskID: "t1", TaskTitle: "Steuererklärung 2025",
		Lists: service.Lists{Load: service.LoadReady, Entries: []service.List{{ID: "l0", Name: "Tasks", Kind: service.ListDefault}, {ID: "l1", Name: "Finanzen"}}},
		Tasks: service.Tasks{Load: service.LoadReady, ListID: "l1", Entries: []service.Task{{ID: "t1", Title: "Steuererklärung 2025"}, {ID: "t2", Title: "Steuererklärung 2025"}}},
		Attachments: service.Attachments{Load: service.LoadReady, TaskID: "t1", Entries: []service.Attachment{
			{ID: "a1", Name: "Vertrag.pdf", Size: 1_234_567, Modified: noon.Add(-time.Hour)},
			{ID: "a2", Name: "../Foto?.jpg", Size: 4_234_567, Modified: noon.AddDate(0, 0, -20)},
		}},
	}
}

// servicesOf has one fake serve every part.
func servicesOf(f *fakeService) Services {
	return Services{State: f, SignIn: f, Tasks: f, Adding: f, Queue: f, Attachments: f, Settings: f, Desktop: f}
}
