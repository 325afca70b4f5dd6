package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"taskdrop/assets"
	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// page is a face of the window other than the queue: a column of things in the middle.
type page struct {
	object *fyne.Container
	column *fyne.Container
}

func newPage(most float32, gaps []float32, title *pageTitle, objects ...fyne.CanvasObject) page {
	column := container.New(&pageLayout{gaps: gaps, margin: look.Margin + 6, most: most}, append([]fyne.CanvasObject{title.object}, objects...)...)
	return page{object: container.New(&pageFrame{column: column, title: title}, container.NewVScroll(column)), column: column}
}

// pageTitle is the name of a page under the program's icon, where it has one.
type pageTitle struct {
	object *fyne.Container
	icon   fyne.CanvasObject // nil for none
	name   *widgets.Line
}

func newPageTitle(text string) *pageTitle {
	t := &pageTitle{icon: appIcon(), name: heading(text, look.TextTitle)}
	t.object = container.New(&widgets.Column{Gap: 20}, t.icon, t.name)
	return t
}

// pageFrame fills the window with a page. The icon gives way where the page would else have to be scrolled.
type pageFrame struct {
	column *fyne.Container
	title  *pageTitle
}

func (f *pageFrame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if icon := f.title.icon; icon != nil && size.Height > 0 {
		icon.Show()
		f.column.Resize(size) // wrapped text learns its height
		widgets.SetVisible(icon, f.column.MinSize().Height <= size.Height)
		// A size that it has already would leave the column as it was with the icon.
		column := size.Max(fyne.NewSize(0, f.column.MinSize().Height))
		f.column.Resize(column)
		f.column.Layout.Layout(f.column.Objects, column)
	}
	objects[0].Resize(size)
}

func (f *pageFrame) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// signIns are what the pages before the queue can ask for.
type signIns struct {
	svc         Services
	enterID     func() // opens the guide to a client id
	settings    func() // opens the settings
	copyDetails func(*service.Problem)
	copyText    func(string)
	useCode     func() // offers a sign-in by a code
	openURL     func(string)

	anotherPerson func() // opens the form for an application's account
}

// heading is a page's name.
func heading(text string, size float32) *widgets.Line {
	return widgets.NewLine(text, widgets.LineStyle{Size: size, Colour: look.ColorText, Bold: true, Cut: widgets.CutEnd, Align: fyne.TextAlignCenter})
}

// appIcon is the program's icon, large.
func appIcon() fyne.CanvasObject {
	image := canvas.NewImageFromResource(fyne.NewStaticResource("taskdrop-icon.svg", assets.IconDrawing))
	image.FillMode = canvas.ImageFillContain
	image.SetMinSize(fyne.NewSquareSize(76))
	return image
}

// linkField is the field of a sentence that is the address of a page.
const linkField = "Link"

// problemCard shows why something did not work, with the detail at hand.
type problemCard struct {
	object *fyne.Container
	text   *widgets.Paragraph
	copy   *widgets.Link
	links  [2]*widgets.Link // where the sentence names a page, such as the administrator's
	shown  *service.Problem
}

func newProblemCard(s signIns) *problemCard {
	c := &problemCard{text: widgets.NewParagraph("", look.SizeNameSmall, look.ColorText, fyne.TextAlignLeading)}
	c.copy = widgets.NewLink(textCopyDetails(), func() { s.copyDetails(c.shown) })
	c.links[0] = widgets.NewLink(textCopyLink(), func() { s.copyText(c.shown.Args[linkField]) })
	c.links[1] = widgets.NewLink(textOpenLink(), func() { s.openURL(c.shown.Args[linkField]) })
	words := container.New(&widgets.Column{Gap: 6}, c.text.Object(), widgets.LeftRow(16, c.links[0], c.links[1], c.copy))
	row := container.NewBorder(nil, nil, widgets.Inset(widgets.NewIcon(look.IconWarning, look.ColorBad, 20), 0, 0, 0, 10), nil, words)
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorBad, StrokeWidth: look.LineWidth, Radius: look.CardRadius})
	c.object = container.NewStack(ground, widgets.Inset(row, 12, 12, 14, 14))
	c.object.Hide()
	return c
}

// show reports whether the page has to be laid out again.
func (c *problemCard) show(p *service.Problem) bool {
	if c.shown == p {
		return false
	}
	c.shown = p
	widgets.SetVisible(c.object, p != nil)
	if p != nil {
		c.text.SetText(words.Problem(p), look.ColorText)
		widgets.SetVisible(c.copy, p.Detail != "")
		for _, link := range c.links {
			widgets.SetVisible(link, strings.Contains(p.Text, "{{."+linkField+"}}"))
		}
	}
	return true
}

// setupPage is the first start: connect an account, or try the demo.
type setupPage struct {
	page
	problem *problemCard
	waiting *widgets.Line
}

