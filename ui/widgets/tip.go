package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/ui/look"
)

// tipDelay is how long the mouse rests before a tooltip comes.
const tipDelay = 600 * time.Millisecond

// A tooltip is this wide and has this many lines at most.
const (
	tipWidth = 420
	tipLines = 6
)

// Tips is the layer of a window that tooltips are drawn on. All of it lives on the UI goroutine.
type Tips struct {
	layer   *fyne.Container
	text    *fyne.Container // a Line for each of its lines
	bubble  *fyne.Container
	later   Later
	pending func()            // calls the tip off that is about to be shown
	turn    int               // counts the tips asked for; a late timer knows by it that it is not meant
	owner   fyne.CanvasObject // whose tip is shown or about to be
	words   string            // of that tip
}

var tipLayers = map[fyne.Canvas]*Tips{}

// NewTips returns the tooltip layer of a canvas, to be put above all other content in a stack.
func NewTips(later Later, c fyne.Canvas) *Tips {
	t := &Tips{later: later, text: container.New(linesLayout{})}
	t.bubble = container.NewStack(
		NewSurface(SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: 6, Shadow: true}),
		Inset(t.text, 5, 5, 9, 9))
	t.bubble.Hide()
	t.layer = container.NewWithoutLayout(t.bubble)
	tipLayers[c] = t
	return t
}

// Object is the layer itself.
func (t *Tips) Object() fyne.CanvasObject { return t.layer }

// Forget lets go of a closed window's canvas.
func (t *Tips) Forget(c fyne.Canvas) {
	t.Hide()
	delete(tipLayers, c)
}

func tipsOf(o fyne.CanvasObject) *Tips {
	return tipLayers[fyne.CurrentApp().Driver().CanvasForObject(o)]
}

// RestTip shows a tooltip of something that is no control of ours once the pointer has rested on it; "" shows none.
func RestTip(owner fyne.CanvasObject, text string) { restTip(owner, text) }

// HideTip takes the tooltip of something away that is no control of ours.
func HideTip(owner fyne.CanvasObject) { hideTip(owner) }

// restTip shows a tooltip once the pointer has rested on its owner.
func restTip(owner fyne.CanvasObject, text string) {
	t := tipsOf(owner)
	if t == nil || text == "" {
		return
	}
	t.Hide()
	t.owner, t.words = owner, text
	t.turn++
	turn := t.turn
	t.pending = t.later(tipDelay, func() { t.due(turn) })
}

// due shows the tip whose time has come, unless the pointer went on meanwhile.
func (t *Tips) due(turn int) {
	if t.owner != nil && t.turn == turn {
		t.show(t.owner, t.words)
	}
}

func hideTip(owner fyne.CanvasObject) {
	if t := tipsOf(owner); t != nil && t.owner == owner {
		t.Hide()
	}
}

// Hide takes the tooltip away, when something opens above it.
func (t *Tips) Hide() {
	if t.pending != nil {
		t.pending()
	}
	t.owner, t.pending = nil, nil
	if t.bubble.Visible() {
		t.bubble.Hide()
	}
}

// write fills the bubble, over several lines where the text is long.
func (t *Tips) write(text string, width float32) {
	style := LineStyle{Size: look.TextSmall, Colour: look.ColorText}
	lines, _ := wrap(text, width, tipLines, style)
	t.text.RemoveAll()
	for _, line := range lines {
		t.text.Add(NewLine(line, style))
	}
}

// linesLayout sets lines below one another.
type linesLayout struct{}

func (linesLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		y += o.Size().Height
	}
}

func (linesLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		own := o.MinSize()
		size = fyne.NewSize(max(size.Width, own.Width), size.Height+own.Height)
	}
	return size
}

// show puts the bubble under its owner, or above it near the lower edge, and never over the window's edge.
func (t *Tips) show(owner fyne.CanvasObject, text string) {
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(owner).Subtract(driver.AbsolutePositionForObject(t.layer))
	const gap = 5
	room := t.layer.Size()
	t.write(text, min(tipWidth, room.Width-2*gap-20))
	size := t.bubble.MinSize()
	x := at.X + (owner.Size().Width-size.Width)/2
	x = max(gap, min(x, room.Width-size.Width-gap))
	y := at.Y + owner.Size().Height + gap
	if y+size.Height > room.Height {
		y = at.Y - size.Height - gap
	}
	t.bubble.Resize(size)
	t.bubble.Move(fyne.NewPos(x, y))
	t.bubble.Show()
	t.layer.Refresh()
}
