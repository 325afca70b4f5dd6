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

// revealFocused scrolls to a control that the keyboard has reached, in everything around it that scrolls: within the
// dialog on top, else within the window.
func (w *Window) revealFocused(o fyne.CanvasObject) {
	root := fyne.CanvasObject(w.reach)
	if len(w.modals) > 0 {
		root = w.modals[len(w.modals)-1].frame
	}
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(o)
	for _, scroll := range scrollsAround(root, o) {
		begin := driver.AbsolutePositionForObject(scroll)
		was := scroll.Offset
		most := scroll.Content.Size().Subtract(scroll.Size())
		scroll.ScrollToOffset(fyne.NewPos(
			max(0, min(was.X+shiftInto(at.X-begin.X, o.Size().Width, scroll.Size().Width), most.Width)),
			max(0, min(was.Y+shiftInto(at.Y-begin.Y, o.Size().Height, scroll.Size().Height), most.Height))))
		at = at.Subtract(scroll.Offset.Subtract(was)) // the driver learns it when it draws
	}
}

// scrollsAround are the scrolls below root that an object lies in, the innermost first; nil if it lies elsewhere.
func scrollsAround(root, o fyne.CanvasObject) []*container.Scroll {
	scrolls, _ := findScrolls(root, o)
	return scrolls
}

func findScrolls(root, o fyne.CanvasObject) (scrolls []*container.Scroll, found bool) {
	if root == o {
		return nil, true
	}
	switch r := root.(type) {
	case *fyne.Container:
		for _, child := range r.Objects {
			if scrolls, found := findScrolls(child, o); found {
				return scrolls, true
			}
		}
	case *container.ThemeOverride:
		return findScrolls(r.Content, o)
	case *container.Scroll:
		if scrolls, found := findScrolls(r.Content, o); found {
			return append(scrolls, r), true
		}
	}
	return nil, false
}

// shiftInto is how far to scroll so that what begins at start and is length long lies within room, with an edge free.
// What is too long is shown from its begin.
func shiftInto(start, length, room float32) float32 {
	const edge float32 = 24 // a name stands above what it names
	switch past := start + length + edge - room; {
	case length+2*edge > room || start < edge:
		return start - edge
	case past > 0:
		return past
	}
	return 0
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
