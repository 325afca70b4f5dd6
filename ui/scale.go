package ui

import (
	"math"

	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/settings"
)

// rescale makes everything as large as the settings say, at once. The window keeps its size on the screen, so that its
// edges stay where they are, unless that gets too small for what is in it.
func (w *Window) rescale(d service.Display) {
	before, now := w.scale, settings.ScaleOf(d)
	if now == before {
		return
	}
	w.scale = now
	if w.options.SetScale == nil {
		return
	}
	w.options.SetScale(d.Scale)
	// The canvas is told first, so that its new scale asks for the window that is there. Window.Resize would ask for a
	// second size before the first is granted, and some window managers then answer in the wrong order.
	if canvas, is := w.window.Canvas().(interface{ Resize(size fyne.Size) }); is {
		room := w.window.Canvas().Size()
		fitting := func(length, least float32) float32 { // whole, or Fyne rounds up and the window creeps
			return max(float32(math.Floor(float64(length)*before/now)), least)
		}
		least := w.leastSizeAt(w.window.Canvas().Scale() * float32(now/before))
		canvas.Resize(fyne.NewSize(fitting(room.Width, least.Width), fitting(room.Height, least.Height)))
	}
	w.app.Settings().SetTheme(look.New(w.settings.mode())) // Fyne looks at the scale with each theme
	if w.openSettings != nil {
		w.openSettings.LayOut()
	}
}
