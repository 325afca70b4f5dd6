package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"

	"taskdrop/ui/widgets"
	"taskdrop/ui/windowplace"
)

// requestClose ends the program, for the window's cross and for our own Quit alike. While uploads run it asks first.
func (w *Window) requestClose() {
	if !w.svc.State.Busy() {
		w.leave()
		return
	}
	for _, m := range w.modals {
		if m.leaving {
			return // it is asking already
		}
	}
	w.ask(textLeaveTitle(), textLeaveExplain(), textLeaveAnyway(), textLeaveStay(), widgets.Danger, w.leave)
	w.modals[len(w.modals)-1].leaving = true
}

// leave remembers the window's size and place and ends the program.
func (w *Window) leave() {
	w.noteGeometry(func() {
		w.closed()
		w.app.Quit()
	})
}

// noteGeometry remembers how large the window is and, where the system says so, where; then it goes on.
func (w *Window) noteGeometry(then func()) {
	size := w.window.Canvas().Size()
	now := geometry{width: size.Width, height: size.Height}
	native, is := w.window.(driver.NativeWindow)
	if !is {
		w.settings.setGeometry(now)
		then()
		return
	}
	native.RunNative(func(handle any) {
		go func() {
			now.x, now.y, now.placed = windowplace.Of(handle)
			fyne.Do(func() {
				w.settings.setGeometry(now)
				then()
			})
		}()
	})
}

// goToPlace asks for the place of the last time, unless its screen has gone.
func (w *Window) goToPlace() {
	last := w.settings.geometry()
	if window, is := w.window.(desktop.Window); is && last.placed && windowplace.OnScreen(last.x, last.y) {
		window.RequestPosition(last.x, last.y)
	}
}

// closed stops following the service.
func (w *Window) closed() {
	if w.watcher.stop() {
		w.toasts.Clear()
		w.tips.Forget(w.window.Canvas())
		widgets.OnFocus(w.window.Canvas(), nil)
		if w.options.Closing != nil {
			w.window.Hide()
			w.options.Closing()
		}
	}
}

// Closed is closed once the window is.
func (w *Window) Closed() <-chan struct{} { return w.watcher.done }
