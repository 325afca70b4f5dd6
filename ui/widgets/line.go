// Package widgets holds the window's own building blocks. They draw and call back; what they mean is the window's
// business.
package widgets

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// Cut says what a Line does with text that is too long for it.
type Cut int

// The ways to cut.
const (
	CutNone   Cut = iota // the line asks for all the room its text needs
	CutEnd               // "A very long ti…"
	CutMiddle            // "A very …ng.pdf": for file names, whose end tells the type
)

// LineStyle is how a Line looks.
type LineStyle struct {
	Size      float32
	Colour    fyne.ThemeColorName
	Bold      bool
	Underline bool
	Cut       Cut
	Align     fyne.TextAlign
}

// Line is one line of text in a role's colour, without the padding of Fyne's labels, shortened where it does not fit.
type Line struct {
	widget.BaseWidget

	style LineStyle
	text  string
}

// NewLine returns a line of text.
func NewLine(text string, style LineStyle) *Line {
	l := &Line{text: text, style: style}
	l.ExtendBaseWidget(l)
	return l
}

// SetText changes the text and its colour; it does nothing where both are as before.
func (l *Line) SetText(text string, colour fyne.ThemeColorName) {
	if l.text == text && l.style.Colour == colour {
		return
	}
	l.text, l.style.Colour = text, colour
	l.Refresh()
}

// Text is the whole text, also where less of it is drawn.
func (l *Line) Text() string { return l.text }

// Colour is the role of the text's colour.
func (l *Line) Colour() fyne.ThemeColorName { return l.style.Colour }

// CreateRenderer implements fyne.Widget.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	r := &lineRenderer{line: l, drawn: canvas.NewText("", nil)}
	r.apply()
	return r
}

type lineRenderer struct {
	line  *Line
	drawn *canvas.Text
	// What the drawn text was last cut for.
	cutText  string
	cutStyle LineStyle
	cutWidth float32
}

func (r *lineRenderer) apply() {
	style := r.line.style
	r.drawn.Color = look.Color(style.Colour)
	r.drawn.TextSize = style.Size
	r.drawn.TextStyle = fyne.TextStyle{Bold: style.Bold, Underline: style.Underline}
	r.drawn.Alignment = style.Align
	r.cut(r.line.Size().Width)
}

func (r *lineRenderer) cut(width float32) {
	style := r.line.style
	style.Colour = ""
	if r.cutText == r.line.text && r.cutStyle == style && r.cutWidth == width {
		return
	}
	r.cutText, r.cutStyle, r.cutWidth = r.line.text, style, width
	if style.Cut == CutNone || width <= 0 {
		r.drawn.Text = r.line.text
		return
	}
	r.drawn.Text = shorten(r.line.text, width, style)
}

func (r *lineRenderer) Layout(size fyne.Size) {
	before := r.drawn.Text
	r.cut(size.Width)
	r.drawn.Resize(size)
	if r.drawn.Text != before {
		r.drawn.Refresh()
	}
}

func (r *lineRenderer) MinSize() fyne.Size {
	full := fyne.MeasureText(r.line.text, r.line.style.Size, fyne.TextStyle{Bold: r.line.style.Bold})
	if r.line.style.Cut == CutNone {
		return full
	}
	return fyne.NewSize(min(full.Width, 3*r.line.style.Size), full.Height)
}

func (r *lineRenderer) Refresh() {
	r.apply()
	r.drawn.Refresh()
}

func (r *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.drawn} }
func (r *lineRenderer) Destroy()                     {}

const ellipsis = "…"

// shorten cuts text to width. It measures a logarithm of the length, so that names of thousands of letters stay cheap.
func shorten(text string, width float32, style LineStyle) string {
	fits := func(s string) bool {
		return fyne.MeasureText(s, style.Size, fyne.TextStyle{Bold: style.Bold}).Width <= width
	}
	runes := []rune(text)
	// No line of this window holds more letters than this, and measuring a megabyte would take its time.
	const most = 600
	if len(runes) <= most && fits(text) {
		return text
	}
	tail := 0
	if style.Cut == CutMiddle {
		tail = tailLength(runes)
	}
	low, high := 0, min(len(runes)-tail, most)
	for low < high {
		middle := (low + high + 1) / 2
		if fits(joined(runes, middle, tail)) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if low == 0 && tail > 0 { // not even the tail fits: fall back to the start of the name
		style.Cut = CutEnd
		return shorten(text, width, style)
	}
	return joined(runes, low, tail)
}

// Short is text of at most so many letters, the middle left out.
func Short(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	tail := tailLength(runes)
	return joined(runes, max(1, most-tail-1), tail)
}

// tailLength is how many runes at the end stay: the extension and a few letters before it.
func tailLength(runes []rune) int {
	const before, longest = 4, 12
	for i := len(runes) - 1; i >= 0 && len(runes)-i <= longest-before; i-- {
		if runes[i] == '.' {
			return wholeFrom(runes, len(runes)-min(len(runes), len(runes)-i+before))
		}
	}
	return wholeFrom(runes, len(runes)-min(len(runes), before+2))
}

// wholeFrom is the length of the tail that starts at or after a rune that can stand first.
func wholeFrom(runes []rune, start int) int {
	for start < len(runes) && clings(runes[start]) {
		start++
	}
	return len(runes) - start
}

func joined(runes []rune, head, tail int) string {
	for head > 0 && head < len(runes) && clings(runes[head]) {
		head--
	}
	for head > 0 && (unicode.IsSpace(runes[head-1]) || runes[head-1] == zeroWidthJoiner) {
		head--
	}
	return string(runes[:head]) + ellipsis + string(runes[len(runes)-tail:])
}

const zeroWidthJoiner = '\u200d'

// clings reports a rune that belongs to the one before it: accents, emoji joiners and skin tones.
func clings(r rune) bool {
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || r == zeroWidthJoiner || (r >= 0x1f3fb && r <= 0x1f3ff)
}
