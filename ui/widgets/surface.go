package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// SurfaceStyle is how a Surface looks. An empty role draws nothing.
type SurfaceStyle struct {
	Fill, Stroke fyne.ThemeColorName
	StrokeWidth  float32
	Radius       float32
	Shadow       bool // lifted above what is behind it
}

// Surface is a rounded rectangle in the theme's colours, to put behind things.
type Surface struct {
	widget.BaseWidget

	style SurfaceStyle
}

// NewSurface returns a surface.
func NewSurface(style SurfaceStyle) *Surface {
	s := &Surface{style: style}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{surface: s, rectangle: canvas.NewRectangle(nil)}
	r.apply()
	return r
}

type surfaceRenderer struct {
	surface   *Surface
	rectangle *canvas.Rectangle
}

func (r *surfaceRenderer) apply() { style(r.rectangle, r.surface.style) }

// style gives a rectangle the look of a surface.
func style(r *canvas.Rectangle, s SurfaceStyle) {
	r.FillColor = look.Color(orClear(s.Fill))
	r.StrokeColor = look.Color(orClear(s.Stroke))
	r.StrokeWidth = s.StrokeWidth
	r.CornerRadius = s.Radius
	if s.Shadow {
		r.Shadow = canvas.Shadow{Color: look.Color(look.ColorShadow), BlurRadius: 18, Offset: fyne.NewPos(0, 4)}
	}
}

func orClear(name fyne.ThemeColorName) fyne.ThemeColorName {
	if name == "" {
		return look.ColorClear
	}
	return name
}

func (r *surfaceRenderer) Layout(size fyne.Size) { r.rectangle.Resize(size) }
func (r *surfaceRenderer) MinSize() fyne.Size    { return fyne.Size{} }
func (r *surfaceRenderer) Refresh() {
	r.apply()
	r.rectangle.Refresh()
}
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rectangle} }
func (r *surfaceRenderer) Destroy()                     {}

// CardStyle is the look of a card.
var CardStyle = SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.CardRadius}

// NewCard puts content on a card with room around it.
func NewCard(content fyne.CanvasObject, horizontal, vertical float32) *fyne.Container {
	return container.NewStack(NewSurface(CardStyle), Inset(content, vertical, vertical, horizontal, horizontal))
}

// Inset puts room around content.
func Inset(content fyne.CanvasObject, top, bottom, left, right float32) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), content)
}

// NewHairline is a thin line across.
func NewHairline() *Hairline {
	h := &Hairline{}
	h.ExtendBaseWidget(h)
	return h
}

// Hairline is a thin line across its width.
type Hairline struct{ widget.BaseWidget }

// CreateRenderer implements fyne.Widget.
func (h *Hairline) CreateRenderer() fyne.WidgetRenderer {
	r := &hairlineRenderer{line: canvas.NewRectangle(look.Color(look.ColorLine))}
	return r
}

type hairlineRenderer struct{ line *canvas.Rectangle }

func (r *hairlineRenderer) Layout(size fyne.Size) {
	r.line.Resize(fyne.NewSize(size.Width, look.LineWidth))
}
func (r *hairlineRenderer) MinSize() fyne.Size { return fyne.NewSize(0, look.LineWidth) }
func (r *hairlineRenderer) Refresh() {
	r.line.FillColor = look.Color(look.ColorLine)
	r.line.Refresh()
}
func (r *hairlineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }
func (r *hairlineRenderer) Destroy()                     {}

// Icon is one of our icons at a size, in a role's colour.
type Icon struct {
	widget.BaseWidget

	name   look.IconName
	colour fyne.ThemeColorName
	side   float32
}

// NewIcon returns an icon of side by side.
func NewIcon(name look.IconName, colour fyne.ThemeColorName, side float32) *Icon {
	i := &Icon{name: name, colour: colour, side: side}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes what is drawn; it does nothing where it is as before.
func (i *Icon) Set(name look.IconName, colour fyne.ThemeColorName) {
	if i.name == name && i.colour == colour {
		return
	}
	i.name, i.colour = name, colour
	i.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	r := &iconRenderer{icon: i, image: canvas.NewImageFromResource(look.Icon(i.name, i.colour))}
	r.image.FillMode = canvas.ImageFillContain
	return r
}

type iconRenderer struct {
	icon  *Icon
	image *canvas.Image
}

func (r *iconRenderer) Layout(size fyne.Size) {
	side := fyne.NewSquareSize(r.icon.side)
	r.image.Resize(side)
	r.image.Move(fyne.NewPos((size.Width-side.Width)/2, (size.Height-side.Height)/2))
}
func (r *iconRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(r.icon.side) }
func (r *iconRenderer) Refresh() {
	r.image.Resource = look.Icon(r.icon.name, r.icon.colour)
	r.image.Refresh()
}
func (r *iconRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.image} }
func (r *iconRenderer) Destroy()                     {}
