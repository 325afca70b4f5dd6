package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
)

// TestTheMenuOpensTheSettings: the line below the theme.
func TestTheMenuOpensTheSettings(t *testing.T) {
	f := newFixture(t, atWork())
	f.showMenu()
	test.Tap(f.openMenu().Items[5].(fyne.Tappable))
	if f.openSettings == nil {
		t.Error("no settings")
	}
}

func TestTheAccountMenuSwitchesAndAdds(t *testing.T) {
	s := signedIn()
	s.Account.ID = "mia"
	s.Accounts = []service.Account{
		{ID: "mia", Name: "Mia Berger", Username: "mia@outlook.example"},
		{ID: "work", Username: "m.berger@contoso.example", NeedsSignIn: true},
	}
	f := newFixture(t, s)
	for line, want := range map[int]string{1: "use account work", 2: "add account", 5: "sign out"} {
		f.showAccount()
		items := f.openMenu().Items
		test.Tap(items[line].(fyne.Tappable))
		if got := f.service.taken(); got != want {
			t.Errorf("line %d did %q, want %q", line, got, want)
		}
		f.escape()
	}
	lines := f.accountItems()
	if !lines[0].Checked || lines[1].Checked || lines[0].Label != "Mia Berger · mia@outlook.example" ||
		lines[1].Label != "m.berger@contoso.example · sign in again" {
		t.Errorf("the menu lists %q, %q", lines[0].Label, lines[1].Label)
	}
}
