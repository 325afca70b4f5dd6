package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// scrollLayout gives a scroll its content's height as long as the window has that much.
type scrollLayout struct {
	room  fyne.Canvas
	under float32 // for the title and the buttons
}

func (l *scrollLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

func (l *scrollLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	content := objects[0].(*container.Scroll).Content
	return fyne.NewSize(0, min(content.MinSize().Height, l.room.Size().Height-l.under))
}

// showDetails tells all that is known about an item that failed.
func (w *Window) showDetails(item *service.Item) {
	body := container.New(&widgets.Column{Gap: 10},
		widgets.NewLine(item.Name, widgets.LineStyle{Size: look.TextBody, Colour: look.ColorText, Bold: true, Cut: widgets.CutMiddle}),
		widgets.NewParagraph(problemTextIn(item.Problem, w.locale), "", look.ColorBad, fyne.TextAlignLeading).Object(),
		widgets.NewNote(joinFacts([]string{w.locale.Size(item.Size), item.Path})))
	if item.Problem != nil && item.Problem.Detail != "" {
		detail := widgets.NewParagraph(item.Problem.Detail, look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading)
		ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.ControlRadius})
		body.Add(container.NewStack(ground, widgets.Inset(detail.Object(), 8, 8, 10, 10)))
	}
	var m *modal
	copyDetails := widgets.NewButton(words.CopyDetails(), widgets.Plain, func() { w.copyText(itemDetails(item)) })
	closing := widgets.NewButton(words.Close(), widgets.Plain, func() { m.Close() })
	if !item.CanSucceed() {
		m = w.openModal(textDetailsOf(), body, 460, closing, copyDetails, closing)
		return
	}
	retry := widgets.NewButton(textActionRetry(), widgets.Primary, func() {
		m.Close()
		w.svc.Queue.Retry(item.ID)
	})
	m = w.openModal(textDetailsOf(), body, 460, closing, retry, copyDetails, closing)
}

// itemDetails is what "Copy details" takes: never a token or an upload URL, see problem.Problem.
func itemDetails(item *service.Item) string {
	lines := []string{item.Path}
	if item.Problem != nil {
		lines = append(lines, item.Problem.Sentence())
		if item.Problem.Detail != "" {
			lines = append(lines, item.Problem.Detail)
		}
	}
	return strings.Join(lines, "\n")
}

// showShortcuts lists all keys.
func (w *Window) showShortcuts() {
	if len(w.modals) > 0 {
		return
	}
	column := container.New(&widgets.Column{Gap: 6})
	for _, s := range w.shortcutList() {
		if s.keys == "" {
			column.Add(widgets.Inset(widgets.NewLabel(s.what), 8, 0, 0, 0))
			continue
		}
		what := widgets.NewLine(s.what, widgets.LineStyle{Size: 13, Colour: look.ColorSecondary, Cut: widgets.CutEnd})
		keys := widgets.NewLine(s.keys, widgets.LineStyle{Size: 13, Colour: look.ColorText, Align: fyne.TextAlignTrailing})
		column.Add(container.NewBorder(nil, nil, nil, keys, what))
	}
	body := container.New(&scrollLayout{room: w.window.Canvas(), under: 170}, container.NewVScroll(widgets.Inset(column, 0, 0, 0, 12)))
	var m *modal
	m = w.openModal(textShortcuts(), body, 420, nil, widgets.NewButton(words.Close(), widgets.Plain, func() { m.Close() }))
}
