package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// NewRefusal is a window that says why the program does not start, and nothing else.
func NewRefusal(app fyne.App, why *service.Problem) fyne.Window {
	app.Settings().SetTheme(look.New(settings{app.Preferences()}.mode()))
	window := app.NewWindow("TaskDrop")
	window.SetMaster()
	words := widgets.NewParagraph(problemText(why), "", look.ColorText, fyne.TextAlignCenter)
	p := newPage(440, []float32{14, 22}, newPageTitle(textCannotStart()), words.Object(),
		centreRow(0, widgets.NewButton(textClose(), widgets.Primary, window.Close)))
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground})
	window.SetPadded(false)
	window.SetContent(container.NewStack(ground, p.object))
	window.Resize(fyne.NewSize(leastWidth, 360))
	return window
}
