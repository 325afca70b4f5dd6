package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"
)

// tray is the program's icon in the desktop's tray. It is there only where the person wants it and main has found a
// tray.
type tray struct {
	menu  *fyne.Menu
	pause *fyne.MenuItem
}

// showTray puts the icon up. Fyne does that only before the program runs.
func (w *Window) showTray() {
	app, ok := w.app.(desktop.App)
	if !ok {
		return
	}
	t := &tray{pause: fyne.NewMenuItem(textPauseAll(), w.footer.pauseOrResume)}
	t.pause.Disabled = true
	quit := fyne.NewMenuItem(textQuit(), w.quitFromTray)
	quit.IsQuit = true // else Fyne adds one of its own, which asks nothing
	t.menu = fyne.NewMenu("TaskDrop",
		fyne.NewMenuItem(textTrayOpen(), w.Raise), fyne.NewMenuItemSeparator(), t.pause, fyne.NewMenuItemSeparator(), quit)
	app.SetSystemTrayMenu(t.menu)
	app.SetSystemTrayWindow(w.window) // a click on the icon shows the window
	w.window.SetCloseIntercept(w.hideInTray)
	w.tray = t
}

// update keeps "Pause all" what the footer's button is.
func (t *tray) update(f *footer) {
	text, off := f.pause.Text(), !f.offer[2]
	if t.pause.Label != text || t.pause.Disabled != off {
		t.pause.Label, t.pause.Disabled = text, off
		t.menu.Refresh()
	}
}

// hideInTray is what the window's cross does while there is an icon to bring it back with. That is asked each time:
// the desktop's panel may have gone, or the person may have changed their mind. Then it closes.
func (w *Window) hideInTray() {
	w.svc.Desktop.AskTray(func(there bool) {
		fyne.Do(func() {
			if !there {
				w.requestClose()
				return
			}
			w.noteGeometry(func() {
				w.announcer.away = true
				w.window.Hide()
			})
		})
	})
}

// quitFromTray shows the window first: it may have to ask.
func (w *Window) quitFromTray() {
	if w.svc.State.Busy() {
		w.Raise()
	}
	w.requestClose()
}

// tellWindow tells the service which window it is, where the system's taskbar wants to know.
func (w *Window) tellWindow() {
	native, ok := w.window.(driver.NativeWindow)
	if !ok {
		return
	}
	native.RunNative(func(context any) {
		if windows, ok := context.(driver.WindowsWindowContext); ok && windows.HWND != 0 {
			w.svc.Desktop.UseWindow(windows.HWND)
		}
	})
}
