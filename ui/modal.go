package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// modal is a question or a page over the window. Escape closes the topmost one, and the keyboard stays inside it.
type modal struct {
	window *Window
	popup  *widget.PopUp
	frame  *fyne.Container // holds column, or a scroll around it while the window is too small for it
	column fyne.CanvasObject
	title  *widgets.Line
	back   fyne.Focusable // who had the keyboard before
	// leaving marks the question whether to close the window.
	leaving bool
	// closed is told when the modal is closed by Escape or its own buttons; nil where nobody needs to know.
	closed func()
}

// openModal shows a body under a title. The first button is at the right and takes Enter; width is the least the body
// gets.
func (w *Window) openModal(title string, body fyne.CanvasObject, width float32, focus fyne.Focusable, buttons ...*widgets.Button) *modal {
	m := &modal{window: w, back: w.window.Canvas().Focused()}
	w.tips.Hide()
	row := widgets.LeftRow(10)
	for i := len(buttons) - 1; i >= 0; i-- {
		row.Add(buttons[i])
	}
	m.title = widgets.NewLine(title, widgets.LineStyle{Size: look.TextSubtitle, Colour: look.ColorText, Bold: true, Cut: widgets.CutEnd})
	m.column = container.New(&modalLayout{width: width, room: w.window.Canvas()}, m.title, body, container.New(&endLayout{}, row))
	m.frame = widgets.Inset(m.column, 14, 12, 18, 14)
	m.keepInReach()
	m.popup = widget.NewModalPopUp(m.frame, w.window.Canvas())
	w.modals = append(w.modals, m)
	m.popup.Show()
	if focus == nil && len(buttons) > 0 {
		focus = buttons[0]
	}
	w.window.Canvas().Focus(focus)
	return m
}

// Close takes the modal away and gives the keyboard back.
func (m *modal) Close() {
	for i, open := range m.window.modals {
		if open == m {
			m.window.modals = append(m.window.modals[:i], m.window.modals[i+1:]...)
			break
		}
	}
	m.popup.Hide()
	if closed := m.closed; closed != nil {
		m.closed = nil
		closed()
	}
	if m.window.questions.open == nil { // one that came meanwhile
		m.window.questions.takeUp(m.window.snapshot.Question)
	}
	if m.back != nil && m.window.window.Canvas().Overlays().Top() == nil {
		m.window.window.Canvas().Focus(m.back)
	}
}

// Refresh lays the modal out again after a button has come or gone.
func (m *modal) Refresh() { m.popup.Refresh() }

// fitModals gives open dialogs the size they want in a window of another size. By themselves they only grow.
func (w *Window) fitModals() {
	if len(w.modals) == 0 {
		return
	}
	for _, m := range w.modals {
		m.keepInReach()
		m.popup.Resize(m.popup.MinSize())
	}
	for _, overlay := range w.window.Canvas().Overlays().List() {
		overlay.Refresh() // they stand in the middle again
	}
}

// What the frame around a dialog's content takes.
const (
	dialogInsetX float32 = 18 + 14
	dialogInsetY float32 = 14 + 12
)

// modalLayout sets title, body and buttons below one another; the width gives way in a narrow window.
type modalLayout struct {
	width float32
	room  fyne.Canvas
}

func (l *modalLayout) wide() float32 {
	return min(l.width, l.room.Size().Width-2*look.Margin-40)
}

func (l *modalLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	(&widgets.Column{Gap: look.Gap}).Layout(objects, size)
}

func (l *modalLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	for _, o := range objects[:2] { // wrapped text knows its height only once it has its width
		o.Resize(fyne.NewSize(l.wide(), o.Size().Height))
	}
	size := (&widgets.Column{Gap: look.Gap}).MinSize(objects)
	size.Width = max(l.wide(), size.Width)
	return size
}

// endLayout sets its content at the right.
type endLayout struct{}

func (endLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		own := o.MinSize()
		o.Move(fyne.NewPos(size.Width-own.Width, 6))
		o.Resize(own)
	}
}

func (endLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(0, 6)
}

// ask puts a question with a way forward and a way back.
func (w *Window) ask(title, explain, yes, no string, weight widgets.Weight, answered func()) {
	text := widgets.NewParagraph(explain, "", look.ColorSecondary, fyne.TextAlignLeading)
	var m *modal
	forward := widgets.NewButton(yes, weight, func() {
		m.Close()
		answered()
	})
	back := widgets.NewButton(no, widgets.Plain, func() { m.Close() })
	m = w.openModal(title, text.Object(), 400, back, forward, back)
}

// dialogCheck is a check box that hands Escape and the function keys on. It starts checked.
type dialogCheck struct{ widget.Check }

func newDialogCheck(text string) *dialogCheck {
	c := &dialogCheck{}
	c.Text, c.Checked = text, true
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey implements fyne.Focusable.
func (c *dialogCheck) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyEscape, fyne.KeyF1:
		widgets.ForwardKey(c, key)
	default:
		c.Check.TypedKey(key)
	}
}
