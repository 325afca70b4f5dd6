package signin

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// linkField is the field of a sentence that is the address of a page.
const linkField = "Link"

// ProblemCard shows why something did not work, with the detail at hand.
type ProblemCard struct {
	Object *fyne.Container
	text   *widgets.Paragraph
	copy   *widgets.Link
	links  [2]*widgets.Link // where the sentence names a page, such as the administrator's
	shown  *service.Problem
}

// NewProblemCard makes a card that is hidden until there is a problem.
func NewProblemCard(s Host) *ProblemCard {
	c := &ProblemCard{text: widgets.NewParagraph("", look.SizeNameSmall, look.ColorText, fyne.TextAlignLeading)}
	c.copy = widgets.NewLink(words.CopyDetails(), func() { s.CopyDetails(c.shown) })
	c.links[0] = widgets.NewLink(textCopyLink(), func() { s.CopyText(c.shown.Args[linkField]) })
	c.links[1] = widgets.NewLink(textOpenLink(), func() { s.OpenURL(c.shown.Args[linkField]) })
	words := container.New(&widgets.Column{Gap: 6}, c.text.Object(), widgets.LeftRow(16, c.links[0], c.links[1], c.copy))
	row := container.NewBorder(nil, nil, widgets.Inset(widgets.NewIcon(look.IconWarning, look.ColorBad, 20), 0, 0, 0, 10), nil, words)
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorBad, StrokeWidth: look.LineWidth, Radius: look.CardRadius})
	c.Object = container.NewStack(ground, widgets.Inset(row, 12, 12, 14, 14))
	c.Object.Hide()
	return c
}

// Set shows a problem, or hides the card for nil. It reports whether the page has to be laid out again.
func (c *ProblemCard) Set(p *service.Problem) bool {
	if c.shown == p {
		return false
	}
	c.shown = p
	widgets.SetVisible(c.Object, p != nil)
	if p != nil {
		c.text.SetText(words.Problem(p), look.ColorText)
		widgets.SetVisible(c.copy, p.Detail != "")
		for _, link := range c.links {
			widgets.SetVisible(link, strings.Contains(p.Text, "{{."+linkField+"}}"))
		}
	}
	return true
}

// SetupPage is the first start: connect an account, or try the demo.
type SetupPage struct {
	widgets.Page
	problem *ProblemCard
	waiting *widgets.Line
}

// NewSetupPage makes the page.
func NewSetupPage(s Host) *SetupPage {
	connect := s.EnterID
	p := &SetupPage{problem: NewProblemCard(s), waiting: newWaitingLine()}
	cards := container.New(&widgets.Pair{From: widgets.PairLeast},
		choiceCard(words.Connect(), textConnectExplain(), widgets.NewButton(words.SignInMicrosoft(), widgets.Primary, func() {
			if s.HasClientID() {
				s.Service.SignIn()
			} else {
				connect()
			}
		})),
		choiceCard(textTry(), textTryExplain(), widgets.NewButton(textOpenDemo(), widgets.Plain, s.Service.StartDemo)))
	question := widgets.NewLine(textHaveClientID(), widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorSecondary})
	p.Page = widgets.NewPage(676, []float32{14, 24, 16, 12, 16}, widgets.NewPageTitle(look.ProgramIcon(), textWelcome()),
		widgets.NewQuiet(textWelcomeExplain()),
		p.problem.Object, cards, widgets.CentreRow(4, question, widgets.NewLink(textEnterClientID(), connect)),
		widgets.CentreRow(20, widgets.NewLink(words.MenuSettings(), s.Settings), widgets.NewLink(words.AppMenu(), s.AnotherPerson)), p.waiting)
	return p
}

// Update takes up a snapshot.
func (p *SetupPage) Update(s *service.Snapshot, locale *format.Locale) {
	if p.problem.Set(s.SignInError) || showWaiting(p.waiting, s, locale) {
		p.Column.Refresh()
	}
}

func newWaitingLine() *widgets.Line {
	line := widgets.NewLine("", widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorWaiting, Cut: widgets.CutEnd, Align: fyne.TextAlignCenter})
	line.Hide()
	return line
}

// showWaiting tells of files that were dropped before anybody signed in. It reports a change.
func showWaiting(line *widgets.Line, s *service.Snapshot, locale *format.Locale) bool {
	open := 0
	for _, item := range s.Queue.Items {
		if !item.State.Terminal() {
			open++
		}
	}
	changed := line.Visible() != (open > 0)
	widgets.SetVisible(line, open > 0)
	if open > 0 {
		line.SetText(textFilesWaiting(open, locale.Count(open)), look.ColorWaiting)
	}
	return changed
}

