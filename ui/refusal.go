package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// NewRefusal is a window that says why the program does not start, and nothing else. It is never larger than its
// screen: workArea tells how large that is.
func NewRefusal(app fyne.App, why *service.Problem, workArea func(x, y int) (width, height int, known bool)) fyne.Window {
	app.Settings().SetTheme(look.New(remembered{app.Preferences()}.mode()))
	window := app.NewWindow("TaskDrop")
	window.SetMaster()
	sentence := widgets.NewParagraph(words.Problem(why), "", look.ColorText, fyne.TextAlignCenter)
	p := widgets.NewPage(440, []float32{14, 22}, widgets.NewPageTitle(look.ProgramIcon(), textCannotStart()), sentence.Object(),
		widgets.CentreRow(0, widgets.NewButton(words.Close(), widgets.Primary, window.Close)))
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground})
	window.SetPadded(false)
	within := &refusalLayout{window: window, workArea: workArea}
	window.SetContent(container.NewStack(ground, container.New(within, container.NewScroll(p.Object))))
	window.Resize(refusalSize)
	return window
}

// refusalSize is the window's on a screen that has room for it.
var refusalSize = fyne.NewSize(leastWidth, 360)

// refusalLayout fills the window, and makes it as small as its screen once that is known.
type refusalLayout struct {
	window   fyne.Window
	workArea func(x, y int) (width, height int, known bool)
	fitted   float32 // the scale for which the window has been made to fit
}

func (l *refusalLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	scale := l.window.Canvas().Scale()
	if l.workArea == nil || l.fitted == scale {
		return
	}
	l.fitted = scale
	width, height, known := l.workArea(0, 0)
	room := fyne.NewSize(float32(width)/scale, float32(height-titleBar)/scale)
	if fitting := size.Min(room); known && fitting != size {
		fyne.Do(func() { l.window.Resize(fitting) }) // a window cannot be resized while it is laid out
	}
}

func (l *refusalLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 80) }
