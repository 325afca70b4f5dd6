package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/ui/uitest"
)

// byApp is an account of an application.
func byApp() service.Account {
	return service.Account{
		ID: "app-1", Username: "m.berger@contoso.example", ByApp: true,
		TenantID: "contoso.example", ClientID: "11111111-2222-3333-4444-555555555555",
	}
}

func TestTheAppFormAsksAndFollowsTheAttempt(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	f.showAccount()
	test.Tap(f.openMenu().Items[2].(fyne.Tappable))
	form := f.appForm
	if form == nil || f.window.Canvas().Focused() != fyne.Focusable(form.tenant) {
		t.Fatal("no form, or the keyboard is elsewhere")
	}
	f.press("Copy the consent link")
	if got := f.app.Clipboard().Content(); got != "" {
		t.Errorf("copied %q without tenant and client id", got)
	}
	form.tenant.SetText("contoso.example")
	form.clientID.SetText("11111111-2222-3333-4444-555555555555")
	form.user.SetText("mia@contoso.example")
	form.secret.SetText("hush")
	f.press("Copy the consent link")
	if got := f.app.Clipboard().Content(); got != "https://login.example/contoso.example/adminconsent?client_id=11111111-2222-3333-4444-555555555555" {
		t.Errorf("copied %q", got)
	}
	f.press("Copy")
	if got := f.app.Clipboard().Content(); got != "Tasks.ReadWrite.All" {
		t.Errorf("copied %q", got)
	}
	f.window.Canvas().Focus(form.secret)
	f.key(fyne.KeyReturn)
	f.called("add app contoso.example 11111111-2222-3333-4444-555555555555 mia@contoso.example secret=hush file= password=")
	f.key(fyne.KeyReturn)
	f.called("") // one at a time
	f.show(s)    // a snapshot from before it says nothing
	if f.appForm == nil {
		t.Fatal("closed by a stale snapshot")
	}

	s.AppAttempt = service.AppAttempt{Number: 1, Busy: true}
	f.show(s)
	s.AppAttempt = service.AppAttempt{Number: 1, Problem: &service.Problem{
		Key: "auth.app_consent", Text: "Send this: {{.Link}}", Args: map[string]string{"Link": "https://login.example/consent"},
	}}
	f.show(s)
	if f.appForm == nil || !form.problem.Object.Visible() || !form.use.Visible() || form.use.Disabled() {
		t.Fatal("the refusal is not on show")
	}
	f.press("Copy the link")
	if got := f.app.Clipboard().Content(); got != "https://login.example/consent" {
		t.Errorf("copied %q", got)
	}

	f.press("Certificate")
	if form.secretPart.Visible() || !form.certificatePart.Visible() {
		t.Error("the secret is still asked for")
	}
	form.file.SetText("/home/mia/app.pfx")
	form.password.SetText("sesame")
	f.press("Use these tasks")
	f.called("add app contoso.example 11111111-2222-3333-4444-555555555555 mia@contoso.example secret= file=/home/mia/app.pfx password=sesame")
	s.AppAttempt, s.Account, s.Accounts = service.AppAttempt{Number: 2}, byApp(), []service.Account{byApp()}
	f.show(s)
	if f.appForm != nil || f.window.Canvas().Overlays().Top() != nil {
		t.Error("the form stays after it is done")
	}
	if !strings.Contains(f.drop.explain.Text(), "3\u00a0MB") {
		t.Errorf("the drop area promises %q", f.drop.explain.Text())
	}
	if f.header.avatar.Tip() != "Tasks of m.berger@contoso.example (by the app)" {
		t.Errorf("the avatar says %q", f.header.avatar.Tip())
	}
}

// A secret that is deleted can be read nowhere again, so that one word is not enough.
func TestRemovingAnAppAsksFirst(t *testing.T) {
	s := signedIn()
	s.Account, s.Accounts = byApp(), []service.Account{byApp()}
	f := newFixture(t, s)
	remove := func() {
		f.showAccount()
		items := f.openMenu().Items
		test.Tap(items[len(items)-1].(fyne.Tappable))
	}
	remove()
	f.press("Cancel")
	f.called("")
	remove()
	f.press("Remove")
	f.called("sign out")
}

