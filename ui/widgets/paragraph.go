package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Paragraph is text over several lines in a role's colour, without padding.
type Paragraph struct {
	text    *widget.RichText
	segment *widget.TextSegment
	object  fyne.CanvasObject
}

// NewParagraph returns a paragraph.
func NewParagraph(text string, size fyne.ThemeSizeName, colour fyne.ThemeColorName, align fyne.TextAlign) *Paragraph {
	segment := &widget.TextSegment{Text: text, Style: widget.RichTextStyle{SizeName: size, ColorName: colour, Alignment: align}}
	p := &Paragraph{segment: segment, text: widget.NewRichText(segment)}
	p.text.Wrapping = fyne.TextWrapWord
	p.object = container.New(flushLayout{}, p.text)
	return p
}

// flushLayout lets the padding that Fyne keeps around a RichText stick out on all sides. Not by a theme of its own:
// Fyne reads all fonts anew for each of those, which a start of the program would wait for.
type flushLayout struct{}

func (flushLayout) padding() fyne.Size {
	inner := theme.InnerPadding()
	return fyne.NewSize(2*inner, 2*inner)
}

func (l flushLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	inner := theme.InnerPadding()
	for _, o := range objects {
		o.Move(fyne.NewPos(-inner, -inner))
		o.Resize(size.Add(l.padding()))
	}
}

func (l flushLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Subtract(l.padding())
}

// Object is what to put into the window.
func (p *Paragraph) Object() fyne.CanvasObject { return p.object }

// Text is what the paragraph says.
func (p *Paragraph) Text() string { return p.segment.Text }

// SetText changes what the paragraph says; it does nothing where that is as before.
func (p *Paragraph) SetText(text string, colour fyne.ThemeColorName) {
	if p.segment.Text == text && p.segment.Style.ColorName == colour {
		return
	}
	p.segment.Text, p.segment.Style.ColorName = text, colour
	p.text.Refresh()
}
