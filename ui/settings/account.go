package settings

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// clouds are what can be chosen, in the order of the menu.
var clouds = []service.Cloud{service.CloudGlobal, service.CloudUS, service.CloudUSDoD, service.CloudChina, service.CloudCustom}

func cloudName(cloud service.Cloud) string {
	switch cloud {
	case service.CloudUS:
		return textCloudUS()
	case service.CloudUSDoD:
		return textCloudUSDoD()
	case service.CloudChina:
		return textCloudChina()
	case service.CloudCustom:
		return textCloudCustom()
	}
	return textCloudGlobal()
}

// clientIDShape is that of a GUID, which Microsoft's client ids are.
var clientIDShape = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// RegistrationFields are where a registration is typed: in the settings and in the guide to a client id.
type RegistrationFields struct {
	ID, tenant    *widgets.Field
	cloud         service.Cloud
	choice        *widgets.Choice
	login, graph  *widgets.Field
	roots         *fyne.Container // of CloudCustom
	notThere      *widgets.Paragraph
	CloudRow      fyne.CanvasObject
	TenantRow     fyne.CanvasObject
	laidOut       func()
	usesOwnTenant *widgets.Paragraph
}

// NewRegistrationFields makes the fields. Enter in one of them calls enter; laidOut is called after one came or went.
func NewRegistrationFields(host Host, enter, laidOut func()) *RegistrationFields {
	f := &RegistrationFields{laidOut: laidOut}
	f.ID = widgets.NewField("11111111-2222-3333-4444-555555555555", enter)
	f.tenant = widgets.NewField("common", enter)
	f.login = widgets.NewField("https://login.example.com", enter)
	f.graph = widgets.NewField("https://graph.example.com", enter)
	f.choice = widgets.NewChoice(textCloud(), cloudName(""), func() { host.DropMenu(f.menu, f.choice) })
	f.roots = container.New(&widgets.Column{Gap: 10}, NamedField(textCloudLogin(), f.login), NamedField(textCloudGraph(), f.graph))
	f.notThere = widgets.NewParagraph("", look.SizeNameSmall, look.ColorWaiting, fyne.TextAlignLeading)
	f.usesOwnTenant = widgets.NewParagraph("", look.SizeNameSmall, look.ColorWaiting, fyne.TextAlignLeading)
	f.TenantRow = NamedField(words.Tenant(), f.tenant, widgets.NewNote(textTenantHint()), f.usesOwnTenant.Object())
	f.CloudRow = container.New(&widgets.Column{Gap: 10}, settingRow(textCloud(), textCloudHint(), f.choice), f.notThere.Object(), f.roots)
	f.usesOwnTenant.Object().Hide()
	f.setCloud(service.CloudGlobal)
	return f
}

func (f *RegistrationFields) menu() *fyne.Menu {
	menu := fyne.NewMenu("")
	for _, cloud := range clouds {
		menu.Items = append(menu.Items, widgets.CheckItem(cloudName(cloud), cloud == f.cloud, func() {
			f.setCloud(cloud)
			f.laidOut()
		}))
	}
	return menu
}

func (f *RegistrationFields) setCloud(cloud service.Cloud) {
	f.cloud = cloud
	f.choice.SetText(cloudName(cloud))
	widgets.SetVisible(f.roots, cloud == service.CloudCustom)
	widgets.SetVisible(f.notThere.Object(), cloud == service.CloudChina)
	if cloud == service.CloudChina {
		f.notThere.SetText(words.Problem(service.CheckApplication(service.Application{Cloud: cloud})), look.ColorWaiting)
	}
}

// Fill shows a registration in the fields.
func (f *RegistrationFields) Fill(a service.Application) {
	f.ID.SetText(a.ClientID)
	f.tenant.SetText(a.Tenant)
	f.login.SetText(a.Login)
	f.graph.SetText(a.Graph)
	f.setCloud(a.Cloud)
}

// Value is the registration that the fields show.
func (f *RegistrationFields) Value() service.Application {
	return service.Application{
		ClientID: strings.TrimSpace(f.ID.Text), Tenant: strings.TrimSpace(f.tenant.Text), Cloud: f.cloud,
		Login: strings.TrimSpace(f.login.Text), Graph: strings.TrimSpace(f.graph.Text),
	}
}

// Wrong says what can't be used, "" where all can. A provider of the person's own may name its applications freely.
func (f *RegistrationFields) Wrong() string {
	a := f.Value()
	if a.ClientID != "" && a.Cloud != service.CloudCustom && !clientIDShape.MatchString(a.ClientID) {
		return words.ClientIDBad()
	}
	if p := service.CheckApplication(a); p != nil {
		return words.Problem(p)
	}
	return ""
}

