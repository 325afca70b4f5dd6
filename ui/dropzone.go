package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/lang"

	"taskdrop/service"
	"taskdrop/ui/drops"
)

// takeDrops takes the window's drops beside the toolkit, where that takes too little. What still goes to the toolkit
// comes to onDropped.
func (w *Window) takeDrops() {
	native, is := w.window.(driver.NativeWindow)
	if !is {
		return
	}
	handler := drops.Handler{
		Place:       w.svc.Adding.PlaceForPromised,
		Promised:    func(folder string) { fyne.Do(func() { w.keptPromise(folder) }) },
		PictureName: textDroppedPicture,
		Over:        func(over bool) { fyne.Do(func() { w.holdAbove(over) }) },
		Pieces:      w.awaitPieces,
		Dropped:     func(paths, others []string) { fyne.Do(func() { w.handedOver(paths, others) }) },
		Failed:      func(err error) { fyne.Do(func() { w.notHandedOver(err) }) },
	}
	native.RunNative(func(handle any) {
		go func() {
			if err := drops.Take(handle, handler, w.watcher.done); err != nil {
				w.options.Log.Warn("drops are left to the toolkit", "err", err)
			}
		}()
	})
}

// holdAbove answers files that are held above the window.
func (w *Window) holdAbove(over bool) {
	w.filesAbove = over
	w.arrange()
}

// awaitPieces has what the toolkit brings passed over, as it may be a piece of what is coming; it returns when that is
// so.
func (w *Window) awaitPieces() {
	heeded := make(chan struct{})
	fyne.Do(func() {
		w.receivingDrop = true
		close(heeded)
	})
	select {
	case <-heeded:
	case <-w.watcher.done:
	}
}

// handedOver takes what was dropped beside the toolkit.
func (w *Window) handedOver(paths, others []string) {
	w.receivingDrop = false
	if len(paths)+len(others) == 0 {
		w.toasts.tell(textDropNothing(), false, nil)
		return
	}
	w.take(slices.Concat(paths, others))
}

// keptPromise takes what the program that was dragged from has written.
func (w *Window) keptPromise(folder string) {
	w.svc.Adding.AddPromised(folder)
	w.tabs.Select(tabQueue)
}

func (w *Window) notHandedOver(err error) {
	w.receivingDrop = false
	w.options.Log.Warn("what was dropped was not handed over", "err", err)
	w.toasts.tell(textDropFailed(), false, &service.Problem{Key: "drop.failed", Text: textDropFailed(), Detail: err.Error()})
}

func textDropRelease() string    { return lang.X("drop.release", "Let go to add them") }
func textDroppedPicture() string { return lang.X("drop.picture", "Picture") }
func textDropNothing() string {
	return lang.X("drop.nothing", "What you dropped holds no file. Drop files or folders.")
}
func textDropFailed() string {
	return lang.X("drop.failed", "The program you dropped from does not hand the files over. Drop them once more, or copy and paste them.")
}
