package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// Field is a text field that hands Escape and the function keys on.
type Field struct {
	widget.Entry
	onEnter func()
}

// NewField makes a field; hint shows while it is empty, and Enter calls onEnter.
func NewField(hint string, onEnter func()) *Field {
	e := &Field{onEnter: onEnter}
	e.SetPlaceHolder(hint)
	e.ExtendBaseWidget(e)
	return e
}

// FocusGained implements fyne.Focusable.
func (e *Field) FocusGained() {
	e.Entry.FocusGained()
	Focused(e)
}

// TypedKey implements fyne.Focusable.
func (e *Field) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.onEnter()
	case fyne.KeyEscape, fyne.KeyF1:
		ForwardKey(e, key)
	default:
		e.Entry.TypedKey(key)
	}
}

// NewNote is a small paragraph that explains what stands above it.
func NewNote(text string) fyne.CanvasObject {
	return NewParagraph(text, look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading).Object()
}

// NewLabel is the name above a field.
func NewLabel(text string) *Line {
	return NewLine(text, LineStyle{Size: 13, Colour: look.ColorText, Bold: true, Cut: CutEnd})
}

// CheckItem is a line of a menu with a check mark before it if it is the one in force.
func CheckItem(text string, checked bool, toggle func()) *fyne.MenuItem {
	item := fyne.NewMenuItem(text, toggle)
	item.Checked = checked
	return item
}
