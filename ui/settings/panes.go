package settings

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// sendingPane is how files are sent. It takes effect at once.
type sendingPane struct {
	object   fyne.CanvasObject
	switches []preferenceSwitch
}

// preferenceSwitch is a switch of one preference.
type preferenceSwitch struct {
	*widgets.Switch
	on func(*service.Preferences) bool
}

func newSendingPane(host Host) *sendingPane {
	p := &sendingPane{}
	row := func(title, explain string, on func(*service.Preferences) bool, set func(*service.Preferences, bool)) fyne.CanvasObject {
		change := widgets.NewSwitch(title, false, func(on bool) {
			prefs := host.Snapshot().Preferences
			set(&prefs, on)
			host.Service.SetPreferences(prefs)
		})
		p.switches = append(p.switches, preferenceSwitch{change, on})
		return settingRow(title, explain, change)
	}
	p.object = container.New(&widgets.Column{}, group(
		row(textStartOnDrop(), textStartOnDropHint(),
			func(p *service.Preferences) bool { return !p.AskFirst }, func(p *service.Preferences, on bool) { p.AskFirst = !on }),
		row(textCheckUploads(), textCheckUploadsHint(),
			func(p *service.Preferences) bool { return p.CheckAfterUpload }, func(p *service.Preferences, on bool) { p.CheckAfterUpload = on }),
		row(textKeepAwake(), textKeepAwakeHint(),
			func(p *service.Preferences) bool { return !p.AllowSleep }, func(p *service.Preferences, on bool) { p.AllowSleep = !on }),
		row(textNotify(), textNotifyHint(),
			func(p *service.Preferences) bool { return !p.Silent }, func(p *service.Preferences, on bool) { p.Silent = !on }),
		row(textStayInTray(), textStayInTrayHint(),
			func(p *service.Preferences) bool { return p.Tray }, func(p *service.Preferences, on bool) { p.Tray = on }),
		row(textHousekeeping(), textHousekeepingHint(),
			func(p *service.Preferences) bool { return p.Housekeeping }, func(p *service.Preferences, on bool) { p.Housekeeping = on })))
	return p
}

func (p *sendingPane) content() fyne.CanvasObject { return p.object }

func (p *sendingPane) update(s *service.Snapshot) bool {
	for _, change := range p.switches {
		change.Set(change.on(&s.Preferences))
	}
	return false
}

// languageChoices are those of the translations, by their own names.
var languageChoices = []struct{ tag, name string }{
	{"en", "English"}, {"de", "Deutsch"}, {"fr", "Français"}, {"es", "Español"}, {"pt-BR", "Português (Brasil)"}, {"ja", "日本語"},
}

func languageName(tag string) string {
	for _, language := range languageChoices {
		if language.tag == tag {
			return language.name
		}
	}
	return textLikeDesktop()
}

// scales are the sizes to choose from; 1 is the desktop's own. Fyne rounds to tenths.
var scales = []float64{0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 1.7, 2}

// appearancePane is how the window looks. The language is read before the window opens, so it waits for the next
// start.
type appearancePane struct {
	host    Host
	page    *Page
	theme   *widgets.Choice
	scale   *widgets.Choice
	tongue  *widgets.Choice
	later   fyne.CanvasObject
	object  fyne.CanvasObject
	display service.Display
}

func newAppearancePane(host Host, page *Page) *appearancePane {
	p := &appearancePane{host: host, page: page, later: widgets.NewParagraph(textAtNextStart(), look.SizeNameSmall, look.ColorWaiting, fyne.TextAlignLeading).Object()}
	p.theme = widgets.NewChoice(words.Theme(), themeName(host.Mode()), func() { host.DropMenu(p.themes, p.theme) })
	p.scale = widgets.NewChoice(textInterfaceSize(), "", func() { host.DropMenu(p.sizes, p.scale) })
	p.tongue = widgets.NewChoice(textLanguage(), "", func() { host.DropMenu(p.tongues, p.tongue) })
	sizeHint := textInterfaceSizeHint()
	if host.ScaleFixed() {
		sizeHint = textSizeFixed()
	}
	p.object = container.New(&widgets.Column{Gap: 12},
		group(
			settingRow(words.Theme(), textThemeHint(), p.theme),
			settingRow(textInterfaceSize(), sizeHint, p.scale),
			settingRow(textLanguage(), textLanguageHint(), p.tongue)),
		p.later)
	return p
}

