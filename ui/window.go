// Package ui is the window: it draws what the service says and hands over what the person does.
//
// It keeps no state of its own about a transfer and can be rebuilt from a service.Snapshot at any time. Everything
// here runs on Fyne's UI goroutine, except Window.watch and the waiting for a dialog of the desktop's; nothing here
// touches a disk or a network.
package ui

import (
	"log/slog"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/assets"
	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/settings"
	"taskdrop/ui/signin"
	"taskdrop/ui/widgets"
)

// Options are what main decides about the window. The zero value of each field is a sensible default.
type Options struct {
	Version string           // shown under About
	Chooser FileChooser      // nil for the desktop's own dialogs
	Locale  *format.Locale   // nil for the desktop's
	Now     func() time.Time // nil for time.Now
	Later   widgets.Later    // nil for widgets.ByClock
	Log     *slog.Logger     // nil for none
	// SetScale tells the toolkit how large everything is, 0 for the desktop's own; nil where the person's environment
	// does.
	SetScale func(scale float64)
	// WorkArea is the size of the screen at a position, without the desktop's panels, in the screen's coordinates; nil
	// if the window may be of any size.
	WorkArea func(x, y int) (width, height int, known bool)
	Tray     bool // show an icon in the desktop's tray, which has been found to be there
	// Closing runs when the window is closed, before the toolkit ends it; nil for nothing.
	Closing func()
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Locale == nil {
		o.Locale = format.System()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Later == nil {
		o.Later = widgets.ByClock
	}
	return o
}

// Window is the program's one window.
type Window struct {
	app      fyne.App
	window   fyne.Window
	svc      Services
	options  Options
	locale   *format.Locale
	settings remembered

	reach       *container.Scroll // around all of it: it scrolls while the window is smaller than that needs
	header      *header
	drop        *dropArea
	tabs        *widgets.Tabs
	queue       *queuePane
	attachments *attachmentsPane
	footer      *footer
	signInBar   *signInBar
	body        *fyne.Container
	main        *fyne.Container
	faces       *faceStack
	toasts      *notices
	tips        *widgets.Tips
	modals      []*modal
	questions   *questions
	menus       *menus
	appForm     *appForm // nil while it is not open
	announcer   *announcer
	tray        *tray    // nil without an icon in the desktop's tray
	preview     *preview // nil while no picture is open
	// openSettings is the settings' page while it is open; startedWith is what this run's window was made with.
	openSettings *settings.Page
	startedWith  service.Display
	scale        float64 // of everything, against the desktop's own
	screen       screenRoom

	snapshot      service.Snapshot // the one on show
	drawn         bool             // whether there is one
	filesAbove    bool             // files are held above the window
	receivingDrop bool             // our own receiver is reading a drop; the toolkit's copy of it is ignored
	lastPlace     uint64           // places for shortcuts up to this one have been asked for

	watcher *watcher
}

// The tabs.
const (
	tabQueue = iota
	tabTask
)

// New makes the window of a service. Translations are loaded before. It opens empty, and the first snapshot is drawn
// when it is there: a page takes as long again as what makes a window appear.
func New(app fyne.App, svc Services, options Options) *Window {
	w := &Window{app: app, svc: svc, options: options.withDefaults(), settings: remembered{app.Preferences()}}
	w.watcher = newWatcher(svc.State, w.show)
	if w.options.Chooser == nil {
		w.options.Chooser = &nativeChooser{fallback: &builtinChooser{more: w.offerAnother}, log: w.options.Log}
	}
	w.locale = w.options.Locale
	app.Settings().SetTheme(look.New(w.settings.mode()))
	icon := fyne.NewStaticResource("taskdrop.png", assets.Icon)
	app.SetIcon(icon)
	w.window = app.NewWindow("TaskDrop")
	w.window.SetIcon(icon)
	w.window.SetPadded(false)
	w.window.SetMaster()
	w.build()
	w.window.Resize(w.settings.size())
	w.goToPlace()
	w.window.SetOnDropped(w.onDropped)
	w.window.SetCloseIntercept(w.requestClose)
	w.window.SetOnClosed(w.closed)
	w.registerShortcuts()
	w.announcer = newAnnouncer(app, svc.Desktop, w.locale, w.options.Now())
	if w.options.Tray {
		w.showTray()
	}
	return w
}

func (w *Window) build() {
	w.header = newHeader(w.svc, w.locale, w.options.Now, w.showMenu, w.showAccount)
	w.drop = newDropArea(mentionedShortcuts(), w.locale.Size(service.MaxFileSize), w.addFiles, w.addFolder)
	w.queue = newQueuePane(w.locale, w.options.Now)
	w.queue.do, w.queue.menu = w.doRowAction, w.showRowMenu
	w.queue.pick = func(under fyne.CanvasObject) { w.menus.drop(w.queue.choices, under) }
	w.attachments = newAttachmentsPane(w.locale, w.options.Now, w.svc.Tasks.Refresh, w.copyProblem)
	w.attachments.do, w.attachments.menu = w.doAttachmentAction, w.showAttachmentMenu
	w.attachments.open, w.attachments.want = w.openPreview, w.svc.Attachments.ShowPictures
	w.attachments.bar = newOnTaskBar(w.locale, w.saveAllAttachments, w.svc.Attachments.CancelSaving)
	w.footer = newFooter(w.svc, w.locale)
	w.tabs = widgets.NewTabs([]string{textTabQueue(), textTabTask()}, func(int) { w.arrange() }, w.window.Canvas().Focus)
	head := frame(nil, widgets.NewHairline(),
		container.New(&tabsLayout{}, w.tabs.Object(), w.queue.bar, w.attachments.bar.object))
	w.body = container.New(&bodyLayout{}, w.drop.object, head, w.queue.object, w.attachments.object)
	w.signInBar = newSignInBar(w.signInAgain)
	w.main = frame(w.header.object, w.footer.object, frame(w.signInBar.object, nil, w.body))

	w.faces = newFaceStack(w.main, w.ways())
	w.toasts = newNotices(w.svc, widgets.NewToasts(w.options.Later, func() float32 {
		if w.main.Visible() && w.footer.object.Visible() {
			return w.footer.object.Size().Height
		}
		return 0
	}), w.copyProblem)
	w.tips = widgets.NewTips(w.options.Later, w.window.Canvas())
	w.menus = &menus{window: w.window, tips: w.tips}
	w.questions = &questions{adding: w.svc.Adding, locale: w.locale, modal: w.openModal,
		mayAsk: func() bool { return len(w.modals) == 0 && w.signedIn() }}
	w.reach = container.NewScroll(container.New(reachLayout{}, w.faces.object))
	widgets.OnFocus(w.window.Canvas(), w.revealFocused)
	w.window.SetContent(container.NewStack(
		container.New(&leastLayout{window: w}, widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground})),
		w.reach, w.toasts.Object(), w.tips.Object()))
}

