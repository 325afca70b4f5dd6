package picker

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

const (
	buttonPad      float32 = 12
	buttonMinWidth float32 = 140
	clipSize       float32 = 15
	chevronSize    float32 = 14
	// roomForWords is what a long title is cut to before the label makes room for it.
	roomForWords float32 = 110
)

// buttonRenderer draws the closed picker: label, choice, paper clip, chevron.
type buttonRenderer struct {
	picker  *Picker
	ground  *canvas.Rectangle
	shade   *canvas.Rectangle // hover
	label   *canvas.Text
	value   *canvas.Text
	clip    *canvas.Image
	clips   *canvas.Text
	chevron *canvas.Image
}

func newButtonRenderer(p *Picker) *buttonRenderer {
	r := &buttonRenderer{
		picker:  p,
		ground:  canvas.NewRectangle(nil),
		shade:   canvas.NewRectangle(nil),
		label:   smallText(),
		value:   smallText(),
		clip:    canvas.NewImageFromResource(look.Icon(look.IconClip, look.ColorSecondary)),
		clips:   smallText(),
		chevron: canvas.NewImageFromResource(look.Icon(look.IconChevron, look.ColorText)),
	}
	r.ground.CornerRadius = look.ControlRadius
	r.shade.CornerRadius = look.ControlRadius
	r.value.TextStyle = bold
	r.value.TextSize = look.TextBody
	r.clip.FillMode = canvas.ImageFillContain
	r.chevron.FillMode = canvas.ImageFillContain
	r.paint()
	return r
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.shade, r.label, r.value, r.clip, r.clips, r.chevron}
}

func (r *buttonRenderer) MinSize() fyne.Size { return fyne.NewSize(buttonMinWidth, look.ControlHeight) }

func (r *buttonRenderer) Destroy() {}

func (r *buttonRenderer) Refresh() {
	r.paint()
	r.Layout(r.picker.Size())
	r.ground.Refresh()
	r.shade.Refresh()
}

// paint gives the button the colours of its state.
func (r *buttonRenderer) paint() {
	p := r.picker
	r.ground.FillColor = look.Color(look.ColorBackground)
	r.ground.StrokeColor = look.Color(look.ColorLine)
	r.ground.StrokeWidth = look.LineWidth
	if p.attention && !p.Disabled() {
		r.ground.FillColor = look.Color(look.ColorAccentSoft)
	}
	if (p.attention || p.focused || p.opened) && !p.Disabled() {
		r.ground.StrokeColor = look.Color(look.ColorAccent)
		r.ground.StrokeWidth = look.FocusWidth
	}
	if p.attention && p.focused { // else the keyboard could not be told from the call for attention
		r.ground.StrokeColor = look.Color(look.ColorText)
	}
	r.shade.FillColor = look.Color(look.ColorClear)
	if p.hovered && !p.Disabled() {
		r.shade.FillColor = look.Color(look.ColorHover)
	}
	chevron := look.ColorText
	if p.Disabled() {
		chevron = look.ColorDisabled
	}
	if icon := look.Icon(look.IconChevron, chevron); r.chevron.Resource != icon {
		r.chevron.Resource = icon
		r.chevron.Refresh()
	}
}

// choice is what the button says, in which colour, and the entry it says it of.
func (r *buttonRenderer) choice() (string, fyne.ThemeColorName, Entry) {
	p := r.picker
	var entry Entry
	words, colour := p.config.Words.Prompt, look.ColorAccent
	if chosen := p.selected(); chosen != nil {
		entry = *chosen
		words, colour = entry.Title, look.ColorText
	} else if p.state.SelectedID != "" && p.state.SelectedText != "" {
		words, colour = p.state.SelectedText, look.ColorText
	}
	if p.Disabled() {
		colour = look.ColorDisabled
	}
	return words, colour, entry
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.shade.Resize(size)

	right := size.Width - buttonPad - chevronSize
	r.chevron.Resize(fyne.NewSquareSize(chevronSize))
	r.chevron.Move(fyne.NewPos(right, (size.Height-chevronSize)/2))
	right -= look.GapSmall

	words, colour, entry := r.choice()
	small, tall := lineHeight(look.TextSmall, fyne.TextStyle{}), lineHeight(look.TextBody, bold)
	top := (size.Height - tall) / 2
	clipWidth := r.layoutClip(entry, size.Height)
	left := buttonPad
	left += r.layoutLabel(top, right-left-clipWidth, fyne.MeasureText(words, look.TextBody, bold).Width)
	left += setText(r.value, words, fyne.NewPos(left, top), max(right-left-clipWidth, 0), colour) + look.GapSmall
	r.clip.Move(fyne.NewPos(left, (size.Height-clipSize)/2))
	r.clips.Move(fyne.NewPos(left+clipSize+2, (size.Height-small)/2))
}

// layoutLabel places the label and says how much room it takes: none on a narrow button whose words need it all.
func (r *buttonRenderer) layoutLabel(top, room, words float32) float32 {
	label := r.picker.config.Words.Label
	width := fyne.MeasureText(label, look.TextSmall, fyne.TextStyle{}).Width + look.GapSmall
	fits := width+words <= room || room-width >= roomForWords
	widgets.SetVisible(r.label, fits)
	if !fits {
		return 0
	}
	colour := look.ColorSecondary
	if r.picker.Disabled() {
		colour = look.ColorDisabled
	}
	top += baseline(look.TextBody, bold) - baseline(look.TextSmall, fyne.TextStyle{})
	setText(r.label, label, fyne.NewPos(buttonPad, top), width, colour)
	return width
}

// layoutClip shows or hides the paper clip and says how much room it takes.
func (r *buttonRenderer) layoutClip(entry Entry, height float32) float32 {
	if !entry.Clip {
		r.clip.Hide()
		r.clips.Hide()
		return 0
	}
	r.clip.Show()
	r.clip.Resize(fyne.NewSquareSize(clipSize))
	width := look.GapSmall + clipSize
	if entry.Clips == 0 {
		r.clips.Hide()
		return width
	}
	r.clips.Show()
	return width + 2 + setText(r.clips, r.picker.config.FormatCount(entry.Clips), fyne.NewPos(0, height/2), buttonMinWidth, look.ColorSecondary)
}
