package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// Choice is a button that shows one of a few things and opens a menu of them; the menu is the window's business.
type Choice struct {
	control

	text string
}

// NewChoice returns a choice; what names it for whoever asks for its meaning.
func NewChoice(what, text string, open func()) *Choice {
	c := &Choice{text: text}
	c.tip, c.OnTapped = what, open
	c.extend(c)
	return c
}

// Text is what is chosen.
func (c *Choice) Text() string { return c.text }

// SetText shows another choice.
func (c *Choice) SetText(text string) {
	if c.text != text {
		c.text = text
		c.Refresh()
	}
}

// TypedKey implements fyne.Focusable: the arrow down opens the menu, too.
func (c *Choice) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyDown {
		c.Tapped(nil)
		return
	}
	c.control.TypedKey(key)
}

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	r := &choiceRenderer{choice: c, ground: canvas.NewRectangle(nil), veil: canvas.NewRectangle(nil), text: canvas.NewText("", nil),
		mark: canvas.NewImageFromResource(look.Icon(look.IconChevron, look.ColorSecondary))}
	r.mark.FillMode = canvas.ImageFillContain
	r.objects = []fyne.CanvasObject{r.ground, r.veil, r.text, r.mark}
	r.apply()
	return r
}

const (
	choiceSide float32 = 12
	choiceMark float32 = 16
)

type choiceRenderer struct {
	choice       *Choice
	ground, veil *canvas.Rectangle
	text         *canvas.Text
	mark         *canvas.Image
	objects      []fyne.CanvasObject
}

func (r *choiceRenderer) apply() {
	c := r.choice
	s := SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.ControlRadius}
	if c.focused {
		s.Stroke, s.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ground, s)
	style(r.veil, SurfaceStyle{Fill: c.ground(), Radius: look.ControlRadius})
	r.text.Text, r.text.TextSize, r.text.Color = c.text, look.TextSmall, look.Color(look.ColorText)
	r.mark.Resource = look.Icon(look.IconChevron, look.ColorSecondary)
}

func (r *choiceRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.veil.Resize(size)
	high := r.text.MinSize().Height
	r.text.Move(fyne.NewPos(choiceSide, (size.Height-high)/2))
	r.text.Resize(fyne.NewSize(size.Width-2*choiceSide-choiceMark, high))
	r.mark.Resize(fyne.NewSquareSize(choiceMark))
	r.mark.Move(fyne.NewPos(size.Width-choiceSide-choiceMark+2, (size.Height-choiceMark)/2))
}

func (r *choiceRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.text.MinSize().Width+2*choiceSide+choiceMark+8, look.ButtonHeight)
}

func (r *choiceRenderer) Refresh() {
	r.apply()
	r.Layout(r.choice.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *choiceRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *choiceRenderer) Destroy()                     {}
