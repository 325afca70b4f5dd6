package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
)

func (f *fakeService) Paste(p service.Pasted) { f.record("paste %q as %s", p.Text, p.PictureName) }

func (f *fakeService) MakeShortcut(s service.Shortcut) {
	f.record("shortcut to %s/%s/%s %q at %q", s.Target.AccountID, s.Target.ListID, s.Target.TaskID, s.Target.TaskTitle, s.Path)
}

func TestTheMenusMakeAShortcut(t *testing.T) {
	f := newFixture(t, atWork())
	const want = `shortcut to mia/l1/t1 "Steuererklärung 2025" at ""`
	f.showMenu()
	test.Tap(f.openMenu().Items[2].(fyne.Tappable)) // below the two that add
	f.called(want)
	f.escape()
	f.showRowMenu(f.snapshot.Queue.Items[4], fyne.NewPos(100, 100))
	lines := f.openMenu().Items
	test.Tap(lines[len(lines)-1].(fyne.Tappable))
	f.called(want)
}

func TestWithoutATaskThereIsNothingToMakeAShortcutTo(t *testing.T) {
	s := signedIn()
	s.TaskID, s.TaskTitle = "", ""
	f := newFixture(t, s)
	if !f.shortcutItem(f.chosen()).Disabled {
		t.Error("it is offered")
	}
}

func TestWithoutADesktopAPlaceIsAskedForOnce(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	s.ShortcutPlace = &service.ShortcutPlace{ID: 1, For: service.Shortcut{Target: target()}, Name: "Steuererklärung 2025.desktop"}
	f.show(s)
	f.called(`shortcut to mia/l1/t1 "Steuererklärung 2025" at "/tmp/Steuererklärung 2025.desktop"`)
	f.show(s)
	f.called("")
}
