package widgets

import (
	"image/color"
	"math"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// toolkitNotch is how far one notch of a mouse wheel scrolls in Fyne, in its units.
const toolkitNotch = 25

// Wheel lies over what scrolls and makes a notch of the mouse wheel as long as its content wants: Fyne's notch is less
// than a row of a list. The finer steps of a touchpad, and all of macOS, which knows no notches, stay as they are.
// Everything but the wheel goes through to what is below.
type Wheel struct {
	widget.BaseWidget

	notch float32
	by    func(dy float32)
}

// NewWheel makes a notch as long as notch. by scrolls the content: up when dy is positive.
func NewWheel(notch float32, by func(dy float32)) *Wheel {
	w := &Wheel{notch: notch, by: by}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable.
func (w *Wheel) Scrolled(event *fyne.ScrollEvent) {
	dy := event.Scrolled.DY
	if notches := float64(dy) / toolkitNotch; runtime.GOOS != "darwin" && notches == math.Round(notches) {
		dy = float32(notches) * w.notch
	}
	w.by(dy)
}

// CreateRenderer shows nothing.
func (w *Wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
