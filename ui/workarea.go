package ui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// titleBar is the room that the desktop's frame may take above a window, in the screen's coordinates.
const titleBar = 40

// screenRoom is how large the window can be on its screen, in units of one scale.
type screenRoom struct {
	scale  float32 // 0 before the screen has been asked
	size   fyne.Size
	known  bool
	fitted float32 // the scale for which the window has been made to fit
}

// roomAt returns how large the window can be at a scale; false if the screen is not known.
func (w *Window) roomAt(scale float32) (fyne.Size, bool) {
	if w.options.WorkArea == nil || scale <= 0 {
		return fyne.Size{}, false
	}
	if w.screen.scale != scale {
		last := w.settings.geometry()
		width, height, known := w.options.WorkArea(last.x, last.y)
		units := func(length int) float32 { return float32(math.Floor(float64(length) / float64(scale))) }
		w.screen.scale, w.screen.known = scale, known
		w.screen.size = fyne.NewSize(units(width), units(height-titleBar))
	}
	return w.screen.size, w.screen.known
}

// leastSizeAt is the smallest window at a scale: what the window is made for, or its screen if that is smaller.
func (w *Window) leastSizeAt(scale float32) fyne.Size {
	least := fyne.NewSize(leastWidth, leastHeight)
	if room, known := w.roomAt(scale); known {
		least = least.Min(room)
	}
	return least
}

// keepOnScreen makes the window fit its screen, once for each scale: after that the person decides.
func (w *Window) keepOnScreen(size fyne.Size) {
	scale := w.window.Canvas().Scale()
	room, known := w.roomAt(scale)
	if !known || w.screen.fitted == scale {
		return
	}
	w.screen.fitted = scale
	if fitting := size.Min(room); fitting != size {
		fyne.Do(func() { w.window.Resize(fitting) }) // a window cannot be resized while it is laid out
	}
}

// reachLayout gives content the room that it is made for. A scroll around it reaches the rest if the window is
// smaller.
type reachLayout struct{}

func (reachLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

func (reachLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth, leastHeight)
}

// What a dialog leaves free around it, and what the toolkit adds around its content.
const (
	dialogEdge float32 = 20
	popupEdge  float32 = 16
)

// dialogScroll limits a scrolled dialog to the window.
type dialogScroll struct{ room fyne.Canvas }

func (l *dialogScroll) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

func (l *dialogScroll) MinSize(objects []fyne.CanvasObject) fyne.Size {
	room := l.room.Size().SubtractWidthHeight(2*dialogEdge+dialogInsetX, 2*dialogEdge+dialogInsetY)
	return objects[0].(*container.Scroll).Content.MinSize().Min(room)
}

// keepInReach has a dialog scroll while it is larger than the window, so that each of its buttons can be reached.
func (m *modal) keepInReach() {
	room := m.window.window.Canvas()
	least := m.column.MinSize()
	fits := least.Height+dialogInsetY+popupEdge <= room.Size().Height && least.Width+dialogInsetX+popupEdge <= room.Size().Width
	switch scrolled := m.frame.Objects[0] != m.column; {
	case fits && scrolled:
		m.frame.Objects[0] = m.column
	case !fits && !scrolled:
		m.frame.Objects[0] = container.New(&dialogScroll{room: room}, container.NewScroll(m.column))
	default:
		return
	}
	m.frame.Refresh()
}
