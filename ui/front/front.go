// Package front opens the program's window for main. Built with -tags nowindow it has none, and nothing of a toolkit.
package front

import (
	"taskdrop/service"
	"taskdrop/service/startup"
)

// Program is the run that a window is opened for.
type Program struct {
	ID, Version string // as the desktop knows it, and as About shows it
	State       string // the state folder
	Service     *service.Service
	Log         startup.Logs
	Ending      *startup.Ending
	// Done says under -quit that every file has its outcome, nil without it. Told says that the program is to end.
	Done, Told <-chan struct{}
	// Listen lets second starts in; raise brings the window up for them.
	Listen func(raise func())
	// Opened takes the files that the desktop opens with the program while it runs.
	Opened func(paths []string)
}