// ways are what the pages before the queue can ask for.
func (w *Window) ways() signin.Host {
	return signin.Host{
		Service: w.svc.SignIn, HasClientID: func() bool { return w.snapshot.HasClientID },
		EnterID: w.showGuide, Settings: func() { w.showSettings(settings.Account) }, UseCode: w.askKindOfAccount, AnotherPerson: w.showAnotherPerson,
		CopyDetails: w.copyProblem, CopyText: w.copyText, OpenURL: w.openURL,
	}
}

// leastLayout keeps the window from getting too small to be of use, and the window and its dialogs on the screen.
type leastLayout struct {
	size   fyne.Size
	window *Window
}

func (l *leastLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
	if l.size != size {
		l.size = size
		l.window.keepOnScreen(size)
		l.window.fitModals()
	}
}

func (l *leastLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return l.window.leastSizeAt(l.window.window.Canvas().Scale())
}

// Show opens the window and follows the service from now on.
func (w *Window) Show() {
	go w.watch()
	w.window.Show()
}

// ShowAndRun opens the window and returns when the program ends.
func (w *Window) ShowAndRun() {
	go w.watch()
	w.window.ShowAndRun()
}

// Opened reports whether the window is there once it was shown.
func (w *Window) Opened() bool { return Opened(w.window) }

