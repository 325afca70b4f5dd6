package ui

import (
	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/settings"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// showSettings opens the settings at a section, unless they are open.
func (w *Window) showSettings(section int) {
	if w.openSettings == nil {
		w.openSettings = settings.Open(w.settingsHost(), section, func() { w.openSettings = nil })
	}
}

// settingsHost is the window as the settings and the guide see it.
func (w *Window) settingsHost() settings.Host {
	return settings.Host{
		Service: notingSettings{w.svc.Settings, w}, Snapshot: func() *service.Snapshot { return &w.snapshot },
		Canvas: w.window.Canvas(), Locale: w.locale,
		StartedWith: func() service.Display { return w.startedWith },
		ScaleFixed:  func() bool { return w.options.SetScale == nil },
		Mode:        w.settings.mode, SetMode: w.setMode,
		DropMenu: w.menus.drop, OpenDialog: w.openSettingsDialog,
		AskReset: func(title, explain, yes string, agreed func()) {
			w.ask(title, explain, yes, words.Cancel(), widgets.Danger, agreed)
		},
		ChooseFile: w.chooseFile,
		ShowFolder: w.svc.Desktop.ShowFolder, ShowGuide: w.showGuide,
	}
}

func (w *Window) openSettingsDialog(title string, body fyne.CanvasObject, width float32, first fyne.Focusable, closed func(), buttons ...*widgets.Button) settings.Dialog {
	m := w.openModal(title, body, width, first, buttons...)
	m.closed = closed
	return m
}

// chooseFile asks for one file of this computer.
func (w *Window) chooseFile(chosen func(path string)) {
	w.options.Chooser.OpenFiles(w.window, func(paths []string) {
		if len(paths) > 0 {
			chosen(paths[0])
		}
	})
}

// notingSettings notes in the window's snapshot what a further change starts from, before the service has answered.
type notingSettings struct {
	settings.Service
	window *Window
}

func (n notingSettings) SetPreferences(p service.Preferences) {
	n.window.snapshot.Preferences = p
	n.Service.SetPreferences(p)
}

func (n notingSettings) SetDisplay(d service.Display) {
	n.window.snapshot.Setup.Display = d
	n.Service.SetDisplay(d)
}
