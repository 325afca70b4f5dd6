package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// settingRow is one setting: what it is and what it means at the left, its control at the right.
func settingRow(title, explain string, control fyne.CanvasObject) fyne.CanvasObject {
	words := container.New(&widgets.Column{Gap: 2}, widgets.NewParagraph(title, "", look.ColorText, fyne.TextAlignLeading).Object())
	if explain != "" {
		words.Add(widgets.NewNote(explain))
	}
	return container.New(&rowLayout{}, words, control)
}

// rowLayout gives a wide control a line of its own where there is little room.
type rowLayout struct{}

const (
	rowGap   float32 = 20
	rowWide  float32 = 90  // a control wider than this gives way
	rowRoomy float32 = 420 // where it need not
)

func (rowLayout) stacked(control fyne.CanvasObject, width float32) bool {
	return control.MinSize().Width > rowWide && width < rowRoomy
}

func (l rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	words, control := objects[0], objects[1]
	own := control.MinSize()
	words.Move(fyne.NewPos(0, 0))
	if l.stacked(control, size.Width) {
		words.Resize(fyne.NewSize(size.Width, words.Size().Height))
		words.Resize(fyne.NewSize(size.Width, words.MinSize().Height))
		control.Move(fyne.NewPos(0, words.Size().Height+8))
		control.Resize(own)
		return
	}
	wide := max(size.Width-own.Width-rowGap, 0)
	words.Resize(fyne.NewSize(wide, words.Size().Height))
	words.Resize(fyne.NewSize(wide, words.MinSize().Height))
	words.Move(fyne.NewPos(0, max(0, (size.Height-words.Size().Height)/2)))
	control.Resize(own)
	control.Move(fyne.NewPos(size.Width-own.Width, max(0, (size.Height-own.Height)/2)))
}

func (l rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	words, control := objects[0].MinSize(), objects[1].MinSize()
	// The words have the width of the last layout, and with it their height.
	width := objects[0].Size().Width
	if width > 0 && objects[1].Position().Y > words.Height && l.stacked(objects[1], width) {
		return fyne.NewSize(0, words.Height+8+control.Height)
	}
	return fyne.NewSize(control.Width, max(words.Height, control.Height))
}

// NamedField is a value to type: its name above, what to know about it below.
func NamedField(title string, entry fyne.CanvasObject, below ...fyne.CanvasObject) fyne.CanvasObject {
	column := container.New(&widgets.Column{Gap: 4}, widgets.NewLabel(title), entry)
	for _, line := range below {
		column.Add(line)
	}
	return column
}

// group sets rows on a card, hairlines between them.
func group(rows ...fyne.CanvasObject) fyne.CanvasObject {
	column := container.New(&widgets.Column{Gap: 12})
	for i, row := range rows {
		if i > 0 {
			column.Add(widgets.NewHairline())
		}
		column.Add(row)
	}
	return widgets.NewCard(column, 16, 14)
}

// Outcome is the line that says what became of what was saved.
type Outcome struct {
	text   *widgets.Paragraph
	waits  bool // for the service to take it up
	before int  // how many it had taken up by then
}

// NewOutcome makes a line that is hidden until it has something to say.
func NewOutcome() *Outcome {
	o := &Outcome{text: widgets.NewParagraph("", look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading)}
	o.text.Object().Hide()
	return o
}

// Object is what to put on the page.
func (o *Outcome) Object() fyne.CanvasObject { return o.text.Object() }

// Say shows a text, or hides the line if there is none.
func (o *Outcome) Say(text string, colour fyne.ThemeColorName) {
	o.text.SetText(text, colour)
	widgets.SetVisible(o.text.Object(), text != "")
}
