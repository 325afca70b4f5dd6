package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// Weight says how much a button asks to be pressed.
type Weight int

// The weights. A page has one Primary at most.
const (
	Plain Weight = iota
	Primary
	Danger
)

// buttonText is the size of a button's words.
const buttonText float32 = 13

// Button is a button with words.
type Button struct {
	control

	text   string
	weight Weight
}

// NewButton returns a button.
func NewButton(text string, weight Weight, tapped func()) *Button {
	b := &Button{text: text, weight: weight}
	b.OnTapped = tapped
	b.extend(b)
	return b
}

// Text is what the button says.
func (b *Button) Text() string { return b.text }

// SetText changes what the button says.
func (b *Button) SetText(text string) {
	if b.text != text {
		b.text = text
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{button: b, ground: canvas.NewRectangle(nil), veil: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.text.Alignment = fyne.TextAlignCenter
	r.objects = []fyne.CanvasObject{r.ground, r.veil, r.text}
	r.apply()
	return r
}

type buttonRenderer struct {
	button  *Button
	ground  *canvas.Rectangle
	veil    *canvas.Rectangle // the tint of hover and press
	text    *canvas.Text
	objects []fyne.CanvasObject
}

func (r *buttonRenderer) apply() {
	b := r.button
	s := SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.ControlRadius}
	words := look.ColorText
	switch b.weight {
	case Primary:
		s.Fill, s.Stroke, words = look.ColorAccent, look.ColorAccent, look.ColorOnAccent
	case Danger:
		words = look.ColorBad
	case Plain:
	}
	if b.disabled {
		s.Fill, s.Stroke, words = look.ColorTrack, look.ColorTrack, look.ColorDisabled
	}
	if b.focused {
		s.Stroke, s.StrokeWidth = look.ColorAccent, look.FocusWidth
		if b.weight == Primary {
			s.Stroke = look.ColorText
		}
	}
	style(r.ground, s)
	style(r.veil, SurfaceStyle{Fill: b.ground(), Radius: look.ControlRadius})
	r.text.Text = b.text
	r.text.Color = look.Color(words)
	r.text.TextSize = buttonText
	r.text.TextStyle.Bold = b.weight == Primary
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.veil.Resize(size)
	r.text.Resize(size)
}

func (r *buttonRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.text.MinSize().Width+28, look.ButtonHeight)
}

func (r *buttonRenderer) Refresh() {
	r.apply()
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *buttonRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *buttonRenderer) Destroy()                     {}