// Raise brings the window to the front, where the desktop lets it.
func (w *Window) Raise() {
	w.window.Show()
	w.window.RequestFocus()
}

// show draws a snapshot.
func (w *Window) show(s service.Snapshot) {
	before := w.snapshot
	first := !w.drawn
	w.snapshot, w.drawn = s, true
	if first {
		w.startedWith, w.scale = s.Setup.Display, settings.ScaleOf(s.Setup.Display)
	}
	w.fill(&s)
	if first || before.Phase != s.Phase {
		w.changePhase()
		w.fill(&s) // what is hidden is not laid out, so once more now that it shows
	}
	w.menus.follow()
	w.rescale(s.Setup.Display)
	w.announcer.announce(&s)
	if w.tray != nil {
		w.tray.update(w.footer)
	}
	if w.openSettings != nil {
		w.openSettings.Update(&s)
	}
	w.toasts.takeUp(s.Notices)
	w.toasts.takeUpDeletions(s.Deleting)
	if w.preview != nil {
		w.preview.takeUp(&s)
	}
	if w.appForm != nil {
		w.appForm.follow(s.AppAttempt)
	}
	w.questions.takeUp(s.Question)
	w.askShortcutPlace(s.ShortcutPlace)
	if !first && before.Phase == service.PhaseSigningIn && s.Phase == service.PhaseSignedIn {
		w.Raise() // the person is in their browser; last, as raising a window draws it
	}
}

// fill puts the snapshot into the face of its phase.
func (w *Window) fill(s *service.Snapshot) {
	if s.Phase == service.PhaseSignedIn {
		w.showMain(s)
	} else if w.faces.fill(s, w.locale) {
		w.showFace()
	}
}

// changePhase puts the right face on top, and names the account that has just come: it may be another than the person
// meant, and nothing was sent to it yet.
func (w *Window) changePhase() {
	phase := w.snapshot.Phase
	w.header.lists.Close()
	w.header.tasks.Close()
	w.faces.guiding = false
	w.showFace()
	if phase != service.PhaseSignedIn || w.snapshot.Account.NeedsSignIn {
		return
	}
	greeting := textHelloNobody()
	if w.snapshot.Account.ByApp {
		greeting = accountName(&w.snapshot)
	} else if name := accountName(&w.snapshot); name != "" {
		if address := w.snapshot.Account.Username; address != "" && address != name {
			name += " (" + address + ")"
		}
		greeting = textSignedInAs(name)
	}
	w.toasts.tell(greeting, true, nil)
}

func (w *Window) showMain(s *service.Snapshot) {
	w.header.takeUp(s)
	w.queue.owners = ownersOf(s, w.queue.owners)
	w.queue.setItems(s.Queue.Items, s.HeldFor, s.TaskID)
	w.attachments.takeUp(s)
	w.footer.setTotals(s.Queue.Totals, w.options.Now())
	w.tabs.SetCount(tabQueue, w.countText(len(s.Queue.Items)))
	w.tabs.SetCount(tabTask, w.countText(len(s.Attachments.Entries)))
	if w.signInBar.takeUp(s) {
		w.main.Refresh()
	}
	w.arrange()
}

func (w *Window) countText(n int) string {
	if n == 0 {
		return ""
	}
	return w.locale.Count(n)
}

