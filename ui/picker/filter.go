package picker

import (
	"image/color"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// filterEntry is the text field of the popup. Keys that move, choose and close go to the list instead.
type filterEntry struct {
	widget.Entry
	keys func(fyne.KeyName) bool // reports whether it took the key
	make func()                  // Ctrl+Enter
}

func newFilterEntry(placeholder string) *filterEntry {
	e := &filterEntry{}
	e.Wrapping = fyne.TextWrapOff
	e.Scroll = fyne.ScrollHorizontalOnly
	e.PlaceHolder = placeholder
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey offers a key to the list first.
func (e *filterEntry) TypedKey(key *fyne.KeyEvent) {
	if !e.keys(key.Name) {
		e.Entry.TypedKey(key)
	}
}

// TypedRune leaves spaces out at the beginning: one of them is the Space that opened the popup.
func (e *filterEntry) TypedRune(r rune) {
	if e.Text == "" && unicode.IsSpace(r) {
		return
	}
	e.Entry.TypedRune(r)
}

// TypedShortcut takes Ctrl+Enter, on a Mac Cmd+Enter too.
func (e *filterEntry) TypedShortcut(shortcut fyne.Shortcut) {
	if typed, ok := shortcut.(*desktop.CustomShortcut); ok && isEnter(typed.KeyName) &&
		(typed.Modifier == fyne.KeyModifierShortcutDefault || typed.Modifier == fyne.KeyModifierControl) {
		e.make()
		return
	}
	e.Entry.TypedShortcut(shortcut)
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

// escapable is a control of the popup that closes it by Escape, as the filter does.
type escapable struct{ onEscape func() }

func (e escapable) takes(key *fyne.KeyEvent) bool {
	if key.Name != fyne.KeyEscape {
		return false
	}
	e.onEscape()
	return true
}

type popupButton struct {
	widget.Button
	escapable
}

func newPopupButton(label string, tapped, onEscape func()) *popupButton {
	b := &popupButton{escapable: escapable{onEscape}}
	b.Text = label
	b.OnTapped = tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey closes the popup by Escape and presses the button by Enter too.
func (b *popupButton) TypedKey(key *fyne.KeyEvent) {
	switch {
	case b.takes(key):
	case isEnter(key.Name):
		b.OnTapped()
	default:
		b.Button.TypedKey(key)
	}
}

// plainField is the theme on show with text fields that have no ground and border of their own: the popup is the
// field.
type plainField struct{}

func onShow() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Color implements fyne.Theme.
func (plainField) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if name == theme.ColorNameInputBackground {
		name = look.ColorClear
	}
	return onShow().Color(name, variant)
}

// Font implements fyne.Theme.
func (plainField) Font(style fyne.TextStyle) fyne.Resource { return onShow().Font(style) }

// Icon implements fyne.Theme.
func (plainField) Icon(name fyne.ThemeIconName) fyne.Resource { return onShow().Icon(name) }

// Size implements fyne.Theme.
func (plainField) Size(name fyne.ThemeSizeName) float32 {
	if name == theme.SizeNameInputBorder {
		return 0
	}
	return onShow().Size(name)
}
