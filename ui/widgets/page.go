package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/ui/look"
)

// Page is a face of the window other than the queue: a column of things in the middle.
type Page struct {
	Object *fyne.Container
	Column *fyne.Container
}

// NewPage makes a page that is at most so wide. gaps stand between its parts; the last one holds for the rest.
func NewPage(most float32, gaps []float32, title *PageTitle, objects ...fyne.CanvasObject) Page {
	column := container.New(&CentredColumn{Gaps: gaps, Margin: look.Margin + 6, Most: most}, append([]fyne.CanvasObject{title.object}, objects...)...)
	return Page{Object: container.New(&pageFrame{column: column, title: title}, container.NewVScroll(column)), Column: column}
}

// PageTitle is the name of a page under the program's icon, if it has one.
type PageTitle struct {
	Name   *Line
	object *fyne.Container
	icon   fyne.CanvasObject // nil for none
}

// NewPageTitle makes a title; icon is nil for none.
func NewPageTitle(icon fyne.CanvasObject, text string) *PageTitle {
	t := &PageTitle{icon: icon, Name: NewHeading(text, look.TextTitle)}
	if icon == nil {
		t.object = container.NewStack(t.Name)
	} else {
		t.object = container.New(&Column{Gap: 20}, icon, t.Name)
	}
	return t
}

// pageFrame fills the window with a page. The icon gives way where the page would else have to be scrolled.
type pageFrame struct {
	column *fyne.Container
	title  *PageTitle
}

func (f *pageFrame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if icon := f.title.icon; icon != nil && size.Height > 0 {
		icon.Show()
		f.column.Resize(size) // wrapped text learns its height
		SetVisible(icon, f.column.MinSize().Height <= size.Height)
		// A size that it has already would leave the column as it was with the icon.
		column := size.Max(fyne.NewSize(0, f.column.MinSize().Height))
		f.column.Resize(column)
		f.column.Layout.Layout(f.column.Objects, column)
	}
	objects[0].Resize(size)
}

func (f *pageFrame) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// CentredColumn sets things below one another in the middle, each as wide as there is room up to Most.
type CentredColumn struct {
	Gaps   []float32 // between one and the next; the last holds for the rest
	Margin float32   // at the sides
	Most   float32   // widest, 0 for no limit
}

// pageEdge is the least room above and below a page.
const pageEdge float32 = 14

func (l *CentredColumn) gap(i int) float32 {
	if len(l.Gaps) == 0 {
		return 0
	}
	return l.Gaps[min(i, len(l.Gaps)-1)]
}

func (l *CentredColumn) width(room float32) float32 {
	width := room - 2*l.Margin
	if l.Most > 0 {
		width = min(width, l.Most)
	}
	return max(width, 0)
}

func (l *CentredColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := l.width(size.Width)
	// Wrapped text knows its height only once it has its width.
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.Size().Height))
	}
	height := l.height(objects)
	y := max(pageEdge, (size.Height-height)/2)
	for i, o := range Visible(objects) {
		if i > 0 {
			y += l.gap(i - 1)
		}
		o.Move(fyne.NewPos((size.Width-width)/2, y))
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		y += o.Size().Height
	}
}

func (l *CentredColumn) height(objects []fyne.CanvasObject) float32 {
	var height float32
	for i, o := range Visible(objects) {
		if i > 0 {
			height += l.gap(i - 1)
		}
		height += o.MinSize().Height
	}
	return height
}

func (l *CentredColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range Visible(objects) {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width+2*l.Margin, l.height(objects)+2*pageEdge)
}

// NewHeading is a page's name.
func NewHeading(text string, size float32) *Line {
	return NewLine(text, LineStyle{Size: size, Colour: look.ColorText, Bold: true, Cut: CutEnd, Align: fyne.TextAlignCenter})
}

// NewQuiet is a paragraph in the middle.
func NewQuiet(text string) fyne.CanvasObject {
	return NewParagraph(text, "", look.ColorSecondary, fyne.TextAlignCenter).Object()
}
