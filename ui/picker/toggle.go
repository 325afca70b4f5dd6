package picker

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

const (
	boxSize   float32 = 16
	boxRadius float32 = 4
	togglePad float32 = 8
)

// toggle is a small box to tick with its meaning beside it.
type toggle struct {
	widget.BaseWidget
	escapable

	words   string
	on      bool
	changed func(bool)
	focused bool
	hovered bool
}

var _ fyne.Focusable = (*toggle)(nil)

func newToggle(words string, changed func(bool), onEscape func()) *toggle {
	t := &toggle{escapable: escapable{onEscape}, words: words, changed: changed}
	t.ExtendBaseWidget(t)
	return t
}

func (t *toggle) flip() {
	t.on = !t.on
	t.Refresh()
	t.changed(t.on)
}

// Tapped ticks the box, or takes the tick away.
func (t *toggle) Tapped(*fyne.PointEvent) { t.flip() }

// TypedKey does so by Space and Enter.
func (t *toggle) TypedKey(key *fyne.KeyEvent) {
	if !t.takes(key) && (key.Name == fyne.KeySpace || isEnter(key.Name)) {
		t.flip()
	}
}

// TypedRune is part of fyne.Focusable.
func (t *toggle) TypedRune(rune) {}

// FocusGained shows that keys go here.
func (t *toggle) FocusGained() {
	t.focused = true
	t.Refresh()
	widgets.Focused(t)
}

// FocusLost undoes FocusGained.
func (t *toggle) FocusLost() {
	t.focused = false
	t.Refresh()
}

// MouseIn lights it up.
func (t *toggle) MouseIn(*desktop.MouseEvent) {
	t.hovered = true
	t.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (t *toggle) MouseMoved(*desktop.MouseEvent) {}

// MouseOut undoes MouseIn.
func (t *toggle) MouseOut() {
	t.hovered = false
	t.Refresh()
}

// CreateRenderer draws box and words.
func (t *toggle) CreateRenderer() fyne.WidgetRenderer {
	r := &toggleRenderer{
		toggle: t,
		ground: canvas.NewRectangle(nil),
		box:    canvas.NewRectangle(nil),
		tick:   canvas.NewImageFromResource(look.Icon(look.IconCheck, look.ColorOnAccent)),
		text:   smallText(),
	}
	r.ground.CornerRadius = look.ControlRadius
	r.box.CornerRadius = boxRadius
	r.box.StrokeWidth = 1.4
	r.tick.FillMode = canvas.ImageFillContain
	return r
}

type toggleRenderer struct {
	toggle *toggle
	ground *canvas.Rectangle
	box    *canvas.Rectangle
	tick   *canvas.Image
	text   *canvas.Text
}

func (r *toggleRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.box, r.tick, r.text}
}

func (r *toggleRenderer) MinSize() fyne.Size {
	words := fyne.MeasureText(r.toggle.words, look.TextSmall, fyne.TextStyle{})
	return fyne.NewSize(togglePad+boxSize+6+words.Width+togglePad, look.ButtonHeight)
}

func (r *toggleRenderer) Destroy() {}

func (r *toggleRenderer) Refresh() {
	r.Layout(r.toggle.Size())
	r.ground.Refresh()
	r.box.Refresh()
}

func (r *toggleRenderer) Layout(size fyne.Size) {
	t := r.toggle
	r.ground.FillColor = look.Color(look.ColorClear)
	if t.hovered {
		r.ground.FillColor = look.Color(look.ColorHover)
	}
	r.ground.StrokeWidth = 0
	if t.focused {
		r.ground.StrokeWidth = look.FocusWidth
		r.ground.StrokeColor = look.Color(look.ColorAccent)
	}
	r.ground.Resize(size)
	r.box.FillColor = look.Color(look.ColorClear)
	r.box.StrokeColor = look.Color(look.ColorSecondary)
	if t.on {
		r.box.FillColor = look.Color(look.ColorAccent)
		r.box.StrokeColor = look.Color(look.ColorAccent)
	}
	widgets.SetVisible(r.tick, t.on)
	top := (size.Height - boxSize) / 2
	place(r.box, togglePad, top, boxSize)
	place(r.tick, togglePad+1, top+1, boxSize-2)
	left := togglePad + boxSize + 6
	height := lineHeight(look.TextSmall, fyne.TextStyle{})
	setText(r.text, t.words, fyne.NewPos(left, (size.Height-height)/2), max(size.Width-left, 0), look.ColorSecondary)
}
