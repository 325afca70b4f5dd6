package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/signin"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// appPermission is the application permission that opens other people's tasks (S12).
const appPermission = "Tasks.ReadWrite.All"

// appForm asks for an application that uses another person's tasks by itself (C38).
type appForm struct {
	*modal
	window *Window

	tenant, clientID, user      *widgets.Field
	secret, file, password      *widgets.Field
	bySecret, byCertificate     *widgets.Chip
	secretPart, certificatePart *fyne.Container
	problem                     *signin.ProblemCard
	scroll                      *container.Scroll
	body                        *fyne.Container
	use                         *widgets.Button

	before uint64 // the attempt that was the last one when ours began
	asking bool
}

// showAppForm opens the form, filled in with an account that is there already, or empty.
func (w *Window) showAppForm(known service.Account) {
	if w.appForm != nil {
		return
	}
	f := &appForm{window: w, problem: signin.NewProblemCard(w.ways())}
	w.appForm = f
	f.makeFields(known)
	f.makeBody()
	f.use = widgets.NewButton(textAppUse(), widgets.Primary, f.send)
	cancel := widgets.NewButton(words.Cancel(), widgets.Plain, func() { f.Close() })
	first := f.tenant
	if known.ByApp {
		first = f.secret
	}
	f.modal = w.openModal(textAppTitle(), f.body, 540, first, f.use, cancel)
	f.closed = func() { w.appForm = nil }
	if known.ByApp && known.NeedsSignIn && w.snapshot.SignInError != nil {
		f.tell(w.snapshot.SignInError)
	}
	scrollTo(f.scroll, first)
}

func (f *appForm) makeFields(known service.Account) {
	f.tenant = widgets.NewField("contoso.com", f.send)
	f.clientID = widgets.NewField("11111111-2222-3333-4444-555555555555", f.send)
	f.user = widgets.NewField("mia@contoso.com", f.send)
	f.secret = widgets.NewField(textAppSecretHint(), f.send)
	f.file = widgets.NewField(textAppFileHint(), f.send)
	f.password = widgets.NewField(textAppPassword(), f.send)
	f.secret.Password, f.password.Password = true, true
	if known.ByApp {
		f.tenant.SetText(known.TenantID)
		f.clientID.SetText(known.ClientID)
		f.user.SetText(known.Username)
		f.secret.SetPlaceHolder(textAppKept())
		f.file.SetPlaceHolder(textAppKept())
	}
	f.bySecret = widgets.NewChip(textAppSecret(), func() { f.choose(true) })
	f.byCertificate = widgets.NewChip(textAppCertificate(), func() { f.choose(false) })
	choose := widgets.NewButton(textAppChoose(), widgets.Plain, f.chooseFile)
	f.secretPart = container.New(&widgets.Column{Gap: 6}, f.secret)
	f.certificatePart = container.New(&widgets.Column{Gap: 6}, container.NewBorder(nil, nil, nil, widgets.Inset(choose, 0, 0, 8, 0), f.file), f.password)
	f.choose(true)
}

func (f *appForm) makeBody() {
	field := func(name string, entry fyne.CanvasObject) fyne.CanvasObject {
		return container.New(&widgets.Column{Gap: 4}, widgets.NewLabel(name), entry)
	}
	form := container.New(&widgets.Column{Gap: 10},
		widgets.NewNote(textAppExplain()),
		field(words.Tenant(), f.tenant), field(words.ClientID(), f.clientID), field(textAppUser(), f.user),
		container.New(&widgets.Column{Gap: 6}, widgets.LeftRow(8, uncutLabel(textAppProof()), f.bySecret, f.byCertificate), f.secretPart, f.certificatePart, widgets.NewNote(textAppStored())))
	w := f.window
	steps := container.New(&widgets.Column{Gap: 8},
		widgets.NewLabel(textAppSteps()),
		w.step("1", textAppStep1(), appPermission),
		w.linkStep("2", textAppStep2(), widgets.NewLink(textAppConsentLink(), f.copyConsentLink)),
		w.step("3", textAppStep3(), ""))
	limits := container.NewBorder(nil, nil, container.NewVBox(widgets.Inset(widgets.NewIcon(look.IconInfo, look.ColorSecondary, 16), 0, 0, 0, 8)), nil, widgets.NewNote(textAppLimits()))
	f.scroll = container.NewVScroll(widgets.Inset(container.New(&widgets.Column{Gap: 16}, form, limits, widgets.NewHairline(), steps), 0, 2, 2, 12))
	f.body = container.New(&appFormLayout{room: w.window.Canvas()}, f.scroll, f.problem.Object)
}

// choose decides whether a secret or a certificate proves the application.
func (f *appForm) choose(secret bool) {
	f.bySecret.Set(textAppSecret(), look.ColorSecondary, secret)
	f.byCertificate.Set(textAppCertificate(), look.ColorSecondary, !secret)
	widgets.SetVisible(f.secretPart, secret)
	widgets.SetVisible(f.certificatePart, !secret)
	if f.modal == nil {
		return
	}
	f.body.Refresh()
	f.popup.Refresh()
	if secret {
		scrollTo(f.scroll, f.secretPart)
	} else {
		scrollTo(f.scroll, f.certificatePart)
	}
}

