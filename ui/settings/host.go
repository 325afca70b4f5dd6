// Package settings is the page of all that can be set: the registration and cloud, sending, appearance, network, files.
//
// It reads the settings from a snapshot and hands changes to a Service; it stores nothing and reaches no network. What
// the window remembers by itself, such as its size, is not here.
package settings

import (
	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// Service takes changes. Each method returns at once; a later snapshot shows what became of it.
type Service interface {
	// SetPreferences changes how files are sent, from the next one on.
	SetPreferences(service.Preferences)
	// SetApplication, SetNetwork and SetDisplay change the rest of the settings. Whether they can be used shows in the
	// Setup of a later Snapshot. password is the proxy's, "" for the one that is known.
	SetApplication(service.Application)
	SetNetwork(network service.Network, password string)
	SetDisplay(service.Display)
	ResetSettings()
}

// Dialog is a page over the window.
type Dialog interface {
	Close()
	// Refresh lays the dialog out again after a button has come or gone.
	Refresh()
}

// Host is what the settings need of the window around them.
type Host struct {
	Service  Service
	Snapshot func() *service.Snapshot // the one on show, to read only
	Canvas   fyne.Canvas
	Locale   *format.Locale
	// StartedWith is the display that this run began with.
	StartedWith func() service.Display
	// ScaleFixed reports that the environment says how large everything is.
	ScaleFixed func() bool
	Mode       func() look.Mode
	SetMode    func(look.Mode)
	// DropMenu opens a menu under a control; the function is asked again while the menu is open.
	DropMenu func(menu func() *fyne.Menu, under fyne.CanvasObject)
	// OpenDialog shows a body under a title; closed is called once the dialog is gone.
	OpenDialog func(title string, body fyne.CanvasObject, width float32, first fyne.Focusable, closed func(), buttons ...*widgets.Button) Dialog
	// AskReset asks whether to reset all settings, and calls agreed if the person wants that.
	AskReset   func(title, explain, yes string, agreed func())
	ChooseFile func(chosen func(path string))
	ShowFolder func(folder string)
	ShowGuide  func() // to a client id
}
