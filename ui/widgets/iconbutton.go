package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// IconButton is an icon to press, with its meaning in a tooltip.
type IconButton struct {
	control

	icon   look.IconName
	colour fyne.ThemeColorName
}

// NewIconButton returns an icon button; tip says what it does.
func NewIconButton(icon look.IconName, tip string, tapped func()) *IconButton {
	b := &IconButton{icon: icon, colour: look.ColorSecondary}
	b.tip, b.OnTapped = tip, tapped
	b.extend(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *IconButton) CreateRenderer() fyne.WidgetRenderer {
	return newIconButtonRenderer(&b.press, func() (look.IconName, fyne.ThemeColorName) { return b.icon, b.colour })
}

// RowButton is an IconButton inside a list's row. Tab does not stop at it: the list has the keyboard, and the row's
// keys do what the button does.
type RowButton struct {
	press

	icon   look.IconName
	colour fyne.ThemeColorName
}

// NewRowButton returns a row's button without a meaning yet.
func NewRowButton() *RowButton {
	b := &RowButton{icon: look.IconClose, colour: look.ColorSecondary}
	b.extend(b)
	return b
}

// Set gives the button its meaning for the row it is now in; it draws only what changed.
func (b *RowButton) Set(icon look.IconName, colour fyne.ThemeColorName, tip string, tapped func()) {
	b.tip, b.OnTapped = tip, tapped
	if b.icon == icon && b.colour == colour {
		return
	}
	b.icon, b.colour = icon, colour
	b.Refresh()
}

// Icon is the icon now shown.
func (b *RowButton) Icon() look.IconName { return b.icon }

// CreateRenderer implements fyne.Widget.
func (b *RowButton) CreateRenderer() fyne.WidgetRenderer {
	return newIconButtonRenderer(&b.press, func() (look.IconName, fyne.ThemeColorName) { return b.icon, b.colour })
}

type iconButtonRenderer struct {
	control *press
	drawing func() (look.IconName, fyne.ThemeColorName)
	ground  *canvas.Rectangle
	image   *canvas.Image
	objects []fyne.CanvasObject
}

func newIconButtonRenderer(c *press, drawing func() (look.IconName, fyne.ThemeColorName)) *iconButtonRenderer {
	r := &iconButtonRenderer{control: c, drawing: drawing, ground: canvas.NewRectangle(nil), image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.objects = []fyne.CanvasObject{r.ground, r.image}
	r.apply()
	return r
}

func (r *iconButtonRenderer) apply() {
	name, colour := r.drawing()
	if r.control.disabled {
		colour = look.ColorDisabled
	} else if r.control.hovered && colour == look.ColorSecondary {
		colour = look.ColorText
	}
	r.image.Resource = look.Icon(name, colour)
	s := SurfaceStyle{Fill: r.control.ground(), Radius: look.ControlRadius}
	if r.control.focused {
		s.Stroke, s.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ground, s)
}

func (r *iconButtonRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.image.Resize(fyne.NewSquareSize(look.IconSize))
	r.image.Move(fyne.NewPos((size.Width-look.IconSize)/2, (size.Height-look.IconSize)/2))
}
func (r *iconButtonRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(look.ButtonHeight) }
func (r *iconButtonRenderer) Refresh() {
	r.apply()
	r.ground.Refresh()
	r.image.Refresh()
}
func (r *iconButtonRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *iconButtonRenderer) Destroy()                     {}
