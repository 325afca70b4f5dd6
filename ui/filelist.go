package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// fileList is one virtual list of file rows on a card, with the keyboard: arrows go from row to row, and the keys of
// the row under the focus are the window's business. 10,000 rows cost what the visible ones cost.
type fileList struct {
	widget.List

	object *fyne.Container
	rows   map[*fileRow]int // those that were given a row to show, and which
	// content answers what row index shows; it runs for visible rows only.
	content func(index int) rowContent
	// version tells whether a row's content can be another than it was; nil where it is cheap to look.
	version func(index int) rowVersion
	// pressed runs when a button of a row is pressed; menu when its menu is asked for.
	pressed func(index, button int)
	menu    func(index int, at fyne.Position)
	key     func(index int, key *fyne.KeyEvent) bool
	// opened runs when a row's picture is pressed; scrolled after other rows came on show. Both may be nil.
	opened   func(index int)
	scrolled func()

	length  int
	current int // the row the keyboard is at
	focused bool
}

func newFileList() *fileList {
	l := &fileList{rows: map[*fileRow]int{}}
	l.Length = func() int { return l.length }
	l.CreateItem = func() fyne.CanvasObject { return newFileRow() }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) { l.update(id, o.(*fileRow)) }
	l.OnSelected = func(id widget.ListItemID) {
		l.current = id
		l.UnselectAll()
	}
	l.HideSeparators = true // rows draw their own
	l.ExtendBaseWidget(l)
	list := container.NewThemeOverride(l, look.Tight())
	wheel := widgets.NewWheel(rowsPerNotch*look.RowHeight, func(dy float32) { l.ScrollToOffset(l.GetScrollOffset() - dy) })
	l.object = container.NewStack(widgets.NewSurface(widgets.CardStyle), container.New(&cardLayout{list: l}, list), wheel)
	return l
}

// rowsPerNotch is how many rows a notch of the mouse wheel passes.
const rowsPerNotch = 3

// cardLayout lets the card end after the last row when there are few.
type cardLayout struct{ list *fileList }

const cardEdge float32 = 4

func (c *cardLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(1, cardEdge))
		o.Resize(fyne.NewSize(size.Width-2, size.Height-2*cardEdge))
	}
}

func (c *cardLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(220, look.RowHeight+2*cardEdge)
}

// wantedHeight is the card's height with every row on show.
func (l *fileList) wantedHeight() float32 {
	return float32(l.length)*look.RowHeight + 2*cardEdge
}

// update gives a pooled row its index and handlers, every time.
func (l *fileList) update(index int, row *fileRow) {
	l.rows[row] = index
	row.press = func(button int) { l.pressed(l.rows[row], button) }
	row.menu = func(at fyne.Position) {
		l.current = l.rows[row]
		l.menu(l.rows[row], at)
	}
	row.open = func() {
		if l.opened != nil {
			l.opened(l.rows[row])
		}
	}
	l.draw(index, row)
	if l.scrolled != nil {
		l.scrolled()
	}
}

// onShow are the rows that can be seen, from first up to but without end.
func (l *fileList) onShow() (first, end int) {
	first = int(l.GetScrollOffset() / look.RowHeight)
	end = first + int(l.Size().Height/look.RowHeight) + 2 // one is cut at the top, one at the bottom
	return min(first, l.length), min(end, l.length)
}

func (l *fileList) draw(index int, row *fileRow) {
	if index >= l.length {
		return // a pooled row that waits for its next use
	}
	state := rowState{last: index == l.length-1, focused: l.focused && index == l.current}
	if l.version != nil {
		state.version = l.version(index)
		if row.drawn == state {
			return // items are immutable: the same pointer shows the same
		}
	}
	row.drawn = state
	content := l.content(index)
	content.last, content.focused = state.last, state.focused
	row.setContent(content)
}

// rowVersion is what a queue row's content is made from.
type rowVersion struct {
	item   *service.Item
	held   service.HeldFor
	task   string
	day    int
	owners *owners
}

// rowState is what a row was last drawn for.
type rowState struct {
	version       rowVersion
	last, focused bool
}

// redraw brings the rows up to date: those on show in place, all of the list only when its length changed.
func (l *fileList) redraw(length int) {
	if length != l.length {
		l.length = length
		l.current = max(0, min(l.current, length-1))
		l.Refresh()
		return
	}
	for row, index := range l.rows {
		l.draw(index, row)
	}
}

// FocusGained implements fyne.Focusable.
func (l *fileList) FocusGained() {
	l.focused = true
	widgets.Focused(l)
	l.redraw(l.length)
}

// FocusLost implements fyne.Focusable.
func (l *fileList) FocusLost() {
	l.focused = false
	l.redraw(l.length)
}

// Disabled keeps Tab from stopping at an empty list.
func (l *fileList) Disabled() bool { return l.length == 0 }

// Enable implements fyne.Disableable; the list's rows decide.
func (l *fileList) Enable() {}

// Disable implements fyne.Disableable; the list's rows decide.
func (l *fileList) Disable() {}

// TypedKey implements fyne.Focusable.
func (l *fileList) TypedKey(key *fyne.KeyEvent) {
	page := max(1, int(l.Size().Height/look.RowHeight)-1)
	switch key.Name {
	case fyne.KeyDown:
		l.moveTo(l.current + 1)
	case fyne.KeyUp:
		l.moveTo(l.current - 1)
	case fyne.KeyPageDown:
		l.moveTo(l.current + page)
	case fyne.KeyPageUp:
		l.moveTo(l.current - page)
	case fyne.KeyHome:
		l.moveTo(0)
	case fyne.KeyEnd:
		l.moveTo(l.length - 1)
	case desktop.KeyMenu, fyne.KeyReturn, fyne.KeyEnter:
		l.openMenu()
	default:
		if l.length == 0 || !l.key(l.current, key) {
			widgets.ForwardKey(l, key)
		}
	}
}

func (l *fileList) moveTo(index int) {
	if l.length == 0 {
		return
	}
	l.current = max(0, min(index, l.length-1))
	l.ScrollTo(l.current)
	l.redraw(l.length)
}

// openMenu opens the menu of the row under the keyboard, beside it.
func (l *fileList) openMenu() {
	for row, index := range l.rows {
		if index == l.current && row.Visible() {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(row)
			l.menu(index, at.AddXY(rowTextLeft, look.RowHeight-look.Gap))
			return
		}
	}
}
