package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// Chip is one of a few words of which one is chosen, such as a filter.
type Chip struct {
	control

	text   string
	chosen bool
	colour fyne.ThemeColorName // while not chosen
	opens  bool                // a menu, which a chevron behind the words says
}

// NewChip returns a chip.
func NewChip(text string, tapped func()) *Chip {
	c := &Chip{text: text, colour: look.ColorSecondary}
	c.OnTapped = tapped
	c.extend(c)
	return c
}

// NewMenuChip returns a chip that opens a menu.
func NewMenuChip(tapped func()) *Chip {
	c := NewChip("", tapped)
	c.opens = true
	return c
}

// Text is what the chip says.
func (c *Chip) Text() string { return c.text }

// Colour is the role of the chip's words while it is not chosen.
func (c *Chip) Colour() fyne.ThemeColorName { return c.colour }

// Set changes everything about the chip; it does nothing where all is as before. It reports a change of width.
func (c *Chip) Set(text string, colour fyne.ThemeColorName, chosen bool) bool {
	if c.text == text && c.colour == colour && c.chosen == chosen {
		return false
	}
	resized := c.text != text
	c.text, c.colour, c.chosen = text, colour, chosen
	c.Refresh()
	return resized
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{chip: c, ground: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.text.Alignment = fyne.TextAlignCenter
	r.objects = []fyne.CanvasObject{r.ground, r.text}
	if c.opens {
		r.chevron = &canvas.Image{FillMode: canvas.ImageFillContain}
		r.objects = append(r.objects, r.chevron)
	}
	r.apply()
	return r
}

const (
	chipHeight  float32 = 26
	chevronSize float32 = 14
)

type chipRenderer struct {
	chip    *Chip
	ground  *canvas.Rectangle
	text    *canvas.Text
	chevron *canvas.Image // nil for a chip that opens nothing
	objects []fyne.CanvasObject
}

func (r *chipRenderer) apply() {
	c := r.chip
	s := SurfaceStyle{Fill: c.ground(), Radius: chipHeight / 2}
	words := c.colour
	if c.chosen {
		s.Fill = look.ColorAccentSoft
		if c.colour == look.ColorSecondary {
			words = look.ColorAccent
		}
	}
	if c.focused {
		s.Stroke, s.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ground, s)
	r.text.Text, r.text.TextSize = c.text, look.TextSmall
	r.text.Color = look.Color(words)
	if r.chevron != nil {
		r.chevron.Resource = look.Icon(look.IconChevron, words)
	}
}

func (r *chipRenderer) Layout(size fyne.Size) {
	ground := fyne.NewSize(size.Width, chipHeight)
	at := fyne.NewPos(0, (size.Height-chipHeight)/2)
	r.ground.Resize(ground)
	r.ground.Move(at)
	if r.chevron != nil {
		r.chevron.Resize(fyne.NewSquareSize(chevronSize))
		r.chevron.Move(fyne.NewPos(size.Width-chevronSize-7, (size.Height-chevronSize)/2))
		ground.Width -= chevronSize // the words stand in what is left
	}
	r.text.Resize(ground)
	r.text.Move(at)
}
func (r *chipRenderer) MinSize() fyne.Size {
	width := r.text.MinSize().Width + 20
	if r.chevron != nil {
		width += chevronSize
	}
	return fyne.NewSize(width, chipHeight)
}
func (r *chipRenderer) Refresh() {
	r.apply()
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *chipRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *chipRenderer) Destroy()                     {}
