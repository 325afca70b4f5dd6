//go:build ignore

// Command bare opens a bare Fyne window of TaskDrop's size, to compare with. packaging/dev/startup builds it with the
// program's own modules, so it is not part of this one.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	window := app.NewWithID("io.github.taskdrop.Bare").NewWindow("Bare")
	window.SetContent(widget.NewLabel("A window"))
	window.Resize(fyne.NewSize(960, 660))
	window.ShowAndRun()
}
