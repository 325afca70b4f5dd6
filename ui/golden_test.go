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

// face is what the window draws below the header; the header's dropdowns have masters of their own.
func (f *fixture) face() fyne.CanvasObject {
	switch f.snapshot.Phase {
	case service.PhaseSetup:
		return f.setup.column
	case service.PhaseSignedOut:
		return f.signedOut.column
	case service.PhaseSigningIn:
		return f.signingIn.column
	case service.PhaseSignedIn:
	}
	return f.body
}
