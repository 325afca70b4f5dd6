package picker

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

const (
	messagePad   float32 = 14
	activitySize float32 = 22
)

// messageWords is what a message says; without a text there is no message.
type messageWords struct {
	text   string
	bad    bool
	busy   bool
	retry  bool
	detail string // for "Copy details"
}

// message stands in place of the rows, or above them when reading failed and earlier entries are still there.
type message struct {
	widget.BaseWidget

	words  messageWords
	height float32 // for the width it was last shown with
	width  float32

	text  *widget.RichText
	said  *widget.TextSegment // what text shows
	mark  *canvas.Image
	busy  *widget.Activity
	retry *popupButton
	copy  *popupButton
}

func newMessage(onRetry, onEscape func()) *message {
	m := &message{
		said: &widget.TextSegment{},
		mark: canvas.NewImageFromResource(look.Icon(look.IconWarning, look.ColorBad)),
		busy: widget.NewActivity(),
	}
	m.text = widget.NewRichText(m.said)
	m.text.Wrapping = fyne.TextWrapWord
	m.mark.FillMode = canvas.ImageFillContain
	m.retry = newPopupButton(lang.X("picker.try_again", "Try again"), onRetry, onEscape)
	m.retry.Importance = widget.HighImportance
	m.copy = newPopupButton(lang.X("picker.copy_details", "Copy details"), func() {
		fyne.CurrentApp().Clipboard().SetContent(m.words.detail)
	}, onEscape)
	m.ExtendBaseWidget(m)
	return m
}

// show says something else, and works out how high that is at a width.
func (m *message) show(words messageWords, width float32) {
	if m.words == words && m.width == width {
		return
	}
	m.words, m.width = words, width
	widgets.SetVisible(m, words.text != "")
	widgets.SetVisible(m.mark, words.bad)
	widgets.SetVisible(m.busy, words.busy)
	widgets.SetVisible(m.retry, words.bad && words.retry)
	widgets.SetVisible(m.copy, words.bad && words.detail != "")
	if words.busy {
		m.busy.Start()
	} else {
		m.busy.Stop()
	}
	m.height = 0
	if words.text == "" {
		return
	}
	m.said.Text = oneLine(words.text)
	m.said.Style = widget.RichTextStyle{ColorName: look.ColorSecondary, Alignment: fyne.TextAlignCenter}
	if words.bad {
		m.said.Style = widget.RichTextStyle{ColorName: look.ColorBad, Alignment: fyne.TextAlignLeading}
	}
	m.text.Refresh()
	m.layout(width)
}

// layout places the parts from the top down and keeps the height they take.
func (m *message) layout(width float32) {
	left, y := messagePad-6, messagePad-6
	if m.words.bad {
		place(m.mark, messagePad, messagePad+1, look.IconSize)
		left += look.IconSize + 4
	} else {
		y += messagePad
	}
	if m.words.busy {
		place(m.busy, (width-activitySize)/2, y, activitySize)
		y += activitySize
	}
	m.text.Resize(fyne.NewSize(width-left-messagePad+6, m.text.MinSize().Height))
	textHeight := m.text.MinSize().Height
	m.text.Move(fyne.NewPos(left, y))
	m.text.Resize(fyne.NewSize(width-left-messagePad+6, textHeight))
	y += textHeight
	x := left + 8
	for _, button := range []*popupButton{m.retry, m.copy} {
		if !button.Visible() {
			continue
		}
		size := fyne.NewSize(button.MinSize().Width, look.ButtonHeight)
		button.Move(fyne.NewPos(x, y))
		button.Resize(size)
		x += size.Width + look.GapSmall
	}
	if x > left+8 {
		y += look.ButtonHeight + 6
	}
	if !m.words.bad {
		y += messagePad
	}
	m.height = y + messagePad - 8
}

// stop ends the turning mark: an animation costs, also unseen.
func (m *message) stop() {
	m.busy.Stop()
	m.words = messageWords{}
}

// CreateRenderer shows the parts where layout has put them.
func (m *message) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(group(m.mark, m.busy, m.text, m.retry, m.copy))
}
