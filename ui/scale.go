package ui

import (
	"taskdrop/service"
	"taskdrop/ui/look"

	"fyne.io/fyne/v2"
)

// rescale makes everything as large as the settings say, at once. The window keeps its size on the screen, so that its edges stay
// where they are, unless that gets too small for what is in it.
func (w *Window) rescale(d service.Display) {
	before, now := w.scale, sizeOf(d)
	if now == before {
		return
	}
	w.scale = now
	if w.options.SetScale == nil {
		return
	}
	w.options.SetScale(d.Scale)
	room := w.window.Canvas().Size()
	w.app.Settings().SetTheme(look.New(w.settings.mode())) // Fyne looks at the scale with each theme
	factor := float32(before / now)
	w.window.Resize(fyne.NewSize(max(room.Width*factor, leastWidth), max(room.Height*factor, leastHeight)))
	w.layOutSettings()
}
