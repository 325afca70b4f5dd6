package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"taskdrop/ui/settings"
)

// TestAnOpenDialogFollowsTheWindow: it gets narrower with the window, and stays in its middle.
func TestAnOpenDialogFollowsTheWindow(t *testing.T) {
	f := newFixture(t, signedIn())
	f.window.Resize(fyne.NewSize(1200, 800))
	f.showSettings(settings.Sending)
	for _, size := range []fyne.Size{{Width: leastWidth, Height: leastHeight}, {Width: 900, Height: 700}} {
		f.window.Resize(size)
		content := f.modals[0].popup.Content
		if content.Size() != content.MinSize() {
			t.Errorf("in a window of %v it is %v, and wants %v", size, content.Size(), content.MinSize())
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(content)
		if right := size.Width - at.X - content.Size().Width; at.X-right > 1 || right-at.X > 1 {
			t.Errorf("in a window of %v there are %v at its left and %v at its right", size, at.X, right)
		}
	}
}
