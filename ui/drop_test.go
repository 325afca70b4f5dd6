package ui

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"taskdrop/service"
)

func fileURIs(paths ...string) []fyne.URI {
	uris := make([]fyne.URI, len(paths))
	for i, path := range paths {
		uris[i] = storage.NewFileURI(path)
	}
	return uris
}

func TestDropHandsOverEveryPathAsItIs(t *testing.T) {
	folder := t.TempDir()
	cases := map[string][]string{
		"spaces":       {"/home/mia/two words.pdf"},
		"hash":         {"/home/mia/No. #1.pdf"},
		"percent":      {"/home/mia/100%25 %zz.pdf"},
		"question":     {"/home/mia/why?.pdf"},
		"non-ASCII":    {"/home/mia/Größe 税金 🎨.pdf", "/home/mia/Gro\u0308ße.pdf"},
		"folder":       {folder},
		"missing file": {filepath.Join(folder, "gone.pdf")},
		"same twice":   {"/home/mia/a.pdf", "/home/mia/a.pdf"},
		"no extension": {"/home/mia/Makefile", "/home/mia/.profile"},
	}
	for name, paths := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, signedIn())
			f.onDropped(fyne.NewPos(-5, 9999), fileURIs(paths...))
			if len(f.service.paths) != 1 || !slices.Equal(f.service.paths[0], paths) {
				t.Errorf("got %q, want one call with %q", f.service.paths, paths)
			}
		})
	}
}

func TestDropOfManyIsOneCall(t *testing.T) {
	f := newFixture(t, signedIn())
	paths := make([]string, 5000)
	for i := range paths {
		paths[i] = fmt.Sprintf("/home/mia/scans/page %04d.png", i)
	}
	uris := fileURIs(paths...)
	f.onDropped(fyne.Position{}, uris)
	clear(uris) // the slice is the driver's
	if len(f.service.paths) != 1 || !slices.Equal(f.service.paths[0], paths) {
		t.Errorf("5,000 files came as %d calls", len(f.service.paths))
	}
}

func TestDropOfNothingIsNothing(t *testing.T) {
	f := newFixture(t, signedIn())
	f.onDropped(fyne.Position{}, nil)
	f.onDropped(fyne.Position{}, []fyne.URI{nil})
	f.called("")
}

func TestDropOfOtherThingsIsHandedOverToo(t *testing.T) {
	f := newFixture(t, signedIn())
	web, err := storage.ParseURI("https://example.org/a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	f.onDropped(fyne.Position{}, append(fileURIs("/home/mia/a.pdf"), web))
	f.called("add 2")
}

func TestDropIsTakenInEveryState(t *testing.T) {
	noTask := signedIn()
	noTask.TaskID, noTask.TaskTitle = "", ""
	for name, s := range map[string]service.Snapshot{
		"setup": {Phase: service.PhaseSetup}, "signed out": {Phase: service.PhaseSignedOut},
		"signing in": {Phase: service.PhaseSigningIn}, "no task": noTask, "at work": atWork(),
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, s)
			f.onDropped(fyne.Position{}, fileURIs("/home/mia/a.pdf"))
			f.called("add 1")
		})
	}
}

func TestDropIsTakenWhileADialogIsOpen(t *testing.T) {
	f := newFixture(t, atWork())
	f.showAbout()
	f.onDropped(fyne.Position{}, fileURIs("/home/mia/a.pdf"))
	f.called("add 1")
	if len(f.modals) != 1 {
		t.Error("the drop closed the dialog")
	}
}

func TestDropShowsTheQueue(t *testing.T) {
	f := newFixture(t, atWork())
	f.tabs.Select(tabTask)
	f.onDropped(fyne.Position{}, fileURIs("/home/mia/a.pdf"))
	if f.tabs.Selected() != tabQueue {
		t.Error("what was dropped is not on show")
	}
}

