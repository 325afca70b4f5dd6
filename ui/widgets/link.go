package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// Link is underlined words to press, inside or beside a text.
type Link struct {
	control

	text string
}

// NewLink returns a link.
func NewLink(text string, tapped func()) *Link {
	l := &Link{text: text}
	l.OnTapped = tapped
	l.extend(l)
	return l
}

// Text is what the link says.
func (l *Link) Text() string { return l.text }

// SetText changes what the link says.
func (l *Link) SetText(text string) {
	if l.text != text {
		l.text = text
		l.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (l *Link) CreateRenderer() fyne.WidgetRenderer {
	r := &linkRenderer{link: l, ring: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.objects = []fyne.CanvasObject{r.ring, r.text}
	r.apply()
	return r
}

type linkRenderer struct {
	link    *Link
	ring    *canvas.Rectangle
	text    *canvas.Text
	objects []fyne.CanvasObject
}

func (r *linkRenderer) apply() {
	r.text.Text = r.link.text
	r.text.TextSize = look.TextSmall
	r.text.TextStyle = fyne.TextStyle{Underline: true}
	r.text.Color = look.Color(look.ColorAccent)
	s := SurfaceStyle{Radius: 4, Fill: r.link.ground()}
	if r.link.focused {
		s.Stroke, s.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ring, s)
}

// The ring stands a little outside the words, without asking for room.
func (r *linkRenderer) Layout(size fyne.Size) {
	r.text.Resize(size)
	r.ring.Move(fyne.NewPos(-4, -2))
	r.ring.Resize(size.AddWidthHeight(8, 4))
}
func (r *linkRenderer) MinSize() fyne.Size { return r.text.MinSize() }
func (r *linkRenderer) Refresh() {
	r.apply()
	r.ring.Refresh()
	r.text.Refresh()
}
func (r *linkRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *linkRenderer) Destroy()                     {}
