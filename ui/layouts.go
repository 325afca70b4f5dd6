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
