package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// The sections of the settings, in their order.
const (
	settingsAccount = iota
	settingsSending
	settingsAppearance
	settingsNetwork
	settingsFiles
)

// settingsPage is all that can be set, a section at a time.
type settingsPage struct {
	*modal
	sections *widgets.Sections
	picked   *widgets.Choice // the sections' stand-in in a narrow window
	titles   []string
	panes    []settingsPane
	scrolls  []*container.Scroll
	said     []*fyne.Container // what became of each section's saving
	body     *fyne.Container
	save     *widgets.Button
}

// savingPane is a section whose values take effect when they are saved, all at once.
type savingPane interface {
	settingsPane
	save()
	said() *outcome
}

// settingsPane is one section.
type settingsPane interface {
	content() fyne.CanvasObject
	// show takes up a snapshot, without touching what the person is typing. It reports whether it needs another
	// layout.
	show(*service.Snapshot) bool
}

// showSettings opens the settings at a section.
func (w *Window) showSettings(section int) {
	if w.openSettings != nil {
		return
	}
	p := &settingsPage{titles: []string{textSectionAccount(), textSectionSending(), textSectionAppearance(), textSectionNetwork(), textSectionFiles()}}
	icons := []look.IconName{look.IconPerson, look.IconClip, look.IconContrast, look.IconGlobe, look.IconFolder}
	var heads []widgets.Section
	for i, title := range p.titles {
		heads = append(heads, widgets.Section{Icon: icons[i], Title: title})
	}
	p.sections = widgets.NewSections(heads, p.turnTo, w.window.Canvas().Focus)
	p.picked = widgets.NewChoice("", p.titles[0], func() { w.dropMenu(p.sectionMenu, p.picked) })
	p.panes = []settingsPane{newAccountPane(w), newSendingPane(w), newAppearancePane(w), newNetworkPane(w), newFilesPane(w)}
	parts := []fyne.CanvasObject{p.sections.Object(), p.picked}
	status := container.NewStack()
	for _, pane := range p.panes {
		said := container.NewStack()
		if saving, is := pane.(savingPane); is {
			said.Add(saving.said().text.Object())
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
	p.body = container.New(&settingsLayout{room: w.window.Canvas()}, parts...)
	for _, pane := range p.panes {
		pane.show(&w.snapshot)
	}
	p.save = widgets.NewButton(textSave(), widgets.Primary, func() { p.panes[p.sections.Selected()].(savingPane).save() })
	closing := widgets.NewButton(textClose(), widgets.Plain, func() { p.close() })
	p.turnTo(settingsAccount)
	p.sections.Select(section)
	var first fyne.Focusable = p.picked
	if !narrowSettings(w.window.Canvas()) {
		first = p.sections.Chosen()
	}
	p.modal = w.openModal(textSettings(), p.body, settingsWidth, first, p.save, closing)
	w.openSettings = p
	p.closed = func() { w.openSettings = nil }
}

// turnTo shows a section.
func (p *settingsPage) turnTo(section int) {
	p.picked.SetText(p.titles[section])
	for i, scroll := range p.scrolls {
		widgets.SetVisible(scroll, i == section)
		widgets.SetVisible(p.said[i], i == section)
	}
	_, saves := p.panes[section].(savingPane)
	widgets.SetVisible(p.save, saves)
	if p.modal != nil {
		p.popup.Refresh() // the button takes its place, or gives it up
	}
	p.scrolls[section].ScrollToTop()
	p.body.Refresh()
}

func (p *settingsPage) sectionMenu() *fyne.Menu {
	menu := fyne.NewMenu("")
	for i, title := range p.titles {
		menu.Items = append(menu.Items, widgets.CheckItem(title, i == p.sections.Selected(), func() { p.sections.Select(i) }))
	}
	return menu
}

func (p *settingsPage) show(s *service.Snapshot) {
	changed := false
	for _, pane := range p.panes {
		changed = pane.show(s) || changed
	}
	if changed {
		p.body.Refresh()
	}
}

// settingsLayout sets the sections' names at the left of the section on show, or a choice above it in a narrow window.
// It takes the room there is, up to some point.
type settingsLayout struct{ room fyne.Canvas }

const (
	settingsWidth  float32 = 780
	settingsHeight float32 = 500
	settingsInset  float32 = 16
	settingsUnder  float32 = 150 // for the title and the buttons
	settingsNarrow float32 = 680 // of the window
)

func narrowSettings(room fyne.Canvas) bool { return room.Size().Width < settingsNarrow }

func (l *settingsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	names, picked, status, scrolls := objects[0], objects[1], objects[2], objects[3:]
	narrow := narrowSettings(l.room)
	widgets.SetVisible(names, !narrow)
	widgets.SetVisible(picked, narrow)
	place := fyne.NewPos(0, 0)
	if narrow {
		picked.Resize(fyne.NewSize(size.Width, picked.MinSize().Height))
		place.Y = picked.MinSize().Height + 10
	} else {
		own := names.MinSize()
		names.Resize(own)
		place.X = own.Width + 18
	}
	status.Resize(fyne.NewSize(size.Width-place.X-settingsInset, status.Size().Height)) // wrapped text learns its height
	if said := status.MinSize().Height; said > 0 {
		status.Resize(fyne.NewSize(size.Width-place.X-settingsInset, said))
		status.Move(fyne.NewPos(place.X+2, size.Height-said))
		size.Height -= said + 8
	}
	for _, scroll := range scrolls {
		scroll.Move(place)
		scroll.Resize(fyne.NewSize(size.Width-place.X, size.Height-place.Y))
	}
}

func (l *settingsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, min(settingsHeight, l.room.Size().Height-settingsUnder))
}
