// Package windowplace finds out the position of a window on the desktop. The toolkit can set it and not tell it. The
// package moves nothing.
package windowplace

// Of is where a window's content begins, from what RunNative of fyne's driver.NativeWindow gave; false where the
// system does not say, as under Wayland and on macOS. It asks the display, so not on the UI goroutine.
func Of(native any) (x, y int, ok bool) { return of(native) }

// OnScreen reports whether a window that begins there could be reached: a screen may have gone since.
func OnScreen(x, y int) bool { return onScreen(x, y) }
