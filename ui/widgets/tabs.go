package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"taskdrop/ui/look"
)

// Tabs is a row of tab heads with counts; what they show is the window's business.
type Tabs struct {
	heads[*tabHead]
	object *fyne.Container
}

// NewTabs returns heads with these titles, the first one chosen. focus gives the keyboard to one of them.
func NewTabs(titles []string, changed func(index int), focus func(fyne.Focusable)) *Tabs {
	t := &Tabs{heads: heads[*tabHead]{changed: changed, focus: focus}, object: container.NewHBox()}
	for i, title := range titles {
		head := &tabHead{title: title, headControl: headControl{chosen: i == 0, previous: fyne.KeyLeft, next: fyne.KeyRight, step: t.step}}
		head.OnTapped = func() { t.Select(i) }
		head.extend(head)
		t.all = append(t.all, head)
		t.object.Add(head)
	}
	return t
}

// Object is what to put into the window.
func (t *Tabs) Object() fyne.CanvasObject { return t.object }

// SetCount shows a number beside a title; "" shows none.
func (t *Tabs) SetCount(index int, count string) {
	if head := t.all[index]; head.count != count {
		head.count = count
		head.Refresh()
	}
}

// tabHead is one title with its count and, while chosen, a line under it.
type tabHead struct {
	headControl

	title, count string
}

// CreateRenderer implements fyne.Widget.
func (h *tabHead) CreateRenderer() fyne.WidgetRenderer {
	r := &tabHeadRenderer{head: h, ring: canvas.NewRectangle(nil), title: canvas.NewText("", nil), badge: canvas.NewRectangle(nil), count: canvas.NewText("", nil), underline: canvas.NewRectangle(nil)}
	r.count.Alignment = fyne.TextAlignCenter
	r.objects = []fyne.CanvasObject{r.ring, r.title, r.badge, r.count, r.underline}
	r.apply()
	return r
}

const (
	tabHeight float32 = 38
	tabSide   float32 = 2  // from the line's end to the title
	tabGap    float32 = 18 // to the next tab
	badgeSide float32 = 7
	badgeHigh float32 = 20
)

type tabHeadRenderer struct {
	head      *tabHead
	ring      *canvas.Rectangle
	title     *canvas.Text
	badge     *canvas.Rectangle
	count     *canvas.Text
	underline *canvas.Rectangle
	objects   []fyne.CanvasObject
}

func (r *tabHeadRenderer) apply() {
	h := r.head
	r.title.Text, r.title.TextSize, r.title.TextStyle.Bold = h.title, look.TextBody, h.chosen
	r.title.Color = look.Color(look.ColorSecondary)
	if h.chosen || h.hovered {
		r.title.Color = look.Color(look.ColorText)
	}
	r.count.Text, r.count.TextSize, r.count.TextStyle.Bold = h.count, look.TextCaption, h.chosen
	r.count.Color = look.Color(look.ColorAccent)
	style(r.badge, SurfaceStyle{Fill: look.ColorAccentSoft, Radius: badgeHigh / 2})
	ring := SurfaceStyle{Radius: look.ControlRadius}
	if h.focused {
		ring.Stroke, ring.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ring, ring)
	style(r.underline, SurfaceStyle{Fill: look.ColorAccent, Radius: 1.5})
	for _, o := range []fyne.CanvasObject{r.badge, r.count} {
		if h.count == "" {
			o.Hide()
		} else {
			o.Show()
		}
	}
	if h.chosen {
		r.underline.Show()
	} else {
		r.underline.Hide()
	}
}

// titleWidth is that of the bold title, so that nothing moves when a tab is chosen.
func (r *tabHeadRenderer) titleWidth() float32 {
	return fyne.MeasureText(r.head.title, look.TextBody, fyne.TextStyle{Bold: true}).Width
}

func (r *tabHeadRenderer) badgeWidth() float32 {
	if r.head.count == "" {
		return 0
	}
	wide := fyne.MeasureText(r.head.count, look.TextCaption, fyne.TextStyle{Bold: true}).Width
	return max(badgeHigh, wide+2*badgeSide)
}

func (r *tabHeadRenderer) MinSize() fyne.Size {
	width := r.titleWidth() + 2*tabSide
	if badge := r.badgeWidth(); badge > 0 {
		width += badge + 7
	}
	return fyne.NewSize(width+tabGap, tabHeight)
}

func (r *tabHeadRenderer) Layout(size fyne.Size) {
	width := size.Width - tabGap
	title, wide := r.title.MinSize(), r.titleWidth()
	r.title.Resize(fyne.NewSize(wide, title.Height))
	r.title.Move(fyne.NewPos(tabSide, (size.Height-title.Height)/2-1))
	badge := fyne.NewSize(r.badgeWidth(), badgeHigh)
	at := fyne.NewPos(tabSide+wide+7, (size.Height-badge.Height)/2-1)
	r.badge.Resize(badge)
	r.badge.Move(at)
	r.count.Resize(badge)
	r.count.Move(at)
	r.underline.Resize(fyne.NewSize(width, 3))
	r.underline.Move(fyne.NewPos(0, size.Height-3))
	r.ring.Resize(fyne.NewSize(width+10, size.Height-6))
	r.ring.Move(fyne.NewPos(-5, 1))
}

func (r *tabHeadRenderer) Refresh() {
	r.apply()
	r.Layout(r.head.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
	canvas.Refresh(r.head)
}
func (r *tabHeadRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *tabHeadRenderer) Destroy()                     {}
