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

// A menu may be opened before the account's tasks have come, or over a row that goes on.
func TestAnOpenMenuStaysTrue(t *testing.T) {
	early := signedIn()
	early.Phase, early.TaskID, early.TaskTitle = service.PhaseSigningIn, "", ""
	f := newFixture(t, early)
	f.key(fyne.KeyF10)
	f.show(signedIn())
	menu := f.openMenu()
	if menu == nil {
		t.Fatal("the menu has closed")
	}
	gear := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.header.menu)
	if right := menu.Position().X + menu.Size().Width; right != gear.X+f.header.menu.Size().Width {
		t.Errorf("the menu ends at %v, its button is at %v", right, gear)
	}
	test.Tap(menu.Items[2].(fyne.Tappable))
	f.called(`shortcut to mia/l1/t1 "Steuererklärung 2025" at ""`)
	f.show(signedIn())
	if f.openMenu() != nil {
		t.Error("the menu comes back after it has been used")
	}
}

func TestAnOpenMenuOfARowFollowsTheFile(t *testing.T) {
	s := atWork()
	item := *s.Queue.Items[0]
	with := func(items ...*service.Item) service.Snapshot {
		s.Queue.Items = items
		return s
	}
	item.State = service.ItemQueued
	f := newFixture(t, with(&item))
	f.showRowMenu(&item, fyne.NewPos(100, 100))
	waits := len(f.openMenu().Items)
	same := f.openMenu()
	f.show(with(&item))
	if f.openMenu() != same {
		t.Error("the menu was replaced although nothing had changed")
	}
	attached := item
	attached.State = service.ItemAttached
	f.show(with(&attached))
	if menu := f.openMenu(); menu == nil || len(menu.Items) == waits {
		t.Error("the menu still offers what could be done while the file waited")
	}
	f.show(with())
	if f.openMenu() != nil {
		t.Error("the menu outlives its row")
	}
}
