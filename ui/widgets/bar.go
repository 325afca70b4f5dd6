package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// Bar is a thin progress bar without animation: it draws again only when its value moved.
type Bar struct {
	widget.BaseWidget

	fraction float64 // 0 to 1
	colour   fyne.ThemeColorName
}

// NewBar returns an empty bar.
func NewBar() *Bar {
	b := &Bar{colour: look.ColorAccent}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows a value from 0 to 1 in a role's colour; it does nothing where both are as before.
func (b *Bar) Set(fraction float64, colour fyne.ThemeColorName) {
	fraction = max(0, min(1, fraction))
	if b.fraction == fraction && b.colour == colour {
		return
	}
	b.fraction, b.colour = fraction, colour
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{bar: b, track: canvas.NewRectangle(nil), fill: canvas.NewRectangle(nil)}
	r.objects = []fyne.CanvasObject{r.track, r.fill}
	r.apply()
	return r
}

type barRenderer struct {
	bar         *Bar
	track, fill *canvas.Rectangle
	objects     []fyne.CanvasObject
}

func (r *barRenderer) apply() {
	style(r.track, SurfaceStyle{Fill: look.ColorTrack, Radius: look.BarHeight / 2})
	style(r.fill, SurfaceStyle{Fill: r.bar.colour, Radius: look.BarHeight / 2})
}

func (r *barRenderer) Layout(size fyne.Size) {
	y := (size.Height - look.BarHeight) / 2
	r.track.Move(fyne.NewPos(0, y))
	r.track.Resize(fyne.NewSize(size.Width, look.BarHeight))
	width := size.Width * float32(r.bar.fraction)
	r.fill.Move(fyne.NewPos(0, y))
	if width > 0 { // a started bar shows at least its round end
		r.fill.Show()
		width = max(width, look.BarHeight)
	} else {
		r.fill.Hide() // a shape without a width still leaves a speck
	}
	r.fill.Resize(fyne.NewSize(width, look.BarHeight))
}
func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(40, look.BarHeight) }
func (r *barRenderer) Refresh() {
	r.apply()
	r.Layout(r.bar.Size())
	r.track.Refresh()
	r.fill.Refresh()
}
func (r *barRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *barRenderer) Destroy()                     {}
