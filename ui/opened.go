package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// Opened reports whether a window that was shown is there. The toolkit says so nowhere: without OpenGL it logs that it
// could not make the window, and runs on without one (seen in Fyne 2.8.1).
func Opened(window fyne.Window) bool {
	native, ok := window.(driver.NativeWindow)
	if !ok {
		return true // a test's
	}
	handle := uintptr(1)
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WaylandWindowContext:
			handle = c.WaylandSurface
		case driver.WindowsWindowContext:
			handle = c.HWND
		case driver.MacWindowContext:
			handle = c.NSWindow
		}
	})
	return handle != 0
}