func newSetupPage(s signIns, hasClientID func() bool) *setupPage {
	connect := s.enterID
	p := &setupPage{problem: newProblemCard(s), waiting: newWaitingLine()}
	cards := container.New(&widgets.Pair{From: widgets.PairLeast},
		choiceCard(textConnect(), textConnectExplain(), widgets.NewButton(textSignInMicrosoft(), widgets.Primary, func() {
			if hasClientID() {
				s.svc.SignIn.SignIn()
			} else {
				connect()
			}
		})),
		choiceCard(textTry(), textTryExplain(), widgets.NewButton(textOpenDemo(), widgets.Plain, s.svc.SignIn.StartDemo)))
	question := widgets.NewLine(textHaveClientID(), widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorSecondary})
	p.page = newPage(676, []float32{14, 24, 16, 12, 16}, newPageTitle(textWelcome()),
		quiet(textWelcomeExplain()),
		p.problem.object, cards, widgets.CentreRow(4, question, widgets.NewLink(textEnterClientID(), connect)),
		widgets.CentreRow(20, widgets.NewLink(textMenuSettings(), s.settings), widgets.NewLink(textAppMenu(), s.anotherPerson)), p.waiting)
	return p
}

func (p *setupPage) show(s *service.Snapshot, locale *format.Locale) {
	if p.problem.show(s.SignInError) || showWaiting(p.waiting, s, locale) {
		p.column.Refresh()
	}
}

// quiet is a paragraph in the middle.
func quiet(text string) fyne.CanvasObject {
	return widgets.NewParagraph(text, "", look.ColorSecondary, fyne.TextAlignCenter).Object()
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

// signedOutPage asks to sign in, to an account or to the demo.
type signedOutPage struct {
	page
	problem  *problemCard
	title    *pageTitle
	explain  *widgets.Paragraph
	signIn   *widgets.Button
	waiting  *widgets.Line
	other    *widgets.Link // the other way: the demo, or an account
	settings *widgets.Link
	useCode  *fyne.Container
	demo     bool
}

func newSignedOutPage(s signIns) *signedOutPage {
	p := &signedOutPage{
		problem: newProblemCard(s),
		title:   newPageTitle(textSignInTitle()),
		explain: widgets.NewParagraph(textSignInExplain(), "", look.ColorSecondary, fyne.TextAlignCenter),
		signIn:  widgets.NewButton(textSignInMicrosoft(), widgets.Primary, s.svc.SignIn.SignIn),
		waiting: newWaitingLine(),
	}
	p.other = widgets.NewLink(textUseDemo(), func() {
		if p.demo {
			s.enterID()
		} else {
			s.svc.SignIn.StartDemo()
		}
	})
	p.settings = widgets.NewLink(textMenuSettings(), s.settings)
	p.useCode = widgets.CentreRow(20, widgets.NewLink(textUseCode(), s.useCode), widgets.NewLink(textAppMenu(), s.anotherPerson))
	p.page = newPage(460, []float32{14, 24, 20, 16}, p.title,
		p.explain.Object(), p.problem.object, p.waiting, widgets.CentreRow(0, p.signIn), p.useCode, widgets.CentreRow(20, p.other, p.settings))
	return p
}

func (p *signedOutPage) show(s *service.Snapshot, locale *format.Locale) {
	changed := p.problem.show(s.SignInError)
	changed = showWaiting(p.waiting, s, locale) || changed
	if p.demo != s.Demo {
		p.demo, changed = s.Demo, true
		title, explain, button, other := textSignInTitle(), textSignInExplain(), textSignInMicrosoft(), textUseDemo()
		if s.Demo {
			title, explain, button, other = textDemoSignInTitle(), textDemoSignInExplain(), textSignIn(), textUseAccount()
		}
		p.title.name.SetText(title, look.ColorText)
		p.explain.SetText(explain, look.ColorSecondary)
		p.signIn.SetText(button)
		p.other.SetText(other)
		widgets.SetVisible(p.settings, !s.Demo)
		widgets.SetVisible(p.useCode, !s.Demo)
	}
	if changed {
		p.column.Refresh()
	}
}

// signingInPage is up while the person is in their browser.
type signingInPage struct {
	page
	explain *widgets.Paragraph
	url     string
}

func newSigningInPage(s signIns) *signingInPage {
	p := &signingInPage{explain: widgets.NewParagraph(textWaitsForSignInOpen(), "", look.ColorSecondary, fyne.TextAlignCenter)}
	question := widgets.NewLine(textNoBrowser(), widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorSecondary})
	p.page = newPage(460, []float32{14, 20, 22}, newPageTitle(textContinueInBrowser()),
		p.explain.Object(),
		widgets.CentreRow(10,
			question,
			widgets.NewLink(textOpenPageAgain(), func() { s.openURL(p.url) }),
			widgets.NewLink(textCopyLink(), func() { s.copyText(p.url) })),
		widgets.CentreRow(0, widgets.NewLink(textUseCode(), s.useCode)),
		widgets.CentreRow(0, widgets.NewButton(words.Cancel(), widgets.Plain, s.svc.SignIn.CancelSignIn)))
	return p
}

func (p *signingInPage) show(s *service.Snapshot, locale *format.Locale) {
	p.url = s.SignIn.URL
	text := textWaitsForSignInOpen()
	if !s.SignIn.Until.IsZero() {
		text = textWaitsForSignIn(locale.Clock(s.SignIn.Until.Local()))
	}
	if text != p.explain.Text() {
		p.explain.SetText(text, look.ColorSecondary)
		p.column.Refresh()
	}
}
