package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// dropArea invites files: all of the window while there are none, a band above them afterwards. Not every
// system says that files are held above the window, so the words do the inviting.
type dropArea struct {
	object *fyne.Container
	ground *widgets.Dashes
	large  *fyne.Container
	band   *fyne.Container

	explain *widgets.Paragraph // large
	title   *widgets.Line      // large
	invite  *widgets.Words     // band
	icon    *widgets.Icon      // band
	shown   dropState
	limit   string // the largest file, in words
}

// dropState is what the area shows.
type dropState struct {
	large     bool   // fills the window
	task      string // the chosen one's title
	needsTask bool   // files wait for one
	byApp     bool   // it is another person's, by an application
	held      bool   // files are held above the window
}

// The band's height, and in a low window.
const bandHeight, bandLow float32 = 70, 52

func newDropArea(keys shortcutNames, limit string, addFiles, addFolder func()) *dropArea {
	d := &dropArea{ground: widgets.NewDashes(true), limit: limit}
	centred := func(text string, size float32, colour fyne.ThemeColorName, bold bool) *widgets.Line {
		return widgets.NewLine(text, widgets.LineStyle{Size: size, Colour: colour, Bold: bold, Cut: widgets.CutEnd, Align: fyne.TextAlignCenter})
	}
	d.title = centred(textDropHere(), look.TextHeading, look.ColorText, true)
	d.explain = widgets.NewParagraph(textDropExplain(limit), "", look.ColorSecondary, fyne.TextAlignCenter)
	d.large = container.New(&widgets.CentredColumn{Gaps: []float32{20, 12, 14, 20}, Margin: 24},
		widgets.NewIcon(look.IconDownload, look.ColorAccent, 60),
		d.title, d.explain.Object(),
		widgets.CentreRow(10, widgets.NewButton(textAddFiles(), widgets.Primary, addFiles), widgets.NewButton(textAddFolder(), widgets.Plain, addFolder)),
		centred(textDropKeys(keys.addFiles, keys.paste, keys.task), look.TextSmall, look.ColorSecondary, false))

	d.icon = widgets.NewIcon(look.IconDownload, look.ColorSecondary, 26)
	d.invite = widgets.NewWords(look.TextBody, look.ColorSecondary, 2)
	d.band = container.New(&bandLayout{}, d.icon, d.invite, widgets.NewButton(textAddFiles(), widgets.Plain, addFiles))
	d.object = container.NewStack(d.ground, d.large, d.band)
	d.setState(dropState{large: true})
	return d
}

// setState draws a state; it does nothing if that is on show already.
func (d *dropArea) setState(state dropState) {
	if state == d.shown {
		return
	}
	d.shown = state
	widgets.SetVisible(d.large, state.large)
	widgets.SetVisible(d.band, !state.large)
	d.ground.SetStrong(state.large || state.needsTask || state.held)
	d.explain.SetText(state.explain(d.limit), look.ColorSecondary)
	title := textDropHere()
	if state.held {
		title = textDropRelease()
	}
	d.title.SetText(title, look.ColorText)
	switch {
	case state.held:
		d.icon.Set(look.IconDownload, look.ColorAccent)
		d.invite.Set(title, look.ColorText, false)
	case state.needsTask:
		d.icon.Set(look.IconList, look.ColorAccent)
		d.invite.Set(textDropChooseTask(), look.ColorText, false)
	default:
		d.icon.Set(look.IconDownload, look.ColorSecondary)
		d.invite.Set(textDropAnywhere(), look.ColorSecondary, false)
	}
	d.large.Refresh()
	d.band.Refresh()
}

// explain says where files go, and how large they may be at most.
func (state dropState) explain(limit string) string {
	switch {
	case state.byApp && state.task == "":
		return textAppDrop()
	case state.byApp:
		return textAppDropTask(state.task)
	case state.task == "":
		return textDropExplain(limit)
	}
	return textDropExplainTask(state.task, limit)
}

// bandLayout centres icon, words and button; the words give way first, to a second line.
type bandLayout struct{}

func (bandLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	icon, words, button := objects[0], objects[1], objects[2]
	const gap, side float32 = 14, 18
	text := words.(*widgets.Words)
	full := fyne.MeasureText(text.Text(), look.TextBody, fyne.TextStyle{}).Width + 1
	fixed := icon.MinSize().Width + button.MinSize().Width + 2*gap
	wide := max(0, min(full, size.Width-fixed-2*side))
	x := (size.Width - fixed - wide) / 2
	for _, o := range objects {
		place := o.MinSize()
		if o == words {
			place.Width = wide
			place.Height, _ = text.Fit(wide)
		}
		o.Move(fyne.NewPos(x, (size.Height-place.Height)/2))
		o.Resize(place)
		x += place.Width + gap
	}
}

func (bandLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, bandLow) }
