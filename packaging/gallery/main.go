// Command gallery opens TaskDrop's window in one of its states, for pictures of it and for measurements. What it shows
// is made up: nothing is read, sent or kept.
//
//	gallery -list           names the states, one a line: name, what to press there in xdotool's words, languages
//	gallery -state NAME     opens the window in that state
//	gallery -bare           opens an empty window of the toolkit, to compare with
//
// It is a program of its own so that the product needs no switch for it, and is never shipped.
package main

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"taskdrop/service"
	"taskdrop/ui"
	"taskdrop/ui/language"
	"taskdrop/ui/screen"
)

func main() {
	list := flag.Bool("list", false, "name the states")
	bare := flag.Bool("bare", false, "open an empty window")
	name := flag.String("state", "", "the `NAME` of the state to open")
	flag.Parse()
	if *list {
		for _, s := range states {
			fmt.Printf("%s\t%s\n", s.name, s.press)
		}
		return
	}
	fyneApp := app.NewWithID("io.github.taskdrop.TaskDrop.gallery")
	if *bare {
		window := fyneApp.NewWindow("TaskDrop")
		window.Resize(fyne.NewSize(960, 660))
		window.ShowAndRun()
		return
	}
	for _, s := range states {
		if s.name == *name {
			open(fyneApp, s.snapshot())
			return
		}
	}
	fmt.Fprintf(os.Stderr, "gallery: there is no state %q; -list names them\n", *name)
	os.Exit(2)
}

// open shows the window over a snapshot, at a moment that stays the same.
func open(fyneApp fyne.App, snapshot service.Snapshot) {
	time.Local = time.UTC
	language.Load("", slog.Default())
	svc := still{snapshot: snapshot}
	services := ui.Services{State: svc, SignIn: svc, Tasks: svc, Adding: svc, Queue: svc, Attachments: svc, Settings: svc, Desktop: svc}
	window := ui.New(fyneApp, services, ui.Options{Version: "0.1.0", SetScale: func(float64) {}, WorkArea: screen.WorkArea, Now: func() time.Time { return now }})
	window.ShowAndRun()
}
