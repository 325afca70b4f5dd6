package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
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
	p.object = container.NewThemeOverride(p.text, look.Flush())
	return p
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