func TestWindowRegistersItsHandlers(t *testing.T) {
	f := newFixture(t, signedIn())
	f.app.window.dropped(fyne.Position{}, fileURIs("/home/mia/a.pdf"))
	f.called("add 1")
	f.app.window.intercept()
	if f.app.quits != 1 {
		t.Error("the window's cross does not end the program")
	}
}

func TestFilesHeldAboveTheWindowAreAnswered(t *testing.T) {
	for name, s := range map[string]service.Snapshot{"empty": signedIn(), "at work": atWork()} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, s)
			f.holdAbove(true)
			if !f.says(textDropRelease()) {
				t.Error("nothing says that they may be let go here")
			}
			f.holdAbove(false)
			if f.says(textDropRelease()) {
				t.Error("it is still said after they have gone")
			}
		})
	}
}

func TestADropBesideTheToolkit(t *testing.T) {
	f := newFixture(t, signedIn())
	f.handedOver([]string{"/home/mia/a.pdf"}, []string{"https://example.org/a.pdf"})
	f.called("add 2")
	f.awaitPieces()
	f.onDropped(fyne.Position{}, fileURIs("/home/mia/b.pd"))
	f.handedOver([]string{"/home/mia/b.pdf", "/home/mia/c.pdf"}, nil)
	f.called("add 2")
	f.onDropped(fyne.Position{}, fileURIs("/home/mia/d.pdf"))
	f.called("add 1")
	f.toasts.Clear()
	f.handedOver(nil, nil)
	f.notHandedOver(errors.New("silence"))
	if said := f.toasts.Texts(); !slices.Equal(said, []string{textDropNothing(), textDropFailed()}) {
		t.Errorf("of drops that bring nothing it says %q", said)
	}
}

func TestNeedsTaskAsksForAttention(t *testing.T) {
	s := signedIn()
	s.TaskID, s.TaskTitle, s.NeedsTask = "", "", true
	s.Queue.Items = []*service.Item{{ID: 1, Name: "a.pdf", Size: 5, State: service.ItemUnassigned}}
	s.Queue.Totals = service.Totals{Files: 1, Waiting: 1, Bytes: 5}
	f := newFixture(t, s)
	if !f.header.tasks.Attention() || !f.says(textDropChooseTask()) || !f.says(textNeedsTask()) {
		t.Error("nothing says that files wait for a task")
	}
	s.ListID = ""
	f.show(s)
	if !f.header.lists.Attention() || f.header.tasks.Attention() {
		t.Error("without a list it is the list that has to be chosen first")
	}
}

func TestPasteIsTheServicesToRead(t *testing.T) {
	f := newFixture(t, atWork())
	f.tabs.Select(tabTask)
	f.app.Clipboard().SetContent("/home/mia/a b.pdf")
	f.shortcut(&fyne.ShortcutPaste{Clipboard: f.app.Clipboard()})
	f.called(`paste "/home/mia/a b.pdf" as Pasted 2026-11-22 14.32.00.png`)
	if f.tabs.Selected() != tabQueue {
		t.Error("what was pasted is not on show")
	}
	f.showAbout()
	f.shortcut(&fyne.ShortcutPaste{Clipboard: f.app.Clipboard()})
	f.called("")
}

func TestAddButtonsUseTheChooser(t *testing.T) {
	f := newFixture(t, signedIn())
	f.press(textAddFiles())
	f.press(textAddFolder())
	if want := [][]string{{"/home/mia/a.pdf"}, {"/home/mia/Belege", "/home/mia/Fotos"}}; fmt.Sprint(f.service.paths) != fmt.Sprint(want) {
		t.Errorf("added %q, want %q", f.service.paths, want)
	}
}

func TestDropAreaFillsTheWindowOnlyWhileThereIsNothingElse(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	empty := f.drop.object.Size().Height
	f.show(atWork())
	if band := f.drop.object.Size().Height; band != bandHeight || empty < 3*bandHeight {
		t.Errorf("the drop area is %v high when empty and %v at work", empty, band)
	}
	f.show(s)
	if got := f.drop.object.Size().Height; got != empty {
		t.Errorf("cleared, it is %v high, want %v again", got, empty)
	}
}
