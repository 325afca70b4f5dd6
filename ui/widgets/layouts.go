package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Visible returns those of the objects that are not hidden.
func Visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

// CentreRow sets things side by side in the middle, at their own size.
func CentreRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&Row{Gap: gap, Centred: true}, objects...)
}

// LeftRow sets things side by side from the left, at their own size.
func LeftRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&Row{Gap: gap}, objects...)
}

// Row sets things side by side at their own size.
type Row struct {
	Gap     float32
	Centred bool
}

func (l *Row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var x float32
	if l.Centred {
		x = (size.Width - l.MinSize(objects).Width) / 2
	}
	for _, o := range Visible(objects) {
		own := o.MinSize()
		o.Move(fyne.NewPos(x, (size.Height-own.Height)/2))
		o.Resize(own)
		x += own.Width + l.Gap
	}
}

func (l *Row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range Visible(objects) {
		own := o.MinSize()
		size.Width += own.Width
		if i > 0 {
			size.Width += l.Gap
		}
		size.Height = max(size.Height, own.Height)
	}
	return size
}

// Column sets things below one another, each over the whole width.
type Column struct{ Gap float32 }

func (l *Column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range Visible(objects) {
		o.Resize(fyne.NewSize(size.Width, o.Size().Height)) // wrapped text learns its height
		own := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, own))
		y += own + l.Gap
	}
}

func (l *Column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range Visible(objects) {
		own := o.MinSize()
		size.Width = max(size.Width, own.Width)
		size.Height += own.Height
		if i > 0 {
			size.Height += l.Gap
		}
	}
	return size
}

// Pair sets two cards side by side from a width on, and below one another in a narrower window.
type Pair struct{ From, width float32 }

const (
	pairGap   float32 = 16
	PairLeast float32 = 500 // short cards and fields are side by side from this width on
)

func (l *Pair) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	if size.Width < l.From {
		(&Column{Gap: pairGap}).Layout(objects, size)
		return
	}
	wide := (size.Width - pairGap) / 2
	for _, o := range objects {
		o.Resize(fyne.NewSize(wide, o.Size().Height))
	}
	height := max(objects[0].MinSize().Height, objects[1].MinSize().Height)
	for i, o := range objects {
		o.Move(fyne.NewPos(float32(i)*(wide+pairGap), 0))
		o.Resize(fyne.NewSize(wide, height))
	}
}

func (l *Pair) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	if l.width < l.From {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height+pairGap)
	}
	return fyne.NewSize(max(a.Width, b.Width), max(a.Height, b.Height))
}

// SetVisible shows or hides an object, and leaves one alone that is as wanted: showing it again would draw it again.
func SetVisible(o fyne.CanvasObject, visible bool) {
	switch {
	case visible && !o.Visible():
		o.Show()
	case !visible && o.Visible():
		o.Hide()
	}
}
