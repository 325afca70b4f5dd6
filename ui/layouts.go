package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/ui/widgets"
)

// frame sets top and bottom at their own height and the centre between them, without gaps. Top and bottom may be nil.
// Tab goes through them from top to bottom.
func frame(top, bottom, centre fyne.CanvasObject) *fyne.Container {
	l := &frameLayout{top: top, bottom: bottom, centre: centre}
	var parts []fyne.CanvasObject
	for _, part := range []fyne.CanvasObject{top, centre, bottom} {
		if part != nil {
			parts = append(parts, part)
		}
	}
	return container.New(l, parts...)
}

type frameLayout struct{ top, bottom, centre fyne.CanvasObject }

func edgeHeight(edge fyne.CanvasObject) float32 {
	if edge == nil || !edge.Visible() {
		return 0
	}
	return edge.MinSize().Height
}

func (l *frameLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top, bottom := edgeHeight(l.top), edgeHeight(l.bottom)
	place := func(o fyne.CanvasObject, y, height float32) {
		if o != nil {
			o.Move(fyne.NewPos(0, y))
			o.Resize(fyne.NewSize(size.Width, max(height, 0)))
		}
	}
	place(l.top, 0, top)
	place(l.centre, top, size.Height-top-bottom)
	place(l.bottom, size.Height-bottom, bottom)
}

func (l *frameLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range widgets.Visible(objects) {
		own := o.MinSize()
		size = fyne.NewSize(max(size.Width, own.Width), size.Height+own.Height)
	}
	return size
}

// pageLayout sets things below one another in the middle, each as wide as there is room up to most.
type pageLayout struct {
	gaps   []float32 // between one and the next; the last holds for the rest
	margin float32   // at the sides
	most   float32   // widest, 0 for no limit
}

// pageEdge is the least room above and below a page.
const pageEdge float32 = 14

func (l *pageLayout) gap(i int) float32 {
	if len(l.gaps) == 0 {
		return 0
	}
	return l.gaps[min(i, len(l.gaps)-1)]
}

func (l *pageLayout) width(room float32) float32 {
	width := room - 2*l.margin
	if l.most > 0 {
		width = min(width, l.most)
	}
	return max(width, 0)
}

func (l *pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := l.width(size.Width)
	// Wrapped text knows its height only once it has its width.
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.Size().Height))
	}
	height := l.height(objects)
	y := max(pageEdge, (size.Height-height)/2)
	for i, o := range widgets.Visible(objects) {
		if i > 0 {
			y += l.gap(i - 1)
		}
		o.Move(fyne.NewPos((size.Width-width)/2, y))
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		y += o.Size().Height
	}
}

func (l *pageLayout) height(objects []fyne.CanvasObject) float32 {
	var height float32
	for i, o := range widgets.Visible(objects) {
		if i > 0 {
			height += l.gap(i - 1)
		}
		height += o.MinSize().Height
	}
	return height
}

func (l *pageLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range widgets.Visible(objects) {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width+2*l.margin, l.height(objects)+2*pageEdge)
}
