package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// press is what all our pressable things share: mouse, tooltip and being off.
type press struct {
	widget.BaseWidget

	// OnTapped is called for a click, Enter or Space.
	OnTapped func()

	self     fyne.Widget
	tip      string
	hovered  bool
	held     bool // a mouse button is down on it
	focused  bool
	disabled bool
}

func (c *press) extend(self fyne.Widget) {
	c.self = self
	c.ExtendBaseWidget(self)
}

// Tip is the text shown beside the control when the mouse rests on it or the keyboard reaches it.
func (c *press) Tip() string { return c.tip }

// SetEnabled lets the control be pressed or not.
func (c *press) SetEnabled(on bool) {
	if c.disabled == !on {
		return
	}
	c.disabled = !on
	c.Refresh()
}

// Disabled implements fyne.Disableable, so that the keyboard passes a disabled control by.
func (c *press) Disabled() bool { return c.disabled }

// Enable implements fyne.Disableable.
func (c *press) Enable() { c.SetEnabled(true) }

// Disable implements fyne.Disableable.
func (c *press) Disable() { c.SetEnabled(false) }

// Tapped implements fyne.Tappable.
func (c *press) Tapped(*fyne.PointEvent) {
	hideTip(c.self)
	if !c.disabled && c.OnTapped != nil {
		c.OnTapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *press) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
	restTip(c.self, c.tip)
}

// MouseMoved implements desktop.Hoverable.
func (c *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *press) MouseOut() {
	c.hovered, c.held = false, false
	c.Refresh()
	hideTip(c.self)
}

// MouseDown implements desktop.Mouseable.
func (c *press) MouseDown(*desktop.MouseEvent) {
	c.held, c.focused = true, false
	c.Refresh()
}

// MouseUp implements desktop.Mouseable.
func (c *press) MouseUp(*desktop.MouseEvent) {
	c.held = false
	c.Refresh()
}

// Cursor implements desktop.Cursorable.
func (c *press) Cursor() desktop.Cursor {
	if c.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// ground is the colour behind a quiet control in its present state.
func (c *press) ground() fyne.ThemeColorName {
	switch {
	case c.disabled:
		return look.ColorClear
	case c.held:
		return look.ColorPressed
	case c.hovered:
		return look.ColorHover
	}
	return look.ColorClear
}

// control is a press with the keyboard: Tab reaches it, Enter and Space press it. Its focus ring shows for people who
// use the keyboard and stays away for those who click.
type control struct{ press }

// FocusGained implements fyne.Focusable.
func (c *control) FocusGained() {
	c.focused = !c.held
	c.Refresh()
	if c.focused {
		restTip(c.self, c.tip)
	}
	if c.focused {
		Focused(c.self)
	}
}

// FocusLost implements fyne.Focusable.
func (c *control) FocusLost() {
	c.focused = false
	c.Refresh()
	hideTip(c.self)
}

// TypedRune implements fyne.Focusable.
func (c *control) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (c *control) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		c.Tapped(nil)
	default:
		ForwardKey(c.self, key)
	}
}

// ForwardKey hands a key that a focused widget has no use for to its window, which knows F1, F5 and Escape.
func ForwardKey(o fyne.CanvasObject, key *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	if typed := c.OnTypedKey(); typed != nil {
		typed(key)
	}
}
