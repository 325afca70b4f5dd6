package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/ui/widgets"
)

// lowScreens are screens in units of the scale: 1366 by 768 at 2.5, a small tablet at 3, a tall narrow one.
var lowScreens = map[string]fyne.Size{"1366x768 at 2.5": {Width: 546, Height: 291}, "at 3": {Width: 455, Height: 240}, "narrow": {Width: 360, Height: 700}}

func onScreen(t *testing.T, s service.Snapshot, screen fyne.Size) *fixture {
	f := newFixtureWith(t, s, func(o *Options) {
		o.WorkArea = func(int, int) (int, int, bool) { return int(screen.Width), int(screen.Height) + titleBar, true }
	})
	return f
}

// TestTheWindowIsNeverLargerThanItsScreen: at the start, and when everything gets larger.
func TestTheWindowIsNeverLargerThanItsScreen(t *testing.T) {
	for name, screen := range lowScreens {
		t.Run(name, func(t *testing.T) {
			f := onScreen(t, signedIn(), screen)
			f.screen = screenRoom{} // as at the start
			f.window.Resize(fyne.NewSize(961, 661))
			if least := f.window.Content().MinSize(); least.Width > screen.Width || least.Height > screen.Height {
				t.Errorf("the window cannot be smaller than %v", least)
			}
			if size := f.window.Canvas().Size(); size.Width > screen.Width || size.Height > screen.Height {
				t.Errorf("the window is %v", size)
			}
		})
	}
	t.Run("large", func(t *testing.T) {
		f := onScreen(t, signedIn(), fyne.NewSize(1920, 1080))
		if size := f.window.Canvas().Size(); size != fyne.NewSize(960, 660) {
			t.Errorf("on a large screen the window is %v", size)
		}
	})
}

// TestEveryButtonCanBeReachedOnALowScreen scrolls to each button of each face and dialog.
func TestEveryButtonCanBeReachedOnALowScreen(t *testing.T) {
	for name, screen := range lowScreens {
		for _, c := range faces() {
			t.Run(name+", "+c.name, func(t *testing.T) {
				f := onScreen(t, c.snapshot, screen)
				f.window.Resize(screen)
				if c.open != nil {
					c.open(f)
				}
				f.show(c.snapshot)
				for _, m := range f.modals {
					if size := m.popup.Content.Size(); size.Width > screen.Width || size.Height > screen.Height {
						t.Errorf("the dialog is %v large", size)
					}
				}
				for _, b := range objects[*widgets.Button](f) {
					f.reachable(b, b.Text(), screen)
				}
			})
		}
	}
}

// TestTabScrollsToWhatItReaches: on a low screen the control with the keyboard is in sight, whichever it is.
func TestTabScrollsToWhatItReaches(t *testing.T) {
	for name, screen := range lowScreens {
		for _, c := range faces() {
			t.Run(name+", "+c.name, func(t *testing.T) {
				f := onScreen(t, c.snapshot, screen)
				f.window.Resize(screen)
				if c.open != nil {
					c.open(f)
				}
				f.show(c.snapshot)
				for range 25 {
					f.window.Canvas().FocusNext()
					focused, ok := f.window.Canvas().Focused().(fyne.CanvasObject)
					if !ok {
						continue
					}
					at := fyne.CurrentApp().Driver().AbsolutePositionForObject(focused)
					if !inSight(at.X, focused.Size().Width, screen.Width) || !inSight(at.Y, focused.Size().Height, screen.Height) {
						t.Errorf("Tab reaches %T at %v, %v large", focused, at, focused.Size())
					}
				}
			})
		}
	}
}

// inSight reports whether what begins at start and is length long can be seen: all of it, or its begin if there is no
// room for more.
func inSight(start, length, room float32) bool {
	if length+24 > room {
		return start >= -0.5 && start <= 24
	}
	return start >= -0.5 && start+length <= room+0.5
}

// reachable fails if an object stands outside the screen and outside everything that scrolls.
func (f *fixture) reachable(o fyne.CanvasObject, words string, screen fyne.Size) {
	f.t.Helper()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	inSight := at.X >= 0 && at.Y >= 0 && at.X+o.Size().Width <= screen.Width+0.5 && at.Y+o.Size().Height <= screen.Height+0.5
	if inSight {
		return
	}
	for _, scroll := range objects[*container.Scroll](f) {
		content := scroll.Content
		begin := fyne.CurrentApp().Driver().AbsolutePositionForObject(content)
		x, y := at.X-begin.X, at.Y-begin.Y
		if holds(content, o) && x >= 0 && y >= 0 && x+o.Size().Width <= content.Size().Width+0.5 && y+o.Size().Height <= content.Size().Height+0.5 {
			return
		}
	}
	f.t.Errorf("%q stands at %v, %v large, and nothing scrolls to it", words, at, o.Size())
}

func holds(root, o fyne.CanvasObject) bool {
	if root == o {
		return true
	}
	var children []fyne.CanvasObject
	switch r := root.(type) {
	case *fyne.Container:
		children = r.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(r).Objects()
	}
	for _, child := range children {
		if holds(child, o) {
			return true
		}
	}
	return false
}
