package widgets

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// Dashes is the drop area's ground: a rounded rectangle with a dashed edge. The edge is one picture, so that a frame
// costs the same whatever its length.
type Dashes struct {
	widget.BaseWidget

	strong bool
}

// NewDashes returns a drop area's ground; strong asks for attention in the accent, else it stays in the background.
func NewDashes(strong bool) *Dashes {
	d := &Dashes{strong: strong}
	d.ExtendBaseWidget(d)
	return d
}

// SetStrong changes how much the area asks for attention.
func (d *Dashes) SetStrong(strong bool) {
	if d.strong != strong {
		d.strong = strong
		d.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (d *Dashes) CreateRenderer() fyne.WidgetRenderer {
	r := &dashesRenderer{area: d, ground: canvas.NewRectangle(nil)}
	r.edge = canvas.NewRaster(r.draw)
	r.objects = []fyne.CanvasObject{r.ground, r.edge}
	r.apply()
	return r
}

type dashesRenderer struct {
	area    *Dashes
	ground  *canvas.Rectangle
	edge    *canvas.Raster
	colour  color.NRGBA
	objects []fyne.CanvasObject
}

func (r *dashesRenderer) apply() {
	fill, edge := look.ColorClear, look.ColorDash
	if r.area.strong {
		fill, edge = look.ColorAccentSoft, look.ColorAccent
	}
	style(r.ground, SurfaceStyle{Fill: fill, Radius: look.CardRadius})
	r.colour = color.NRGBAModel.Convert(look.Color(edge)).(color.NRGBA)
}

func (r *dashesRenderer) draw(width, height int) image.Image {
	scale := 1.0
	if w := r.area.Size().Width; w > 0 {
		scale = float64(width) / float64(w)
	}
	return dashedEdge(width, height, r.colour, dashSizes{
		radius: float64(look.CardRadius) * scale, line: 2 * scale, dash: 7 * scale, gap: 5 * scale,
	})
}

func (r *dashesRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.edge.Resize(size)
}
func (r *dashesRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(2 * look.CardRadius)
}
func (r *dashesRenderer) Refresh() {
	r.apply()
	r.ground.Refresh()
	r.edge.Refresh()
}
func (r *dashesRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *dashesRenderer) Destroy()                     {}

// dashSizes are measures of a dashed edge, in pixels.
type dashSizes struct{ radius, line, dash, gap float64 }

// dashedEdge draws the edge of a rounded rectangle that fills the picture. Only pixels near the edge are looked at.
func dashedEdge(width, height int, c color.NRGBA, s dashSizes) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	p := newEdgePath(float64(width), float64(height), s)
	band := int(math.Ceil(s.radius)) + 1
	for y := range height {
		for x := range width {
			if x == band && y >= band && y < height-band && width > 2*band {
				x = width - band // the inside is empty
			}
			if a := p.cover(float64(x)+0.5, float64(y)+0.5); a > 0 {
				shade := c
				shade.A = uint8(float64(c.A) * a)
				img.SetNRGBA(x, y, shade)
			}
		}
	}
	return img
}

// edgePath measures along the middle of the edge, clockwise from the top left corner's end.
type edgePath struct {
	dashSizes
	inset, w, h float64 // the path lies half a line inside; w and h are its straight parts
	period      float64
}

func newEdgePath(width, height float64, s dashSizes) edgePath {
	p := edgePath{dashSizes: s, inset: s.line / 2}
	p.radius = min(s.radius, width/2, height/2) - p.inset
	p.w = width - 2*p.inset - 2*p.radius
	p.h = height - 2*p.inset - 2*p.radius
	around := 2*(p.w+p.h) + 2*math.Pi*p.radius
	// A whole number of dashes goes around, so that the first meets the last.
	p.period = around / max(1, math.Round(around/(s.dash+s.gap)))
	return p
}

// cover answers how much of a pixel the edge covers, 0 to 1.
func (p edgePath) cover(x, y float64) float64 {
	left, top := p.inset+p.radius, p.inset+p.radius
	right, bottom := left+p.w, top+p.h
	quarter := math.Pi / 2 * p.radius
	var along, away float64
	corner := func(cx, cy, start, turn float64) (float64, float64) {
		angle := math.Mod(math.Atan2(y-cy, x-cx)-turn+4*math.Pi, 2*math.Pi)
		return start + angle*p.radius, math.Abs(math.Hypot(x-cx, y-cy) - p.radius)
	}
	switch {
	case x > right && y < top:
		along, away = corner(right, top, p.w, -math.Pi/2)
	case x > right && y > bottom:
		along, away = corner(right, bottom, p.w+quarter+p.h, 0)
	case x < left && y > bottom:
		along, away = corner(left, bottom, 2*p.w+2*quarter+p.h, math.Pi/2)
	case x < left && y < top:
		along, away = corner(left, top, 2*p.w+3*quarter+2*p.h, math.Pi)
	case y <= top && y-p.inset <= x-p.inset && y < bottom:
		along, away = x-left, math.Abs(y-p.inset)
	case x >= right:
		along, away = p.w+quarter+y-top, math.Abs(x-(right+p.radius))
	case y >= bottom:
		along, away = p.w+2*quarter+p.h+right-x, math.Abs(y-(bottom+p.radius))
	default:
		along, away = 2*p.w+3*quarter+p.h+bottom-y, math.Abs(x-p.inset)
	}
	across := clamp01(p.line/2 + 0.5 - away)
	if across == 0 {
		return 0
	}
	at := math.Mod(along+p.period, p.period)
	filled := p.period * p.dash / (p.dash + p.gap)
	return across * clamp01(min(at, filled-at)+0.5)
}

func clamp01(v float64) float64 { return max(0, min(1, v)) }
