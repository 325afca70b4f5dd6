package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestTheSizeChangesAtOnce: all grows, and the window stays as large on the screen as it was.
func TestTheSizeChangesAtOnce(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	f.window.Resize(fyne.NewSize(1200, 800))
	s.Setup.Display.Scale = 1.25
	f.show(s)
	f.called("scale 1.25")
	if got := f.window.Canvas().Size(); got != fyne.NewSize(960, 640) {
		t.Errorf("the window is %v", got)
	}
	f.show(s)
	f.called("")
	s.Setup.Display.Scale = 0
	f.show(s)
	f.called("scale 0")
	if got := f.window.Canvas().Size(); got != fyne.NewSize(1200, 800) {
		t.Errorf("back again the window is %v", got)
	}
	s.Setup.Display.Scale = 2
	f.show(s)
	if got := f.window.Canvas().Size(); got != fyne.NewSize(600, leastHeight) {
		t.Errorf("at twice the size the window is %v", got)
	}
}

func TestTheSizeOfTheEnvironmentStays(t *testing.T) {
	f := newFixture(t, signedIn())
	f.options.SetScale = nil
	s := signedIn()
	s.Setup.Display.Scale = 2
	f.show(s)
	f.called("")
}
