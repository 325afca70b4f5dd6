package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/ui/look"
)

// The masters are readable XML under testdata. After a wanted change look at testdata/failed, then copy it over.
func TestGolden(t *testing.T) {
	noTask := signedIn()
	noTask.TaskID, noTask.TaskTitle, noTask.Attachments = "", "", service.Attachments{}
	refused := &service.Problem{Key: "test.refused", Text: "You said no in the browser. Try again when you are ready.", Detail: "access_denied"}
	for name, c := range map[string]struct {
		snapshot service.Snapshot
		tab      int
		size     fyne.Size
		mode     look.Mode
	}{
		"setup":             {service.Snapshot{Phase: service.PhaseSetup}, tabQueue, fyne.NewSize(960, 660), look.ModeLight},
		"setup_narrow":      {service.Snapshot{Phase: service.PhaseSetup, SignInError: refused}, tabQueue, fyne.NewSize(560, 420), look.ModeLight},
		"signed_out":        {service.Snapshot{Phase: service.PhaseSignedOut, Demo: true}, tabQueue, fyne.NewSize(960, 660), look.ModeLight},
		"empty":             {noTask, tabQueue, fyne.NewSize(960, 660), look.ModeLight},
		"queue":             {atWork(), tabQueue, fyne.NewSize(960, 660), look.ModeLight},
		"queue_dark":        {atWork(), tabQueue, fyne.NewSize(960, 660), look.ModeDark},
		"queue_narrow":      {atWork(), tabQueue, fyne.NewSize(560, 420), look.ModeLight},
		"attachments":       {signedIn(), tabTask, fyne.NewSize(960, 660), look.ModeLight},
		"queue_every_state": {everyState(), tabQueue, fyne.NewSize(1200, 800), look.ModeLight},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, c.snapshot)
			f.setMode(c.mode)
			f.window.Resize(c.size)
			f.tabs.Select(c.tab)
			f.toasts.Clear()
			test.AssertObjectRendersToMarkup(t, name+".xml", f.face())
		})
	}
}

// TestGoldenAtTheSmallest has the states above that are told apart by what is open, or that show for moments only.
func TestGoldenAtTheSmallest(t *testing.T) {
	masters := map[string]string{
		"signing in": "signing_in", "code": "code", "files wait for a task": "needs_task", "held": "held", "on this task, failed": "attachments_failed",
		"details": "details", "close": "close", "kind of account": "kind_of_account",
	}
	for _, c := range faces() {
		master, wanted := masters[c.name]
		if !wanted {
			continue
		}
		delete(masters, c.name)
		t.Run(master, func(t *testing.T) {
			f := newFixture(t, c.snapshot)
			f.setMode(look.ModeLight)
			f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
			if c.open != nil {
				c.open(f)
			}
			shown := f.face()
			if len(f.modals) > 0 {
				shown = f.modals[len(f.modals)-1].popup.Content
			}
			test.AssertObjectRendersToMarkup(t, master+".xml", shown)
		})
	}
	if len(masters) > 0 {
		t.Errorf("there are no such faces: %v", masters)
	}
}

// face is what the window draws below the header; the header's dropdowns have masters of their own.
func (f *fixture) face() fyne.CanvasObject {
	switch f.snapshot.Phase {
	case service.PhaseSetup:
		return f.faces.setup.Column
	case service.PhaseSignedOut:
		return f.faces.signedOut.Column
	case service.PhaseSigningIn:
		if f.snapshot.SignIn.Code != "" {
			return f.faces.code.Column
		}
		return f.faces.signingIn.Column
	case service.PhaseSignedIn:
	}
	return f.body
}