// arrange decides what of the body is on show: the drop area fills it while there is nothing else to show.
func (w *Window) arrange() {
	layout := w.body.Layout.(*bodyLayout)
	want := bodyLayout{
		tabs:  len(w.snapshot.Queue.Items) > 0 || w.snapshot.TaskID != "",
		tab:   w.tabs.Selected(),
		large: len(w.snapshot.Queue.Items) == 0 && w.tabs.Selected() == tabQueue,
	}
	if !want.tabs && want.tab != tabQueue {
		w.tabs.Select(tabQueue) // comes back here
		return
	}
	w.drop.setState(dropState{large: want.large, task: w.snapshot.TaskTitle, needsTask: w.snapshot.NeedsTask, byApp: w.snapshot.Account.ByApp, held: w.filesAbove})
	widgets.SetVisible(w.body.Objects[1], want.tabs)
	widgets.SetVisible(w.queue.object, want.tab == tabQueue && !want.large)
	widgets.SetVisible(w.attachments.object, want.tab == tabTask)
	w.attachments.setOnShow(want.tab == tabTask)
	widgets.SetVisible(w.queue.bar, want.tab == tabQueue && !want.large)
	widgets.SetVisible(w.attachments.bar.object, want.tab == tabTask)
	if *layout != want {
		*layout = want
		w.body.Refresh()
		w.main.Refresh()
	}
}

// lowBody is the height of the body from which on it is laid out with more air.
const lowBody float32 = 380

// bodyLayout places drop area, tab heads, queue and attachments.
type bodyLayout struct {
	tabs, large bool
	tab         int
}

func (l *bodyLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	drop, head, queue, attachments := objects[0], objects[1], objects[2], objects[3]
	const top float32 = 16
	left, width := look.Margin, size.Width-2*look.Margin
	y := top
	place := func(o fyne.CanvasObject, height float32) {
		o.Move(fyne.NewPos(left, y))
		o.Resize(fyne.NewSize(width, max(height, 0)))
		y += height
	}
	if l.large {
		if l.tabs {
			y = 8
			place(head, head.MinSize().Height)
			y += look.Gap
		}
		place(drop, size.Height-y-top)
		return
	}
	band, gap, edge := bandHeight, look.Gap, top
	if size.Height < lowBody { // rows count more than air
		band, gap, edge = bandLow, look.GapSmall, 10
		y = edge
	}
	place(drop, band)
	y += gap - 2
	place(head, head.MinSize().Height)
	y += gap
	rest := size.Height - y - edge
	for _, pane := range []fyne.CanvasObject{queue, attachments} {
		pane.Move(fyne.NewPos(left, y))
		pane.Resize(fyne.NewSize(width, max(rest, 0)))
	}
}

func (l *bodyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 240) }

// tabsLayout: heads at the left, what belongs to a tab at the right, all on the line under them.
type tabsLayout struct{}

func (tabsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	heads := objects[0]
	own := heads.MinSize()
	heads.Move(fyne.NewPos(0, size.Height-own.Height))
	heads.Resize(own)
	for _, bar := range objects[1:] {
		bar.Move(fyne.NewPos(own.Width, 0))
		bar.Resize(fyne.NewSize(max(size.Width-own.Width, 0), size.Height-look.LineWidth))
	}
}

func (tabsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width, objects[0].MinSize().Height)
}

func (w *Window) signedIn() bool { return w.snapshot.Phase == service.PhaseSignedIn }

// onDropped takes what was dropped on the window, whatever is open and whoever is signed in. The drop's place means
// nothing: on Wayland it is stale.
func (w *Window) onDropped(_ fyne.Position, uris []fyne.URI) {
	if !w.receivingDrop {
		w.take(pathsOf(uris))
	}
}

func (w *Window) take(paths []string) {
	if len(paths) == 0 {
		return
	}
	w.svc.Adding.AddPaths(paths)
	if w.tabs.Selected() != tabQueue {
		w.tabs.Select(tabQueue)
	}
}

func (w *Window) copyText(text string) {
	w.app.Clipboard().SetContent(text)
	w.toasts.tell(textCopied(), true, nil)
}

func (w *Window) copyProblem(p *service.Problem) {
	if p == nil {
		return
	}
	text := p.Sentence()
	if p.Detail != "" {
		text += "\n" + p.Detail
	}
	w.copyText(text)
}

func (w *Window) openURL(text string) {
	if page, err := url.Parse(text); err == nil && text != "" {
		if err := w.app.OpenURL(page); err == nil {
			return
		}
	}
	w.copyText(text)
}
