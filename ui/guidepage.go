package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/settings"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// The values a registration needs, to copy (S10).
const (
	redirectURI = "http://localhost"
	permission  = "Tasks.ReadWrite"
	// registrations is where applications are registered in the global cloud.
	registrations = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"
)

// guidePage leads to a client id: four steps for whoever registers an application, and the fields for whoever has its
// id.
type guidePage struct {
	widgets.Page
	fields  *settings.RegistrationFields
	wrong   *settings.Outcome
	builtIn *widgets.Paragraph
}

func newGuidePage(w *Window) *guidePage {
	p := &guidePage{wrong: settings.NewOutcome(), builtIn: widgets.NewParagraph("", look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading)}
	p.fields = settings.NewRegistrationFields(w.settingsHost(), func() { p.connect(w) }, func() { p.Column.Refresh() })
	form := widgets.NewCard(container.New(&widgets.Column{Gap: 12},
		cardTitle(textGuideHave()),
		settings.NamedField(words.ClientID(), p.fields.ID, p.builtIn.Object()),
		p.fields.TenantRow, p.fields.CloudRow, p.wrong.Object(),
		widgets.LeftRow(10, widgets.NewButton(words.SignInMicrosoft(), widgets.Primary, func() { p.connect(w) }),
			widgets.NewButton(textBack(), widgets.Plain, w.leaveGuide))), 20, 18)
	steps := widgets.NewCard(container.New(&widgets.Column{Gap: 14},
		cardTitle(textGuideNone()), widgets.NewNote(textClientIDExplain()),
		w.linkStep("1", textClientStep1(), widgets.NewLink(textOpenRegistrations(), func() { w.openURL(registrations) })),
		w.step("2", textClientStep2(), redirectURI),
		w.step("3", textClientStep3(), permission),
		w.step("4", textClientStep4(), "")), 20, 18)
	p.Page = widgets.NewPage(880, []float32{10, 18}, widgets.NewPageTitle(nil, words.Connect()),
		widgets.NewQuiet(textGuideExplain()), container.New(&widgets.Pair{From: 700}, form, steps))
	return p
}

func cardTitle(text string) fyne.CanvasObject {
	return widgets.NewLine(text, widgets.LineStyle{Size: look.TextSubtitle, Colour: look.ColorText, Bold: true, Cut: widgets.CutEnd})
}

func (p *guidePage) connect(w *Window) {
	a := p.fields.Value()
	wrong := p.fields.Wrong()
	if wrong == "" && a.ClientID == "" && w.snapshot.Setup.ClientID.Value == "" {
		wrong = words.ClientIDBad()
	}
	p.wrong.Say(wrong, look.ColorBad)
	if wrong != "" {
		p.Column.Refresh()
		w.window.Canvas().Focus(p.fields.ID)
		return
	}
	w.leaveGuide()
	w.svc.SignIn.Connect(a)
}

// fill shows the registration that is set, each time it is opened.
func (p *guidePage) fill(setup *service.Setup) {
	p.fields.Fill(setup.Application)
	p.wrong.Say("", look.ColorBad)
	text := ""
	if setup.BuiltIn {
		text = textGuideBuiltIn()
	}
	p.builtIn.SetText(text, look.ColorSecondary)
	widgets.SetVisible(p.builtIn.Object(), text != "")
	p.Column.Refresh()
}

// step is one numbered step, with a value to copy where it has one.
func (w *Window) step(number, text, value string) fyne.CanvasObject {
	if value == "" {
		return w.linkStep(number, text)
	}
	return w.linkStep(number, text, w.copyable(value))
}

// linkStep is one numbered step, with things in a row under it.
func (w *Window) linkStep(number, text string, under ...fyne.CanvasObject) fyne.CanvasObject {
	words := container.New(&widgets.Column{Gap: 6}, widgets.NewNote(text))
	if len(under) > 0 {
		words.Add(widgets.LeftRow(10, under...))
	}
	digit := widgets.NewLine(number, widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorAccent, Bold: true, Align: fyne.TextAlignCenter})
	round := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorAccentSoft, Radius: stepSide / 2})
	return container.New(&stepLayout{}, container.New(&badgeLayout{}, round, digit), words)
}

// copyable is a value to be pasted elsewhere, with a button that copies it.
func (w *Window) copyable(value string) fyne.CanvasObject {
	shown := widgets.NewLine(value, widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorText, Bold: true})
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.ControlRadius})
	return widgets.LeftRow(8, container.NewStack(ground, widgets.Inset(shown, 8, 8, 12, 12)),
		widgets.NewButton(textCopy(), widgets.Plain, func() { w.copyText(value) }))
}

const stepSide float32 = 24

// badgeLayout is a circle with something in its middle.
type badgeLayout struct{}

func (badgeLayout) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	round, inner := objects[0], objects[1]
	round.Resize(fyne.NewSquareSize(stepSide))
	high := inner.MinSize().Height
	inner.Resize(fyne.NewSize(stepSide, high))
	inner.Move(fyne.NewPos(0, (stepSide-high)/2))
}

func (badgeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSquareSize(stepSide) }

// stepLayout sets the number before the words, whose first line it is level with.
type stepLayout struct{}

const stepGap float32 = 12

func (stepLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSquareSize(stepSide))
	objects[1].Move(fyne.NewPos(stepSide+stepGap, 3))
	objects[1].Resize(fyne.NewSize(max(size.Width-stepSide-stepGap, 0), size.Height-3))
}

func (l stepLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	words := objects[1].MinSize()
	return fyne.NewSize(stepSide+stepGap+words.Width, max(stepSide, words.Height+3))
}

// showGuide opens the page in place of whatever is on show.
func (w *Window) showGuide() {
	w.faces.guiding = true
	if w.faces.guide == nil {
		w.faces.guide = newGuidePage(w)
		w.faces.guide.Object.Hide()
		w.faces.object.Add(w.faces.guide.Object)
	}
	w.faces.guide.fill(&w.snapshot.Setup)
	w.showFace()
	w.window.Canvas().Focus(w.faces.guide.fields.ID)
}

// leaveGuide goes back to the face of the phase.
func (w *Window) leaveGuide() {
	w.faces.guiding = false
	w.showFace()
	w.fill(&w.snapshot)
}