// choiceCard is one of two ways to begin.
func choiceCard(title, explain string, button *widgets.Button) fyne.CanvasObject {
	name := widgets.NewLine(title, widgets.LineStyle{Size: look.TextSubtitle, Colour: look.ColorText, Bold: true, Cut: widgets.CutEnd})
	text := widgets.NewParagraph(explain, look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading)
	content := container.NewBorder(container.New(&widgets.Column{Gap: 12}, name, text.Object()), widgets.LeftRow(0, button), nil, nil,
		widgets.Inset(container.NewWithoutLayout(), 7, 7, 0, 0))
	return widgets.NewCard(content, 22, 22)
}

// SignedOutPage asks to sign in, to an account or to the demo.
type SignedOutPage struct {
	widgets.Page
	problem  *ProblemCard
	title    *widgets.PageTitle
	explain  *widgets.Paragraph
	signIn   *widgets.Button
	waiting  *widgets.Line
	other    *widgets.Link // the other way: the demo, or an account
	settings *widgets.Link
	useCode  *fyne.Container
	demo     bool
}

// NewSignedOutPage makes the page.
func NewSignedOutPage(s Host) *SignedOutPage {
	p := &SignedOutPage{
		problem: NewProblemCard(s),
		title:   widgets.NewPageTitle(look.ProgramIcon(), textSignInTitle()),
		explain: widgets.NewParagraph(textSignInExplain(), "", look.ColorSecondary, fyne.TextAlignCenter),
		signIn:  widgets.NewButton(words.SignInMicrosoft(), widgets.Primary, s.Service.SignIn),
		waiting: newWaitingLine(),
	}
	p.other = widgets.NewLink(textUseDemo(), func() {
		if p.demo {
			s.EnterID()
		} else {
			s.Service.StartDemo()
		}
	})
	p.settings = widgets.NewLink(words.MenuSettings(), s.Settings)
	p.useCode = widgets.CentreRow(20, widgets.NewLink(textUseCode(), s.UseCode), widgets.NewLink(words.AppMenu(), s.AnotherPerson))
	p.Page = widgets.NewPage(460, []float32{14, 24, 20, 16}, p.title,
		p.explain.Object(), p.problem.Object, p.waiting, widgets.CentreRow(0, p.signIn), p.useCode, widgets.CentreRow(20, p.other, p.settings))
	return p
}

// Update takes up a snapshot.
func (p *SignedOutPage) Update(s *service.Snapshot, locale *format.Locale) {
	changed := p.problem.Set(s.SignInError)
	changed = showWaiting(p.waiting, s, locale) || changed
	if p.demo != s.Demo {
		p.demo, changed = s.Demo, true
		title, explain, button, other := textSignInTitle(), textSignInExplain(), words.SignInMicrosoft(), textUseDemo()
		if s.Demo {
			title, explain, button, other = textDemoSignInTitle(), textDemoSignInExplain(), words.SignIn(), textUseAccount()
		}
		p.title.Name.SetText(title, look.ColorText)
		p.explain.SetText(explain, look.ColorSecondary)
		p.signIn.SetText(button)
		p.other.SetText(other)
		widgets.SetVisible(p.settings, !s.Demo)
		widgets.SetVisible(p.useCode, !s.Demo)
	}
	if changed {
		p.Column.Refresh()
	}
}

// SigningInPage is up while the person is in their browser.
type SigningInPage struct {
	widgets.Page
	explain *widgets.Paragraph
	url     string
}

// NewSigningInPage makes the page.
func NewSigningInPage(s Host) *SigningInPage {
	p := &SigningInPage{explain: widgets.NewParagraph(textWaitsForSignInOpen(), "", look.ColorSecondary, fyne.TextAlignCenter)}
	question := widgets.NewLine(textNoBrowser(), widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorSecondary})
	p.Page = widgets.NewPage(460, []float32{14, 20, 22}, widgets.NewPageTitle(look.ProgramIcon(), textContinueInBrowser()),
		p.explain.Object(),
		widgets.CentreRow(10,
			question,
			widgets.NewLink(textOpenPageAgain(), func() { s.OpenURL(p.url) }),
			widgets.NewLink(textCopyLink(), func() { s.CopyText(p.url) })),
		widgets.CentreRow(0, widgets.NewLink(textUseCode(), s.UseCode)),
		widgets.CentreRow(0, widgets.NewButton(words.Cancel(), widgets.Plain, s.Service.CancelSignIn)))
	return p
}

// Update takes up a snapshot.
func (p *SigningInPage) Update(s *service.Snapshot, locale *format.Locale) {
	p.url = s.SignIn.URL
	text := textWaitsForSignInOpen()
	if !s.SignIn.Until.IsZero() {
		text = textWaitsForSignIn(locale.Clock(s.SignIn.Until.Local()))
	}
	if text != p.explain.Text() {
		p.explain.SetText(text, look.ColorSecondary)
		p.Column.Refresh()
	}
}
