package ui

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// clientIDShape is that of a GUID, which Microsoft's client ids are.
var clientIDShape = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// The values a registration needs, to copy (facts 1.10).
const (
	redirectURI = "http://localhost"
	permission  = "Tasks.ReadWrite"
)

// showClientID asks for a client id and tells how to get one.
func (w *Window) showClientID() {
	var m *modal
	var connect func()
	id := newDialogEntry("11111111-2222-3333-4444-555555555555", func() { connect() })
	tenant := newDialogEntry("common", func() { connect() })
	wrong := widgets.NewParagraph("", look.SizeNameSmall, look.ColorBad, fyne.TextAlignLeading)
	wrong.Object().Hide()
	connect = func() {
		value := strings.TrimSpace(id.Text)
		if !clientIDShape.MatchString(value) {
			wrong.SetText(textClientIDBad(), look.ColorBad)
			wrong.Object().Show()
			m.popup.Refresh()
			w.window.Canvas().Focus(id)
			return
		}
		m.close()
		w.svc.Connect(service.Application{ClientID: value, Tenant: strings.TrimSpace(tenant.Text)})
	}
	steps := container.New(&columnLayout{gap: 8},
		small(textClientIDExplain()),
		w.step("1", textClientStep1(), ""), w.step("2", textClientStep2(), redirectURI),
		w.step("3", textClientStep3(), permission), w.step("4", textClientStep4(), ""))
	form := container.New(&columnLayout{gap: 4},
		label(textClientID()), id, wrong.Object(), label(textTenant()), tenant, small(textTenantHint()))
	body := container.New(&scrollLayout{room: w.window.Canvas(), under: 170},
		container.NewVScroll(widgets.Inset(container.New(&columnLayout{gap: 16}, form, widgets.NewHairline(), steps), 0, 2, 0, 10)))
	ok := widgets.NewButton(textSignInMicrosoft(), widgets.Primary, func() { connect() })
	cancel := widgets.NewButton(textCancel(), widgets.Plain, func() { m.close() })
	m = w.openModal(textClientIDTitle(), body, 520, id, ok, cancel)
}

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

func small(text string) fyne.CanvasObject {
	return widgets.NewParagraph(text, look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading).Object()
}

func label(text string) *widgets.Line {
	return widgets.NewLine(text, widgets.LineStyle{Size: 13, Colour: look.ColorText, Bold: true, Cut: widgets.CutEnd})
}

// step is one numbered step, with a value to copy where it has one.
func (w *Window) step(number, text, value string) fyne.CanvasObject {
	if value == "" {
		return w.linkStep(number, text)
	}
	shown := widgets.NewLine(value, widgets.LineStyle{Size: 13, Colour: look.ColorText, Bold: true})
	return w.linkStep(number, text, shown, widgets.NewLink(textCopy(), func() { w.copyText(value) }))
}

// linkStep is one numbered step, with things in a row under it.
func (w *Window) linkStep(number, text string, under ...fyne.CanvasObject) fyne.CanvasObject {
	words := container.New(&columnLayout{gap: 2}, small(text))
	if len(under) > 0 {
		words.Add(leftRow(10, under...))
	}
	mark := widgets.NewLine(number, widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorAccent, Bold: true})
	return container.NewBorder(nil, nil, container.NewVBox(widgets.Inset(mark, 0, 0, 2, 10)), nil, words)
}

// showDetails tells all that is known about an item that failed.
func (w *Window) showDetails(item *service.Item) {
	body := container.New(&columnLayout{gap: 10},
		widgets.NewLine(item.Name, widgets.LineStyle{Size: look.TextBody, Colour: look.ColorText, Bold: true, Cut: widgets.CutMiddle}),
		widgets.NewParagraph(problemText(item.Problem), "", look.ColorBad, fyne.TextAlignLeading).Object(),
		small(joinFacts([]string{w.locale.Size(item.Size), item.Path})))
	if item.Problem != nil && item.Problem.Detail != "" {
		detail := widgets.NewParagraph(item.Problem.Detail, look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading)
		ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.ControlRadius})
		body.Add(container.NewStack(ground, widgets.Inset(detail.Object(), 8, 8, 10, 10)))
	}
	var m *modal
	retry := widgets.NewButton(textActionRetry(), widgets.Primary, func() {
		m.close()
		w.svc.Retry(item.ID)
	})
	copyDetails := widgets.NewButton(textCopyDetails(), widgets.Plain, func() { w.copyText(itemDetails(item)) })
	closing := widgets.NewButton(textClose(), widgets.Plain, func() { m.close() })
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
	column := container.New(&columnLayout{gap: 6})
	for _, s := range w.shortcutList() {
		if s.keys == "" {
			column.Add(widgets.Inset(label(s.what), 8, 0, 0, 0))
			continue
		}
		what := widgets.NewLine(s.what, widgets.LineStyle{Size: 13, Colour: look.ColorSecondary, Cut: widgets.CutEnd})
		keys := widgets.NewLine(s.keys, widgets.LineStyle{Size: 13, Colour: look.ColorText, Align: fyne.TextAlignTrailing})
		column.Add(container.NewBorder(nil, nil, nil, keys, what))
	}
	body := container.New(&scrollLayout{room: w.window.Canvas(), under: 170}, container.NewVScroll(widgets.Inset(column, 0, 0, 0, 12)))
	var m *modal
	m = w.openModal(textShortcuts(), body, 420, nil, widgets.NewButton(textClose(), widgets.Plain, func() { m.close() }))
}

// showAbout tells what the program is.
func (w *Window) showAbout() {
	body := container.New(&columnLayout{gap: 10},
		appIcon(),
		heading("TaskDrop", look.TextHeading),
		widgets.NewParagraph(textAboutVersion(w.options.Version), look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignCenter).Object(),
		quiet(textAboutExplain()))
	var m *modal
	m = w.openModal(textAbout(), body, 380, nil, widgets.NewButton(textClose(), widgets.Plain, func() { m.close() }))
}