func (p *appearancePane) content() fyne.CanvasObject { return p.object }

func (p *appearancePane) update(s *service.Snapshot) bool {
	p.display = s.Setup.Display
	p.theme.SetText(themeName(p.host.Mode()))
	p.scale.SetText(p.percent(ScaleOf(p.display)))
	p.tongue.SetText(languageName(p.display.Language))
	before := p.later.Visible()
	widgets.SetVisible(p.later, p.display.Language != p.host.StartedWith().Language)
	return before != p.later.Visible()
}

// ScaleOf is how large everything is against the desktop's own scale, 1 for the same.
func ScaleOf(d service.Display) float64 {
	if d.Scale == 0 {
		return 1
	}
	return d.Scale
}

func (p *appearancePane) percent(scale float64) string {
	return textPercent(p.host.Locale.Count(int(math.Round(scale * 100))))
}

func themeName(mode look.Mode) string {
	switch mode {
	case look.ModeLight:
		return words.ThemeLight()
	case look.ModeDark:
		return words.ThemeDark()
	}
	return words.ThemeSystem()
}

func (p *appearancePane) themes() *fyne.Menu {
	menu := fyne.NewMenu("")
	for _, mode := range []look.Mode{look.ModeSystem, look.ModeLight, look.ModeDark} {
		menu.Items = append(menu.Items, widgets.CheckItem(themeName(mode), mode == p.host.Mode(), func() {
			p.host.SetMode(mode)
			p.theme.SetText(themeName(mode))
			p.page.LayOut()
		}))
	}
	return menu
}

func (p *appearancePane) sizes() *fyne.Menu {
	menu := fyne.NewMenu("")
	for _, scale := range scales {
		menu.Items = append(menu.Items, widgets.CheckItem(p.percent(scale), scale == ScaleOf(p.display), func() {
			display := p.display
			if display.Scale = scale; scale == 1 {
				display.Scale = 0
			}
			p.set(display)
		}))
	}
	return menu
}

func (p *appearancePane) tongues() *fyne.Menu {
	item := func(name, tag string) *fyne.MenuItem {
		return widgets.CheckItem(name, tag == p.display.Language, func() {
			display := p.display
			display.Language = tag
			p.set(display)
		})
	}
	menu := fyne.NewMenu("", item(textLikeDesktop(), ""), fyne.NewMenuItemSeparator())
	for _, language := range languageChoices {
		menu.Items = append(menu.Items, item(language.name, language.tag))
	}
	return menu
}

func (p *appearancePane) set(display service.Display) {
	p.host.Service.SetDisplay(display)
	p.update(p.host.Snapshot())
	p.page.LayOut()
}

// filesPane is where things are, and the way back to a first start.
type filesPane struct {
	folder *widgets.Paragraph
	object fyne.CanvasObject
}

func newFilesPane(host Host) *filesPane {
	p := &filesPane{folder: widgets.NewParagraph("", look.SizeNameSmall, look.ColorText, fyne.TextAlignLeading)}
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.ControlRadius})
	open := widgets.NewButton(textOpenFolder(), widgets.Plain, func() { host.ShowFolder(host.Snapshot().Setup.LogFolder) })
	reset := widgets.NewButton(textReset(), widgets.Danger, func() {
		host.AskReset(textResetTitle(), textResetExplain(), textReset(), func() {
			host.SetMode(look.ModeSystem)
			host.Service.ResetSettings()
		})
	})
	p.object = container.New(&widgets.Column{Gap: 12},
		group(container.New(&widgets.Column{Gap: 10},
			settingRow(textLogFolder(), textLogFolderHint(), open),
			container.NewStack(ground, widgets.Inset(p.folder.Object(), 8, 8, 10, 10)))),
		group(settingRow(textResetTitleRow(), textResetHint(), reset)))
	return p
}

func (p *filesPane) content() fyne.CanvasObject { return p.object }

func (p *filesPane) update(s *service.Snapshot) bool {
	changed := p.folder.Text() != s.Setup.LogFolder
	p.folder.SetText(s.Setup.LogFolder, look.ColorText)
	return changed
}
