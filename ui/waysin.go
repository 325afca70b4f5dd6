package ui

import (
	"path/filepath"

	"taskdrop/ui/widgets"
)

// The ways in beside a drop.

func (w *Window) addFiles() {
	w.options.Chooser.OpenFiles(w.window, func(paths []string) { w.take(paths, nil) })
}

func (w *Window) addFolder() {
	w.options.Chooser.OpenFolder(w.window, func(path string) { w.take([]string{path}, nil) })
}

// offerAnother makes up for a dialog that opens one file at a time.
func (w *Window) offerAnother(path string, again func()) {
	w.toasts.Show(widgets.Toast{
		Text: textAddedOne(filepath.Base(path)), Good: true, CloseTip: textClose(), Action: textAddAnother(), OnAction: again,
	})
}
