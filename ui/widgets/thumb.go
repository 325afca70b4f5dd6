package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// Thumb is a small picture of a file, to press. It takes the place of the file's Tile.
type Thumb struct {
	press

	picture image.Image
}

// NewThumb returns a thumb without a picture yet; tip says what pressing it does.
func NewThumb(tip string) *Thumb {
	t := &Thumb{}
	t.tip = tip
	t.extend(t)
	return t
}

// Set shows another picture, and what pressing it does.
func (t *Thumb) Set(picture image.Image, tapped func()) {
	t.OnTapped = tapped
	if t.picture != picture {
		t.picture = picture
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Thumb) CreateRenderer() fyne.WidgetRenderer {
	r := &thumbRenderer{thumb: t, ground: canvas.NewRectangle(nil), image: &canvas.Image{FillMode: canvas.ImageFillCover}, edge: canvas.NewRectangle(nil)}
	r.objects = []fyne.CanvasObject{r.ground, r.image, r.edge}
	r.apply()
	return r
}

type thumbRenderer struct {
	thumb   *Thumb
	ground  *canvas.Rectangle // behind what is seen through
	image   *canvas.Image
	edge    *canvas.Rectangle // keeps a pale picture apart from the card
	objects []fyne.CanvasObject
}

func (r *thumbRenderer) apply() {
	style(r.ground, SurfaceStyle{Fill: look.ColorBackground, Radius: look.TileRadius})
	edge := look.ColorLine
	if r.thumb.hovered {
		edge = look.ColorAccent
	}
	style(r.edge, SurfaceStyle{Fill: look.ColorClear, Stroke: edge, StrokeWidth: look.LineWidth, Radius: look.TileRadius})
	r.image.Image = r.thumb.picture
	r.image.CornerRadius = look.TileRadius
}

func (r *thumbRenderer) Layout(size fyne.Size) {
	for _, o := range r.objects {
		o.Resize(size)
	}
}
func (r *thumbRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(look.TileSize) }
func (r *thumbRenderer) Refresh() {
	r.apply()
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *thumbRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *thumbRenderer) Destroy()                     {}
