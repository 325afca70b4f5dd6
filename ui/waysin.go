package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// The ways in beside a drop.

func (w *Window) addFiles() {
	w.options.Chooser.OpenFiles(w.window, func(paths []string) { w.take(paths) })
}

func (w *Window) addFolder() {
	w.options.Chooser.OpenFolders(w.window, func(paths []string) { w.take(paths) })
}

// offerAnother makes up for a dialog that opens one file at a time.
func (w *Window) offerAnother(path string, again func()) {
	w.toasts.Show(widgets.Toast{
		Text: textAddedOne(filepath.Base(path)), Good: true, CloseTip: words.Close(), Action: textAddAnother(), OnAction: again,
	})
}

// paste adds what is on the clipboard. The service reads it: a program that hangs, or a large picture, holds nobody up
// there. Only under Wayland, where a clipboard is handed to the window that has the keyboard and to no other, is its
// text read here.
func (w *Window) paste() {
	pasted := service.Pasted{PictureName: textPastedPicture(w.options.Now())}
	if !readableElsewhere(w.window) {
		pasted.Text = w.app.Clipboard().Content()
	}
	w.svc.Adding.Paste(pasted)
	if w.signedIn() {
		w.tabs.Select(tabQueue)
	}
}

// readableElsewhere reports whether the clipboard of a window's system can be read beside the window.
func readableElsewhere(window fyne.Window) (can bool) {
	native, ok := window.(driver.NativeWindow)
	if !ok {
		return false
	}
	native.RunNative(func(context any) {
		switch context.(type) {
		case driver.X11WindowContext, driver.WindowsWindowContext, driver.MacWindowContext:
			can = true
		}
	})
	return can
}

// chosen is the task that is chosen.
func (w *Window) chosen() service.Target {
	s := &w.snapshot
	return service.Target{AccountID: s.Account.ID, ListID: s.ListID, ListName: s.ListName, TaskID: s.TaskID, TaskTitle: s.TaskTitle}
}

// shortcutItem is the line of a menu that makes a shortcut for a task.
func (w *Window) shortcutItem(target service.Target) *fyne.MenuItem {
	item := iconItem(look.IconDownload, textMakeShortcut(), func() {
		w.svc.Tasks.MakeShortcut(service.Shortcut{Target: target, Comment: textShortcutComment()})
	})
	item.Disabled = !target.Chosen()
	return item
}

// askShortcutPlace asks, once, where a shortcut is to be put for which there is no desktop folder.
func (w *Window) askShortcutPlace(place *service.ShortcutPlace) {
	if place == nil || place.ID <= w.lastPlace {
		return
	}
	w.lastPlace = place.ID
	w.options.Chooser.SaveFile(w.window, place.Name, func(path string) {
		wanted := place.For
		wanted.Path = path
		w.svc.Tasks.MakeShortcut(wanted)
	})
}
