package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"taskdrop/ui/look"
)

// Section is one entry of Sections.
type Section struct {
	Icon  look.IconName
	Title string
}

// Sections is a column of the names of pages, one of them chosen.
type Sections struct {
	heads[*sectionHead]
	object *fyne.Container
}

// NewSections returns the column, the first one chosen. focus gives the keyboard to one of them: a key may come before
// they were ever drawn, when Fyne does not know their canvas yet.
func NewSections(sections []Section, changed func(index int), focus func(fyne.Focusable)) *Sections {
	s := &Sections{heads: heads[*sectionHead]{changed: changed, focus: focus}, object: container.New(layout.NewCustomPaddedVBoxLayout(4))}
	for i, section := range sections {
		head := &sectionHead{section: section, headControl: headControl{chosen: i == 0, previous: fyne.KeyUp, next: fyne.KeyDown, step: s.step}}
		head.OnTapped = func() { s.Select(i) }
		head.extend(head)
		s.all = append(s.all, head)
		s.object.Add(head)
	}
	return s
}

// Object is what to put into the window.
func (s *Sections) Object() *fyne.Container { return s.object }

type sectionHead struct {
	headControl

	section Section
}

// CreateRenderer implements fyne.Widget.
func (h *sectionHead) CreateRenderer() fyne.WidgetRenderer {
	r := &sectionHeadRenderer{head: h, ground: canvas.NewRectangle(nil), veil: canvas.NewRectangle(nil), title: canvas.NewText("", nil), icon: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.objects = []fyne.CanvasObject{r.ground, r.veil, r.icon, r.title}
	r.apply()
	return r
}

const sectionSide float32 = 10

type sectionHeadRenderer struct {
	head         *sectionHead
	ground, veil *canvas.Rectangle
	icon         *canvas.Image
	title        *canvas.Text
	objects      []fyne.CanvasObject
}

func (r *sectionHeadRenderer) apply() {
	h := r.head
	ground := SurfaceStyle{Radius: look.ControlRadius}
	words := look.ColorSecondary
	if h.chosen {
		ground.Fill, words = look.ColorAccentSoft, look.ColorAccent
	}
	if h.focused {
		ground.Stroke, ground.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ground, ground)
	style(r.veil, SurfaceStyle{Fill: h.ground(), Radius: look.ControlRadius})
	r.icon.Resource = look.Icon(h.section.Icon, words)
	if !h.chosen {
		words = look.ColorText
	}
	r.title.Text, r.title.TextSize, r.title.Color = h.section.Title, look.TextSmall, look.Color(words)
	r.title.TextStyle.Bold = h.chosen
}

func (r *sectionHeadRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.veil.Resize(size)
	r.icon.Resize(fyne.NewSquareSize(look.IconSize))
	r.icon.Move(fyne.NewPos(sectionSide, (size.Height-look.IconSize)/2))
	high := r.title.MinSize().Height
	r.title.Move(fyne.NewPos(2*sectionSide+look.IconSize, (size.Height-high)/2))
	r.title.Resize(fyne.NewSize(size.Width-2*sectionSide-look.IconSize, high))
}

// MinSize leaves room for the bold name, so that nothing moves when it is chosen.
func (r *sectionHeadRenderer) MinSize() fyne.Size {
	title := fyne.MeasureText(r.head.section.Title, look.TextSmall, fyne.TextStyle{Bold: true}).Width
	return fyne.NewSize(3*sectionSide+look.IconSize+title, look.ControlHeight)
}

func (r *sectionHeadRenderer) Refresh() {
	r.apply()
	r.Layout(r.head.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *sectionHeadRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *sectionHeadRenderer) Destroy()                     {}
