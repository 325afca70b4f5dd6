package picker

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

const (
	headingHeight float32 = 30
	rowHeight     float32 = 56 // with a second line
	flatRowHeight float32 = 42
	rowPad        float32 = 14
	checkSize     float32 = 16
)

// rowContent is all that a row shows; a row that shows it already is not drawn again.
type rowContent struct {
	heading string
	entry   Entry
	place   int // in the list of items
	typed   string
	active  bool
	chosen  bool
	height  float32
	width   float32
}

// row is one pooled line of the open list.
type row struct {
	widget.BaseWidget

	list    *rows
	content rowContent
	ground  *canvas.Rectangle
	heading *canvas.Text
	title   *titleText
	detail  *canvas.Text
	check   *canvas.Image
	clip    *canvas.Image
	clips   *canvas.Text
}

var (
	_ fyne.Tappable      = (*row)(nil)
	_ desktop.Hoverable  = (*row)(nil)
	_ desktop.Cursorable = (*row)(nil)
)

func newRow(list *rows) *row {
	r := &row{
		list:    list,
		ground:  canvas.NewRectangle(nil),
		heading: smallText(),
		title:   newTitleText(),
		detail:  smallText(),
		check:   canvas.NewImageFromResource(look.Icon(look.IconCheck, look.ColorAccent)),
		clip:    canvas.NewImageFromResource(look.Icon(look.IconClip, look.ColorSecondary)),
		clips:   smallText(),
	}
	r.heading.TextSize = look.TextCaption
	r.heading.TextStyle = bold
	r.check.FillMode = canvas.ImageFillContain
	r.clip.FillMode = canvas.ImageFillContain
	r.content.place = -1
	r.ExtendBaseWidget(r)
	return r
}

// set draws another content.
func (r *row) set(content rowContent, q query) {
	if r.content != content {
		r.content = content
		r.draw(q)
	}
}

func (r *row) draw(q query) {
	isHeading := r.content.heading != ""
	widgets.SetVisible(r.heading, isHeading)
	widgets.SetVisible(r.title.into, !isHeading)
	r.ground.FillColor = look.Color(look.ColorClear)
	if r.content.active {
		r.ground.FillColor = look.Color(look.ColorAccentSoft)
	}
	r.ground.Refresh()
	if isHeading {
		widgets.SetVisible(r.detail, false)
		widgets.SetVisible(r.check, false)
		widgets.SetVisible(r.clip, false)
		widgets.SetVisible(r.clips, false)
		setText(r.heading, strings.ToUpper(r.content.heading), fyne.NewPos(rowPad, headingHeight-20), r.content.width-2*rowPad, look.ColorSecondary)
		return
	}
	r.drawEntry(q)
}

func (r *row) drawEntry(q query) {
	height := r.content.height
	right := r.drawMarks(height)
	width := max(right-rowPad, 0)
	colour := look.ColorText
	if r.content.entry.Done {
		colour = look.ColorSecondary
	}
	title := lineHeight(look.TextBody, bold)
	second := secondLine(r.content.entry)
	widgets.SetVisible(r.detail, second != "")
	if second == "" {
		r.title.set(r.content.entry.Title, q, fyne.NewPos(rowPad, (height-title)/2), width, colour)
		return
	}
	small := lineHeight(look.TextSmall, fyne.TextStyle{})
	top := (height - title - small - 1) / 2
	r.title.set(r.content.entry.Title, q, fyne.NewPos(rowPad, top), width, colour)
	setText(r.detail, second, fyne.NewPos(rowPad, top+title+1), width, look.ColorSecondary)
}

// drawMarks places what stands at the right and says where the text must end.
func (r *row) drawMarks(height float32) float32 {
	entry := r.content.entry
	right := r.content.width - rowPad
	widgets.SetVisible(r.clip, entry.Clip)
	widgets.SetVisible(r.clips, entry.Clip && entry.Clips > 0)
	widgets.SetVisible(r.check, r.content.chosen)
	if entry.Clip {
		if entry.Clips > 0 {
			small := lineHeight(look.TextSmall, fyne.TextStyle{})
			width := setText(r.clips, r.list.formatCount(entry.Clips), fyne.Position{}, r.content.width, look.ColorSecondary)
			right -= width
			r.clips.Move(fyne.NewPos(right, (height-small)/2))
			right -= 3
		}
		right -= clipSize
		place(r.clip, right, (height-clipSize)/2, clipSize)
		right -= look.GapSmall
	}
	if r.content.chosen {
		right -= checkSize
		place(r.check, right, (height-checkSize)/2, checkSize)
		right -= look.GapSmall
	}
	return right
}

// secondLine joins what is known of an entry, each part a text of its own.
func secondLine(entry Entry) string {
	var parts []string
	if entry.Detail != "" {
		parts = append(parts, entry.Detail)
	}
	if entry.Important {
		parts = append(parts, lang.X("picker.important", "important"))
	}
	if entry.Done {
		parts = append(parts, lang.X("picker.completed", "completed"))
	}
	if entry.Kind != "" {
		parts = append(parts, entry.Kind)
	}
	return strings.Join(parts, " · ")
}

func place(o fyne.CanvasObject, x, y, size float32) {
	o.Resize(fyne.NewSquareSize(size))
	o.Move(fyne.NewPos(x, y))
}

// Tapped chooses the row's entry.
func (r *row) Tapped(*fyne.PointEvent) {
	if r.content.heading == "" {
		r.list.onChosen(r.content.entry.ID)
	}
}

// MouseIn does nothing: a list that scrolls under a still pointer must not move the highlight.
func (r *row) MouseIn(*desktop.MouseEvent) {}

// MouseMoved highlights the row under the pointer.
func (r *row) MouseMoved(*desktop.MouseEvent) {
	if r.content.heading == "" && !r.content.active {
		r.list.highlight(r.content.place)
	}
}

// MouseOut leaves the highlight where it is: keys go on from there.
func (r *row) MouseOut() {}

// Cursor is a hand over what can be chosen.
func (r *row) Cursor() desktop.Cursor {
	if r.content.heading != "" {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer draws what set has laid out.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{row: r} }

type rowRenderer struct{ row *row }

func (d *rowRenderer) Objects() []fyne.CanvasObject {
	r := d.row
	return []fyne.CanvasObject{r.ground, r.heading, r.title.into, r.detail, r.check, r.clip, r.clips}
}

func (d *rowRenderer) Layout(size fyne.Size) {
	d.row.ground.Resize(size)
	d.row.title.into.Resize(size)
}

func (d *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

// Refresh draws again in the colours of the theme on show.
func (d *rowRenderer) Refresh() {
	if d.row.content.place >= 0 {
		d.row.draw(d.row.list.query)
	}
}

func (d *rowRenderer) Destroy() {}