// An account whose secret has ended leads to the form, filled in, wherever it is pressed.
func TestAnAppThatNeedsANewSecretLeadsToTheForm(t *testing.T) {
	ended := byApp()
	ended.NeedsSignIn = true
	s := signedIn()
	s.Accounts = []service.Account{s.Account, ended}
	s.Queue.Items = []*service.Item{{ID: 7, Name: "a.pdf", State: service.ItemSignIn, Target: service.Target{AccountID: ended.ID, ByApp: true, ListID: "l", TaskID: "t"}}}
	f := newFixture(t, s)
	if line := f.queue.list.content(0).line.text; !strings.Contains(line, "waits until the app is let in again") {
		t.Errorf("the row says %q", line)
	}
	if menu := f.rowMenu(7); menu.Items[0].Label != "Correct it…" {
		t.Errorf("its menu begins with %q", menu.Items[0].Label)
	}
	lines := f.accountItems()
	if lines[1].Label != "Tasks of m.berger@contoso.example (by the app) · to be corrected" {
		t.Errorf("the menu says %q", lines[1].Label)
	}
	for name, open := range map[string]func(){
		"menu": lines[1].Action, "row": func() { f.doRowAction(actSignIn, s.Queue.Items[0]) }, "bar": func() { f.press("Correct it…") }, "page": f.showAnotherPerson,
	} {
		open()
		if f.appForm == nil || f.appForm.tenant.Text != "contoso.example" || f.appForm.user.Text != ended.Username || f.appForm.secret.Text != "" {
			t.Fatalf("%s: not filled in", name)
		}
		if f.window.Canvas().Focused() != fyne.Focusable(f.appForm.secret) {
			t.Errorf("%s: the keyboard is not at the secret", name)
		}
		f.escape()
		f.called("")
	}
}

// At the smallest size the keyboard finds every field, and each comes into view.
func TestTheAppFormFitsTheSmallestWindow(t *testing.T) {
	f := newFixture(t, signedIn())
	f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
	f.showAppForm(service.Account{})
	room := f.window.Canvas().Size()
	if size := f.appForm.popup.Content.Size(); size.Height > room.Height || size.Width > room.Width {
		t.Fatalf("the form is %v in %v", size, room)
	}
	driver := fyne.CurrentApp().Driver()
	seen := 0
	for first := f.window.Canvas().Focused(); ; {
		f.window.Canvas().FocusNext()
		focused := f.window.Canvas().Focused()
		if focused == first {
			break
		}
		if seen++; seen > 30 {
			t.Fatal("the keyboard leaves the form")
		}
		o := focused.(fyne.CanvasObject)
		top := driver.AbsolutePositionForObject(o).Y
		if top < 0 || top+o.Size().Height > room.Height {
			t.Errorf("%T at %v is out of view", o, top)
		}
	}
	if seen < 8 {
		t.Errorf("only %d things to reach", seen)
	}
}

// With a problem under it the form still begins where the keyboard is.
func TestTheAppFormBeginsAtTheSecretInTheSmallestWindow(t *testing.T) {
	ended := byApp()
	ended.NeedsSignIn = true
	s := service.Snapshot{Phase: service.PhaseSignedOut, HasClientID: true, Accounts: []service.Account{ended}, SignInError: &service.Problem{
		Key: "auth.app_consent", Text: "No administrator has granted the app its permission yet. Send your administrator this link, then try again: {{.Link}}",
		Args: map[string]string{"Link": "https://login.microsoftonline.com/contoso.com/adminconsent?client_id=5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5"}, Detail: "x",
	}}
	f := newFixture(t, s)
	f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
	f.press("Another person's tasks…")
	f.inView(f.appForm.scroll, f.appForm.secret)
	if f.window.Canvas().Focused() != fyne.Focusable(f.appForm.secret) {
		t.Error("the keyboard is elsewhere")
	}
	f.press("Certificate")
	f.inView(f.appForm.scroll, f.appForm.file)
}

// inView fails unless an object is inside its scroll.
func (f *fixture) inView(scroll *container.Scroll, o fyne.CanvasObject) {
	f.t.Helper()
	driver := fyne.CurrentApp().Driver()
	top, edge := driver.AbsolutePositionForObject(o).Y, driver.AbsolutePositionForObject(scroll).Y
	if top < edge || top+o.Size().Height > edge+scroll.Size().Height {
		f.t.Errorf("%T at %v to %v is outside %v to %v", o, top, top+o.Size().Height, edge, edge+scroll.Size().Height)
	}
}

// The link of a refusal is there to open and to copy, not only to read (90094).
func TestTheAdministratorsLinkIsPressedOrCopied(t *testing.T) {
	f := newFixture(t, service.Snapshot{Phase: service.PhaseSignedOut, HasClientID: true, SignInError: &service.Problem{
		Key: "auth.admin_consent", Text: "Send this: {{.Link}}", Args: map[string]string{"Link": "https://login.example/adminconsent"},
	}})
	f.press("Copy the link")
	if got := f.app.Clipboard().Content(); got != "https://login.example/adminconsent" {
		t.Errorf("copied %q", got)
	}
	f.show(service.Snapshot{Phase: service.PhaseSignedOut, HasClientID: true, SignInError: &service.Problem{Key: "x", Text: "Another."}})
	if slices.Contains(uitest.Links(f.window), "Copy the link") {
		t.Error("a link without an address")
	}
}
