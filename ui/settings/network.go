package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

var proxyModes = []service.ProxyMode{service.ProxySystem, service.ProxyNone, service.ProxyOwn}

func proxyModeName(mode service.ProxyMode) string {
	switch mode {
	case service.ProxyNone:
		return textProxyNone()
	case service.ProxyOwn:
		return textProxyOwn()
	}
	return textProxySystem()
}

// networkPane is the way to the internet.
type networkPane struct {
	host                    Host
	page                    *Page
	mode                    service.ProxyMode
	choice                  *widgets.Choice
	address, user, password *widgets.Field
	ca                      *widgets.Field
	own                     *fyne.Container // the fields of a proxy of the person's own
	passwordHint            *widgets.Paragraph
	outcome                 *Outcome
	object                  fyne.CanvasObject
	taken                   int
	filled                  bool
}

func newNetworkPane(host Host, page *Page) *networkPane {
	p := &networkPane{host: host, page: page, outcome: NewOutcome()}
	p.choice = widgets.NewChoice(textProxy(), proxyModeName(""), func() { host.DropMenu(p.menu, p.choice) })
	p.address = widgets.NewField("http://proxy.example.com:3128", p.save)
	p.user = widgets.NewField("", p.save)
	p.password = widgets.NewField("", p.save)
	p.password.Password = true
	p.ca = widgets.NewField("", p.save)
	p.passwordHint = widgets.NewParagraph("", look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading)
	p.own = container.New(&widgets.Column{Gap: 10},
		NamedField(textProxyAddress(), p.address),
		container.New(&widgets.Pair{From: widgets.PairLeast}, NamedField(textProxyUser(), p.user), NamedField(textProxyPassword(), p.password)),
		p.passwordHint.Object())
	choose := widgets.NewButton(textChooseFile(), widgets.Plain, func() {
		host.ChooseFile(p.ca.SetText)
	})
	file := container.New(&fieldButtonLayout{}, p.ca, choose)
	p.object = container.New(&widgets.Column{Gap: 12},
		group(container.New(&widgets.Column{Gap: 12}, settingRow(textProxy(), textProxyHint(), p.choice), p.own)),
		group(NamedField(textCAFile(), file, widgets.NewNote(textCAFileHint()))))
	return p
}

func (p *networkPane) content() fyne.CanvasObject { return p.object }
func (p *networkPane) said() *Outcome             { return p.outcome }

func (p *networkPane) menu() *fyne.Menu {
	menu := fyne.NewMenu("")
	for _, mode := range proxyModes {
		menu.Items = append(menu.Items, widgets.CheckItem(proxyModeName(mode), mode == p.mode, func() {
			p.setMode(mode)
			p.page.LayOut()
		}))
	}
	return menu
}

func (p *networkPane) setMode(mode service.ProxyMode) {
	p.mode = mode
	p.choice.SetText(proxyModeName(mode))
	widgets.SetVisible(p.own, mode == service.ProxyOwn)
}

func (p *networkPane) save() {
	p.outcome.waits, p.outcome.before = true, p.host.Snapshot().Setup.NetworkTaken
	p.outcome.Say(textSavingSettings(), look.ColorSecondary)
	set := service.Network{ProxyMode: p.mode, CAFile: p.ca.Text}
	password := ""
	if p.mode == service.ProxyOwn {
		set.Proxy, set.ProxyUser, password = p.address.Text, p.user.Text, p.password.Text
	}
	p.host.Service.SetNetwork(set, password)
	p.page.LayOut()
}

func (p *networkPane) update(s *service.Snapshot) bool {
	setup := &s.Setup
	if p.filled && setup.NetworkTaken == p.taken {
		return false
	}
	p.filled, p.taken = true, setup.NetworkTaken
	p.address.SetText(setup.Network.Proxy)
	p.user.SetText(setup.Network.ProxyUser)
	p.password.SetText("")
	p.ca.SetText(setup.Network.CAFile)
	p.setMode(setup.Network.ProxyMode)
	switch {
	case setup.PasswordKept:
		p.passwordHint.SetText(textPasswordKept(), look.ColorSecondary)
	case setup.PasswordKnown:
		p.passwordHint.SetText(textPasswordThisRun(), look.ColorWaiting)
	default:
		p.passwordHint.SetText(textPasswordHint(), look.ColorSecondary)
	}
	switch {
	case setup.NetworkProblem != nil:
		p.outcome.Say(words.Problem(setup.NetworkProblem), look.ColorBad)
	case p.outcome.waits && setup.NetworkTaken > p.outcome.before:
		p.outcome.Say(textSaved(), look.ColorGood)
	default:
		p.outcome.Say("", look.ColorSecondary)
	}
	p.outcome.waits = false
	return true
}

// fieldButtonLayout sets a button beside a field.
type fieldButtonLayout struct{}

func (fieldButtonLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	field, button := objects[0], objects[1]
	own := button.MinSize()
	field.Resize(fyne.NewSize(size.Width-own.Width-8, size.Height))
	button.Resize(own)
	button.Move(fyne.NewPos(size.Width-own.Width, (size.Height-own.Height)/2))
}

func (fieldButtonLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	field, button := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(field.Width+8+button.Width, max(field.Height, button.Height))
}
