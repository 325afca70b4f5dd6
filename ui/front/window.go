//go:build !nowindow

package front

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"taskdrop/assets"
	"taskdrop/service"
	"taskdrop/service/startup"
	"taskdrop/ui"
	"taskdrop/ui/drops"
	"taskdrop/ui/language"
	"taskdrop/ui/screen"
)

// Missing says what to do where no window can be opened.
const Missing = "TaskDrop can't open a window here: that takes a desktop with OpenGL. There are two ways on. Start it on such a desktop " +
	"(in a virtual machine or over remote desktop, one whose graphics driver has OpenGL 2.1). Or do without a window, in a " +
	"terminal: taskdrop -no-window -list LIST -task TASK -attach -quit FILE"

// Possible reports whether a window may be tried.
func Possible() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// Until the window is there nothing is worth collecting: fonts are read, and stay. That is a tenth of the start's
// processor time.
const (
	startGCPercent = 800
	usualGCPercent = 100
)

// Translate returns a sentence in the person's language, once a window is open.
func Translate(key, english string) string { return language.Translate(key, english) }

// Open runs the window until it is closed, or, with -quit, until all is done. It returns the exit status.
func Open(p Program) int {
	display := service.ReadDisplay(p.State)
	setScale := language.ApplyScale(display)
	debug.SetGCPercent(startGCPercent)
	fyneApp := newApp(p.ID, p.Version)
	language.Load(display.Language, p.Log.Logger)
	svc := p.Service
	services := ui.Services{State: svc, SignIn: svc, Tasks: svc, Adding: svc, Queue: svc, Attachments: svc, Settings: svc, Desktop: svc}
	window := ui.New(fyneApp, services, ui.Options{
		SetScale: setScale, WorkArea: screen.WorkArea, Tray: svc.HasTray(context.Background()), Version: p.Version,
		Locale: language.LocaleOf(display.Language), Log: p.Log.Logger,
		Closing: func() { p.Ending.Finish(nil) },
	})
	raise := func() { fyne.Do(window.Raise) }
	p.Listen(raise)
	drops.OnOpened(func(paths []string) {
		raise()
		p.Opened(paths)
	})
	go p.Ending.Watch(p.Done, window.Closed(), p.Told)
	return p.Ending.Run(func(started func()) { showAndRun(fyneApp, window, window.Opened, func() { started(); svc.Start() }) })
}

// Refuse shows why the program does not start, until that window is closed, and returns the status.
func Refuse(id, version string, why *service.Problem, status int, log *slog.Logger) int {
	fyneApp := newApp(id, version)
	language.Load("", log)
	ending := startup.NewEnding(func(noWindow error) int {
		if noWindow != nil {
			log.Error("no window", "err", noWindow)
		}
		return status
	}, os.Exit, log)
	window := ui.NewRefusal(fyneApp, why, screen.WorkArea)
	return ending.Run(func(started func()) { showAndRun(fyneApp, window, func() bool { return ui.Opened(window) }, started) })
}

func newApp(id, version string) fyne.App {
	fyneApp := app.NewWithID(id)
	app.SetMetadata(fyne.AppMetadata{ID: id, Name: "TaskDrop", Version: version})
	fyneApp.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	return fyneApp
}

// showAndRun shows the window until it is closed. If none can be opened (no display, no OpenGL) it panics before it
// starts, as Fyne itself does without a display.
func showAndRun(fyneApp fyne.App, window interface{ ShowAndRun() }, opened func() bool, start func()) {
	fyneApp.Lifecycle().SetOnStarted(func() {
		if !opened() {
			panic("the window's toolkit made no window")
		}
		debug.SetGCPercent(usualGCPercent)
		start()
	})
	window.ShowAndRun()
}
