package widgets

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"taskdrop/ui/look"
)

// Toast is a passing message.
type Toast struct {
	Text string
	Good bool
	// Icon stands before the text, in a quiet colour, where the message is neither good nor bad news.
	Icon look.IconName
	// Action is a word to press, "" for none, and what it does.
	Action   string
	OnAction func()
	// CloseTip is the tooltip of the cross, and OnClose, if any, is what it does besides.
	CloseTip string
	OnClose  func()
}

// How long a toast stays. One with something to press stays longer.
const (
	toastStay       = 5 * time.Second
	toastStayAction = 12 * time.Second
	toastsAtOnce    = 3
	toastWidth      = 480
)

// Toasts is the layer of a window that passing messages are drawn on. All of it lives on the UI goroutine.
type Toasts struct {
	layer *fyne.Container
	stack *fyne.Container
	// texts are the words of the messages up, by their cards.
	texts map[fyne.CanvasObject]string
	ends  map[fyne.CanvasObject]*toastEnd
	later Later
}

// toastEnd is when a message goes by itself.
type toastEnd struct {
	at      time.Time
	callOff func()
}

// NewToasts returns an empty layer; bottom is the room to keep free under the messages.
func NewToasts(later Later, bottom func() float32) *Toasts {
	t := &Toasts{stack: container.NewVBox(), texts: map[fyne.CanvasObject]string{}, ends: map[fyne.CanvasObject]*toastEnd{}, later: later}
	t.layer = container.New(&toastLayout{toasts: t, bottom: bottom}, t.stack)
	return t
}

// Object is the layer itself.
func (t *Toasts) Object() fyne.CanvasObject { return t.layer }

// Show puts a message up; with three up already the oldest makes room. remove takes it away before its time.
func (t *Toasts) Show(toast Toast) (remove func()) {
	stay := toastStay
	if toast.Action != "" {
		stay = toastStayAction
	}
	var card *fyne.Container
	remove = func() { t.remove(card) }
	card = newToastCard(toast, remove)
	if len(t.stack.Objects) >= toastsAtOnce {
		t.remove(t.stack.Objects[0])
	}
	t.texts[card] = toast.Text
	end := time.Now().Add(stay)
	t.ends[card] = &toastEnd{at: end, callOff: t.later(stay, func() { t.expire(end) })}
	t.stack.Add(card)
	t.layer.Refresh()
	return remove
}

func (t *Toasts) remove(card fyne.CanvasObject) {
	if end, ok := t.ends[card]; ok {
		end.callOff()
	}
	delete(t.ends, card)
	delete(t.texts, card)
	t.stack.Remove(card)
	t.layer.Refresh()
}

// expire takes the messages away whose time is over.
func (t *Toasts) expire(now time.Time) {
	for _, card := range slices.Clone(t.stack.Objects) {
		if end, ok := t.ends[card]; ok && !end.at.After(now) {
			t.remove(card)
		}
	}
}

// Clear takes all messages away.
func (t *Toasts) Clear() {
	for len(t.stack.Objects) > 0 {
		t.remove(t.stack.Objects[0])
	}
}

// Texts are the messages now up, oldest first.
func (t *Toasts) Texts() []string {
	texts := make([]string, len(t.stack.Objects))
	for i, card := range t.stack.Objects {
		texts[i] = t.texts[card]
	}
	return texts
}

func newToastCard(toast Toast, remove func()) *fyne.Container {
	icon, colour := look.IconInfo, look.ColorBad
	switch {
	case toast.Icon != "":
		icon, colour = toast.Icon, look.ColorSecondary
	case toast.Good:
		icon, colour = look.IconCheck, look.ColorGood
	}
	text := NewParagraph(toast.Text, look.SizeNameSmall, look.ColorText, fyne.TextAlignLeading)
	middle := container.NewVBox(layout.NewSpacer(), text.Object())
	if toast.Action != "" {
		middle.Add(container.NewHBox(NewLink(toast.Action, toast.OnAction)))
	}
	middle.Add(layout.NewSpacer())
	closing := NewIconButton(look.IconClose, toast.CloseTip, func() {
		remove()
		if toast.OnClose != nil {
			toast.OnClose()
		}
	})
	row := container.NewBorder(nil, nil, Inset(NewIcon(icon, colour, look.IconSize), 0, 0, 4, 8), closing, middle)
	ground := NewSurface(SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.CardRadius, Shadow: true})
	return container.NewStack(ground, Inset(row, 8, 8, 10, 8))
}

// toastLayout keeps messages at the bottom in the middle.
type toastLayout struct {
	toasts *Toasts
	bottom func() float32
}

// widest is the room the longest message takes on one line.
func (l *toastLayout) widest() float32 {
	var width float32
	for _, text := range l.toasts.texts {
		width = max(width, fyne.MeasureText(text, look.TextSmall, fyne.TextStyle{}).Width)
	}
	const aroundText = 108 // icon, cross and the gaps beside them
	return width + aroundText
}

func (l *toastLayout) Layout(objects []fyne.CanvasObject, room fyne.Size) {
	for _, stack := range objects {
		width := min(toastWidth, l.widest(), room.Width-2*look.Margin)
		// Wrapped text knows its height only once it has its width.
		stack.Resize(fyne.NewSize(width, stack.Size().Height))
		height := stack.MinSize().Height
		stack.Resize(fyne.NewSize(width, height))
		stack.Move(fyne.NewPos((room.Width-width)/2, room.Height-height-l.bottom()-look.Gap))
	}
}

func (l *toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