// accountPane is which application signs in where.
type accountPane struct {
	host    Host
	page    *Page
	fields  *RegistrationFields
	idFrom  *widgets.Paragraph
	cloudBy *widgets.Paragraph
	outcome *Outcome
	object  fyne.CanvasObject
	filled  bool
}

func newAccountPane(host Host, page *Page) *accountPane {
	p := &accountPane{host: host, page: page, outcome: NewOutcome()}
	p.fields = NewRegistrationFields(host, p.save, page.LayOut)
	p.idFrom = widgets.NewParagraph("", look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignLeading)
	p.cloudBy = widgets.NewParagraph("", look.SizeNameSmall, look.ColorWaiting, fyne.TextAlignLeading)
	help := widgets.LeftRow(0, widgets.NewLink(textHowToRegister(), func() {
		page.dialog.Close()
		host.ShowGuide()
	}))
	p.object = container.New(&widgets.Column{Gap: 12},
		group(NamedField(words.ClientID(), p.fields.ID, p.idFrom.Object(), help), p.fields.TenantRow),
		group(container.New(&widgets.Column{Gap: 8}, p.fields.CloudRow, p.cloudBy.Object())),
		widgets.NewNote(textApplicationMoves()))
	return p
}

func (p *accountPane) content() fyne.CanvasObject { return p.object }
func (p *accountPane) said() *Outcome             { return p.outcome }

func (p *accountPane) save() {
	if wrong := p.fields.Wrong(); wrong != "" {
		p.outcome.Say(wrong, look.ColorBad)
	} else {
		p.outcome.waits, p.outcome.before = true, p.host.Snapshot().Setup.ApplicationTaken
		p.outcome.Say(textSavingSettings(), look.ColorSecondary)
		p.host.Service.SetApplication(p.fields.Value())
	}
	p.page.LayOut()
}

func (p *accountPane) update(s *service.Snapshot) bool {
	setup := &s.Setup
	before := []string{p.idFrom.Text(), p.fields.usesOwnTenant.Text(), p.cloudBy.Text(), p.outcome.text.Text()}
	if !p.filled {
		p.filled = true
		p.fields.Fill(setup.Application)
	}
	text, colour := clientIDSource(setup)
	p.idFrom.SetText(text, colour)
	widgets.SetVisible(p.idFrom.Object(), text != "")
	for _, line := range []struct {
		shown *widgets.Paragraph
		text  string
	}{
		{p.fields.usesOwnTenant, overridden(setup.Tenant, "-tenant", "TASKDROP_TENANT")},
		{p.cloudBy, overridden(setup.Cloud, "-login", "TASKDROP_LOGIN")},
	} {
		line.shown.SetText(line.text, look.ColorWaiting)
		widgets.SetVisible(line.shown.Object(), line.text != "")
	}
	if p.outcome.waits && setup.ApplicationTaken > p.outcome.before {
		p.outcome.waits = false
		if setup.ApplicationProblem != nil {
			p.outcome.Say(words.Problem(setup.ApplicationProblem), look.ColorBad)
		} else {
			p.outcome.Say(textSaved(), look.ColorGood)
		}
	}
	after := []string{p.idFrom.Text(), p.fields.usesOwnTenant.Text(), p.cloudBy.Text(), p.outcome.text.Text()}
	return strings.Join(before, "\n") != strings.Join(after, "\n")
}

// clientIDSource says which client id is in force, and why, where that is not what the field above it says.
func clientIDSource(setup *service.Setup) (string, fyne.ThemeColorName) {
	switch setup.ClientID.From {
	case service.SourceBuild:
		return textBuiltIn(setup.ClientID.Value), look.ColorSecondary
	case service.SourceDefault:
		return textNoClientID(), look.ColorWaiting
	case service.SourceSettings:
		if setup.BuiltIn {
			return textInsteadOfBuiltIn(), look.ColorSecondary
		}
		return "", look.ColorSecondary
	}
	return overridden(setup.ClientID, "-client-id", "TASKDROP_CLIENT_ID"), look.ColorWaiting
}

// overridden says that the command line or the environment counts more than the settings, in this run.
func overridden(in service.InForce, flag, variable string) string {
	switch in.From {
	case service.SourceFlag:
		return textSetBy(in.Value, flag)
	case service.SourceEnvironment:
		return textSetBy(in.Value, variable)
	}
	return ""
}
