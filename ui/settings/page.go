package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// The sections of the settings, in their order.
const (
	Account = iota
	Sending
	Appearance
	Network
	Files
)

// Page is all that can be set, a section at a time.
type Page struct {
	dialog   Dialog // nil until the page is open
	sections *widgets.Sections
	picked   *widgets.Choice // the sections' stand-in in a narrow window
	titles   []string
	panes    []pane
	scrolls  []*container.Scroll
	said     []*fyne.Container // what became of each section's saving
	body     *fyne.Container
	save     *widgets.Button
}

// savingPane is a section whose values take effect when they are saved, all at once.
type savingPane interface {
	pane
	save()
	said() *Outcome
}

// pane is one section.
type pane interface {
	content() fyne.CanvasObject
	// update takes up a snapshot, without touching what the person is typing. It reports whether it needs another
	// layout.
	update(*service.Snapshot) bool
}

// Open opens the settings at a section. closed is called once they are gone.
func Open(host Host, section int, closed func()) *Page {
	p := &Page{titles: []string{textSectionAccount(), textSectionSending(), textSectionAppearance(), textSectionNetwork(), textSectionFiles()}}
	icons := []look.IconName{look.IconPerson, look.IconClip, look.IconContrast, look.IconGlobe, look.IconFolder}
	var heads []widgets.Section
	for i, title := range p.titles {
		heads = append(heads, widgets.Section{Icon: icons[i], Title: title})
	}
	p.sections = widgets.NewSections(heads, p.turnTo, host.Canvas.Focus)
	p.picked = widgets.NewChoice("", p.titles[0], func() { host.DropMenu(p.sectionMenu, p.picked) })
	p.panes = []pane{newAccountPane(host, p), newSendingPane(host), newAppearancePane(host, p), newNetworkPane(host, p), newFilesPane(host)}
	parts := []fyne.CanvasObject{p.sections.Object(), p.picked}
	status := container.NewStack()
	for _, pane := range p.panes {
		said := container.NewStack()
		if saving, is := pane.(savingPane); is {
			said.Add(saving.said().Object())
		}
		p.said = append(p.said, said)
		status.Add(said)
	}
	parts = append(parts, status)
	for _, pane := range p.panes {
		scroll := container.NewVScroll(widgets.Inset(pane.content(), 2, 10, 2, 14))
		p.scrolls = append(p.scrolls, scroll)
		parts = append(parts, scroll)
	}
	p.body = container.New(&pageLayout{room: host.Canvas}, parts...)
	for _, pane := range p.panes {
		pane.update(host.Snapshot())
	}
	p.save = widgets.NewButton(textSave(), widgets.Primary, func() { p.panes[p.sections.Selected()].(savingPane).save() })
	closing := widgets.NewButton(words.Close(), widgets.Plain, func() { p.dialog.Close() })
	p.turnTo(Account)
	p.sections.Select(section)
	var first fyne.Focusable = p.picked
	if !narrow(host.Canvas) {
		first = p.sections.Chosen()
	}
	p.dialog = host.OpenDialog(Title(), p.body, pageWidth, first, closed, p.save, closing)
	return p
}

// turnTo shows a section.
func (p *Page) turnTo(section int) {
	p.picked.SetText(p.titles[section])
	for i, scroll := range p.scrolls {
		widgets.SetVisible(scroll, i == section)
		widgets.SetVisible(p.said[i], i == section)
	}
	_, saves := p.panes[section].(savingPane)
	widgets.SetVisible(p.save, saves)
	if p.dialog != nil {
		p.dialog.Refresh() // the button takes its place, or gives it up
	}
	p.scrolls[section].ScrollToTop()
	p.body.Refresh()
}

func (p *Page) sectionMenu() *fyne.Menu {
	menu := fyne.NewMenu("")
	for i, title := range p.titles {
		menu.Items = append(menu.Items, widgets.CheckItem(title, i == p.sections.Selected(), func() { p.sections.Select(i) }))
	}
	return menu
}

// Update takes up a snapshot.
func (p *Page) Update(s *service.Snapshot) {
	changed := false
	for _, pane := range p.panes {
		changed = pane.update(s) || changed
	}
	if changed {
		p.body.Refresh()
	}
}

// pageLayout sets the sections' names at the left of the section on show, or a choice above it in a narrow window.
// It takes the room there is, up to some point.
type pageLayout struct{ room fyne.Canvas }

const (
	pageWidth float32 = 780
	// PageHeight and PageUnder are how high the page is at most, and what its title and buttons take.
	PageHeight float32 = 500
	pageInset  float32 = 16
	PageUnder  float32 = 150 // for the title and the buttons
	pageNarrow float32 = 680 // of the window
)

func narrow(room fyne.Canvas) bool { return room.Size().Width < pageNarrow }

func (l *pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	names, picked, status, scrolls := objects[0], objects[1], objects[2], objects[3:]
	inNarrow := narrow(l.room)
	widgets.SetVisible(names, !inNarrow)
	widgets.SetVisible(picked, inNarrow)
	place := fyne.NewPos(0, 0)
	if inNarrow {
		picked.Resize(fyne.NewSize(size.Width, picked.MinSize().Height))
		place.Y = picked.MinSize().Height + 10
	} else {
		own := names.MinSize()
		names.Resize(own)
		place.X = own.Width + 18
	}
	status.Resize(fyne.NewSize(size.Width-place.X-pageInset, status.Size().Height)) // wrapped text learns its height
	if said := status.MinSize().Height; said > 0 {
		status.Resize(fyne.NewSize(size.Width-place.X-pageInset, said))
		status.Move(fyne.NewPos(place.X+2, size.Height-said))
		size.Height -= said + 8
	}
	for _, scroll := range scrolls {
		scroll.Move(place)
		scroll.Resize(fyne.NewSize(size.Width-place.X, size.Height-place.Y))
	}
}

func (l *pageLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, min(PageHeight, l.room.Size().Height-PageUnder))
}

// LayOut makes room for what has come or gone on the page.
func (p *Page) LayOut() {
	p.body.Refresh()
	for _, scroll := range p.scrolls {
		scroll.Refresh()
	}
}
