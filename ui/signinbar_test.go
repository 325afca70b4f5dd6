package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
)

// twoAccounts is a busy window with one file of each account, the second one's waiting for a sign-in.
func twoAccounts() service.Snapshot {
	s := atWork()
	s.Accounts = []service.Account{
		{ID: "mia", Name: "Mia Berger", Username: "mia@example.org"},
		{ID: "work", Name: "Mia Berger", Username: "m.berger@contoso.example", NeedsSignIn: true},
	}
	theirs := *s.Queue.Items[1]
	theirs.ID, theirs.Name, theirs.State = 9, "Protokoll.docx", service.ItemSignIn
	theirs.Target.AccountID, theirs.Target.AccountName = "work", "m.berger@contoso.example"
	s.Queue.Items = append(s.Queue.Items[:2:2], &theirs)
	return s
}

func TestAnAccountThatHasToSignInAgainIsAskedWithoutLeavingThePage(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	if f.signInBar.object.Visible() {
		t.Error("asked for a sign-in that is good")
	}
	s.Account.NeedsSignIn = true
	f.show(s)
	if !f.main.Visible() || !f.says("Your sign-in has ended") || !f.says("mia@example.org · Its files wait") {
		t.Error("the main page does not say that the sign-in has ended")
	}
	below := f.body.Position().Y
	f.press("Sign in again")
	f.called("sign in again mia")
	s.Account.NeedsSignIn = false
	f.show(s)
	if f.signInBar.object.Visible() || f.body.Position().Y >= below {
		t.Error("the bar stays after the sign-in")
	}
}

func TestAnotherAccountsFilesAskForItsSignIn(t *testing.T) {
	f := newFixture(t, twoAccounts())
	if !f.says("m.berger@contoso.example · Its files wait") {
		t.Error("nothing says which account has to sign in again")
	}
	row := f.rows()[2]
	if row.shown.name != "Protokoll.docx" {
		t.Fatalf("row of %q", row.shown.name)
	}
	test.Tap(row.parts.buttons[0])
	f.called("sign in again work")
}

func TestRowsNameTheirAccountWhereThereAreTwo(t *testing.T) {
	f := newFixture(t, twoAccounts())
	for i, want := range []string{"mia@example.org", "mia@example.org", "m.berger@contoso.example"} {
		if got := f.rows()[i].shown.line.text; !strings.HasSuffix(got, " · "+want) {
			t.Errorf("row %d says %q, and not whose it is", i, got)
		}
	}
	alone := twoAccounts()
	alone.Accounts = alone.Accounts[:1]
	f.show(alone)
	if got := f.rows()[0].shown.line.text; strings.Contains(got, "@") {
		t.Errorf("one account alone, and the row says %q", got)
	}
	if got := f.rows()[2].shown.line.text; !strings.HasSuffix(got, "m.berger@contoso.example") {
		t.Errorf("a file of somebody who signed out says %q", got)
	}
}

func TestTheAccountMenuSaysThatASignInIsForThisRun(t *testing.T) {
	s := signedIn()
	s.MemoryOnly = &service.Problem{Key: "test.memory", Text: "There is no keyring, so you sign in again next time.", Detail: "no bus"}
	f := newFixture(t, s)
	f.toasts.Clear()
	f.showAccount()
	test.Tap(f.openMenu().Items[3].(fyne.Tappable))
	if got := f.toasts.Texts(); len(got) != 1 || got[0] != s.MemoryOnly.Text {
		t.Errorf("the menu says %q", got)
	}
}