func (f *appForm) chooseFile() {
	f.window.options.Chooser.OpenFiles(f.window.window, func(paths []string) { f.file.SetText(paths[0]) })
}

func (f *appForm) copyConsentLink() {
	link := f.window.svc.SignIn.AppConsentLink(strings.TrimSpace(f.tenant.Text), strings.TrimSpace(f.clientID.Text))
	if link == "" {
		f.window.toasts.tell(textAppLinkNeeds(), false, nil)
		return
	}
	f.window.copyText(link)
}

// send hands over what was entered. A snapshot says what becomes of it.
func (f *appForm) send() {
	if f.asking {
		return
	}
	f.before, f.asking = f.window.snapshot.AppAttempt.Number, true
	f.use.SetText(textAppChecking())
	f.use.SetEnabled(false)
	f.tell(nil)
	account := service.AppAccount{Tenant: f.tenant.Text, ClientID: f.clientID.Text, User: f.user.Text}
	if f.secretPart.Visible() {
		account.Secret = f.secret.Text
	} else {
		account.CertificateFile, account.Password = f.file.Text, f.password.Text
	}
	f.window.svc.SignIn.AddAppAccount(account)
}

// follow takes up how the attempt goes: it closes the form, or says why it stays.
func (f *appForm) follow(attempt service.AppAttempt) {
	if !f.asking || attempt.Number == f.before || attempt.Busy {
		return
	}
	f.asking = false
	f.use.SetText(textAppUse())
	f.use.SetEnabled(true)
	if attempt.Problem == nil {
		f.Close()
		return
	}
	f.tell(attempt.Problem)
}

// tell shows a problem under the fields, where it stays in view.
func (f *appForm) tell(p *service.Problem) {
	if !f.problem.Set(p) {
		return
	}
	f.body.Refresh()
	f.popup.Refresh()
	if focused, ok := f.window.window.Canvas().Focused().(*widgets.Field); ok {
		scrollTo(f.scroll, focused) // the problem took room from the fields
	}
}

// uncutLabel is a label that takes the width of its words.
func uncutLabel(text string) *widgets.Line {
	return widgets.NewLine(text, widgets.LineStyle{Size: 13, Colour: look.ColorText, Bold: true})
}

// appFormLayout gives the scroll its content's height as far as the window has room for it and for the problem under
// it.
type appFormLayout struct{ room fyne.Canvas }

// appFormEdge is for the title, the buttons and the edges.
const appFormEdge float32 = 150

func (l *appFormLayout) parts(objects []fyne.CanvasObject) (scroll *container.Scroll, problem fyne.CanvasObject, height float32) {
	scroll, problem = objects[0].(*container.Scroll), objects[1]
	if problem.Visible() {
		height = problem.MinSize().Height + 10
	}
	return scroll, problem, height
}

func (l *appFormLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	scroll, problem, height := l.parts(objects)
	scroll.Resize(fyne.NewSize(size.Width, size.Height-height))
	problem.Move(fyne.NewPos(0, size.Height-height+10))
	problem.Resize(fyne.NewSize(size.Width, max(height-10, 0)))
}

func (l *appFormLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	scroll, problem, _ := l.parts(objects)
	if width := scroll.Size().Width; width > 0 { // wrapped text knows its height only once it has its width
		problem.Resize(fyne.NewSize(width, problem.Size().Height))
	}
	_, _, height := l.parts(objects)
	room := l.room.Size().Height - appFormEdge
	return fyne.NewSize(0, max(min(scroll.Content.MinSize().Height+height, room), height+60))
}

// showAppAccount opens the form for an account that is there; ok is false where the account is not an application's.
func (w *Window) showAppAccount(id string) (ok bool) {
	for _, a := range w.snapshot.Accounts {
		if a.ID == id && a.ByApp {
			w.showAppForm(a)
			return true
		}
	}
	return false
}

// signInAgain asks for what an account's requests are refused without: a person's sign-in, or an application's key.
func (w *Window) signInAgain(accountID string) {
	if !w.showAppAccount(accountID) {
		w.svc.SignIn.SignInAgain(accountID)
	}
}

// askRemoveApp asks first: a secret that is deleted here can be read nowhere again.
func (w *Window) askRemoveApp() {
	w.ask(textAppRemoveTitle(), textAppRemoveExplain(w.snapshot.Account.Username), textAppRemoveYes(), words.Cancel(), widgets.Danger, w.svc.SignIn.SignOut)
}

// showAnotherPerson opens the form from a page before the queue: filled in where one account is waiting for it.
func (w *Window) showAnotherPerson() {
	for _, a := range w.snapshot.Accounts {
		if a.ByApp && a.NeedsSignIn {
			w.showAppForm(a)
			return
		}
	}
	w.showAppForm(service.Account{})
}
