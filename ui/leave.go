package ui

import "taskdrop/ui/widgets"

// requestClose ends the program, for the window's cross and for our own Quit alike. While uploads run it asks first.
func (w *Window) requestClose() {
	if !w.svc.Busy() {
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

// leave remembers the window's size and ends the program.
func (w *Window) leave() {
	w.settings.setSize(w.window.Canvas().Size())
	w.closed()
	w.app.Quit()
}

// closed stops following the service.
func (w *Window) closed() {
	if !w.left {
		w.left = true
		close(w.done)
		w.toasts.Clear()
		w.tips.Forget(w.window.Canvas())
	}
}
