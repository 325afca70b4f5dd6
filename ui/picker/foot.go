package picker

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// footRow is "New task…". It takes no focus: the filter's keys reach it below the last row.
type footRow struct {
	widget.BaseWidget

	tapped  func()
	words   string
	active  bool
	hovered bool
	ground  *canvas.Rectangle
	plus    *canvas.Image
	text    *canvas.Text
}

func newFootRow(tapped func()) *footRow {
	f := &footRow{
		tapped: tapped,
		ground: canvas.NewRectangle(nil),
		plus:   canvas.NewImageFromResource(look.Icon(look.IconPlus, look.ColorAccent)),
		text:   smallText(),
	}
	f.ground.CornerRadius = look.ControlRadius
	f.plus.FillMode = canvas.ImageFillContain
	f.text.TextSize = look.TextBody
	f.text.TextStyle = bold
	f.ExtendBaseWidget(f)
	return f
}

func (f *footRow) set(words string) {
	if f.words != words {
		f.words = words
		f.Refresh()
	}
}

func (f *footRow) setActive(active bool) {
	if f.active != active {
		f.active = active
		f.Refresh()
	}
}

// Tapped makes a new entry.
func (f *footRow) Tapped(*fyne.PointEvent) { f.tapped() }

// MouseIn lights the row up.
func (f *footRow) MouseIn(*desktop.MouseEvent) {
	f.hovered = true
	f.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (f *footRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut undoes MouseIn.
func (f *footRow) MouseOut() {
	f.hovered = false
	f.Refresh()
}

// Cursor is a hand.
func (f *footRow) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer draws the row.
func (f *footRow) CreateRenderer() fyne.WidgetRenderer { return &footRenderer{f} }

type footRenderer struct{ foot *footRow }

func (r *footRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.foot.ground, r.foot.plus, r.foot.text}
}

func (r *footRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

func (r *footRenderer) Destroy() {}

func (r *footRenderer) Refresh() { r.Layout(r.foot.Size()) }

func (r *footRenderer) Layout(size fyne.Size) {
	f := r.foot
	f.ground.FillColor = look.Color(look.ColorClear)
	switch {
	case f.active:
		f.ground.FillColor = look.Color(look.ColorAccentSoft)
	case f.hovered:
		f.ground.FillColor = look.Color(look.ColorHover)
	}
	f.ground.Resize(size)
	f.ground.Refresh()
	place(f.plus, 8, (size.Height-searchIcon)/2, searchIcon)
	left := 8 + searchIcon + look.GapSmall
	setText(f.text, f.words, fyne.NewPos(left, (size.Height-lineHeight(look.TextBody, bold))/2), max(size.Width-left-8, 0), look.ColorAccent)
}

// shield takes the taps and the pointer on the card that nothing on it wants, so that they do not close the popup.
type shield struct{ widget.BaseWidget }

func newShield() *shield {
	s := &shield{}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped does nothing.
func (s *shield) Tapped(*fyne.PointEvent) {}

// TappedSecondary does nothing.
func (s *shield) TappedSecondary(*fyne.PointEvent) {}

// CreateRenderer draws nothing.
func (s *shield) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(look.Color(look.ColorClear)))
}

// iconButton is a quiet button with an icon alone.
type iconButton struct{ popupButton }

func newIconButton(icon look.IconName, tapped, onEscape func()) *iconButton {
	b := &iconButton{popupButton{escapable: escapable{onEscape}}}
	b.Icon = look.Icon(icon, look.ColorSecondary)
	b.Importance = widget.LowImportance
	b.OnTapped = tapped
	b.ExtendBaseWidget(b)
	return b
}
