package widgets

import "fyne.io/fyne/v2"

// focusListeners are told of each canvas' control that the keyboard reaches.
var focusListeners = map[fyne.Canvas]func(fyne.CanvasObject){}

// OnFocus has a canvas' window told when the keyboard reaches one of its controls, so that it can scroll there. A nil
// function ends that.
func OnFocus(c fyne.Canvas, reached func(fyne.CanvasObject)) {
	if reached == nil {
		delete(focusListeners, c)
		return
	}
	focusListeners[c] = reached
}

// Focused is called by a control when the keyboard reaches it.
func Focused(o fyne.CanvasObject) {
	if reached := focusListeners[fyne.CurrentApp().Driver().CanvasForObject(o)]; reached != nil {
		reached(o)
	}
}
