package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"taskdrop/assets"
	"taskdrop/ui/look"
	"taskdrop/ui/settings"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// website is the project's page.
const website = "https://github.com/taskdrop/taskdrop"

// showAbout tells what the program is.
func (w *Window) showAbout() {
	var m *modal
	body := container.New(&widgets.Column{Gap: 10},
		look.ProgramIcon(),
		widgets.NewHeading("TaskDrop", look.TextHeading),
		widgets.NewParagraph(textAboutVersion(w.options.Version), look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignCenter).Object(),
		widgets.NewQuiet(textAboutExplain()),
		widgets.CentreRow(20, widgets.NewLink(textLicences(), w.showLicences), widgets.NewLink(textWebsite(), func() { w.openURL(website) })))
	m = w.openModal(textAbout(), body, 400, nil, widgets.NewButton(words.Close(), widgets.Plain, func() { m.Close() }))
}

// licenceLine is one line of the licences' page: a list draws what is seen of them and no more.
type licenceLine struct {
	text string
	head bool
}

// licenceColumns is how wide a line of a licence gets: their authors broke most of them earlier.
const licenceColumns = 78

// licenceLines are all licences, one below the other.
func licenceLines() []licenceLine {
	var lines []licenceLine
	for i, licence := range assets.Licences() {
		if i > 0 {
			lines = append(lines, licenceLine{}, licenceLine{})
		}
		for _, module := range licence.Modules {
			lines = append(lines, licenceLine{module, true})
		}
		lines = append(lines, licenceLine{})
		for line := range strings.Lines(licence.Text) {
			for _, part := range broken(strings.TrimRight(line, "\n"), licenceColumns) {
				lines = append(lines, licenceLine{text: part})
			}
		}
	}
	return lines
}

// broken cuts a line at spaces, so that no part is longer than that many bytes, if it can be.
func broken(line string, most int) []string {
	var parts []string
	for len(line) > most {
		at := strings.LastIndexByte(line[:most+1], ' ')
		if at <= 0 {
			if at = strings.IndexByte(line[most:], ' '); at < 0 {
				break
			}
			at += most
		}
		parts = append(parts, line[:at])
		line = strings.TrimLeft(line[at:], " ")
	}
	return append(parts, line)
}

// showLicences shows whose work is in the program, and on what terms.
func (w *Window) showLicences() {
	lines := licenceLines()
	list := widget.NewList(func() int { return len(lines) },
		func() fyne.CanvasObject {
			return container.NewStack(
				widgets.NewLine("", widgets.LineStyle{Size: look.TextBody, Colour: look.ColorText, Bold: true, Cut: widgets.CutEnd}),
				widgets.NewLine("", widgets.LineStyle{Size: look.TextCaption, Colour: look.ColorSecondary, Cut: widgets.CutEnd}))
		},
		func(i widget.ListItemID, o fyne.CanvasObject) {
			row := o.(*fyne.Container)
			head, text := row.Objects[0].(*widgets.Line), row.Objects[1].(*widgets.Line)
			widgets.SetVisible(head, lines[i].head)
			widgets.SetVisible(text, !lines[i].head)
			head.SetText(lines[i].text, look.ColorText)
			text.SetText(lines[i].text, look.ColorSecondary)
		})
	list.HideSeparators = true
	list.OnSelected = func(id widget.ListItemID) { list.Unselect(id) }
	body := container.New(&tallLayout{room: w.window.Canvas()}, container.NewThemeOverride(list, look.Tight()))
	intro := widgets.NewNote(textLicencesExplain())
	var m *modal
	m = w.openModal(textLicences(), container.NewBorder(intro, nil, nil, nil, body), 620, nil, widgets.NewButton(words.Close(), widgets.Plain, func() { m.Close() }))
}

// tallLayout gives what can be scrolled the room of a page over the window.
type tallLayout struct{ room fyne.Canvas }

func (l *tallLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 8))
		o.Resize(size.SubtractWidthHeight(0, 8))
	}
}

func (l *tallLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, min(settings.PageHeight-40, l.room.Size().Height-settings.PageUnder-40))
}
