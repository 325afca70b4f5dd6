// Package screen tells how much of a screen a window may take. It asks the library that the toolkit opens its windows
// with, so it is called on the toolkit's goroutine, once the toolkit has a window. Only programs import it: without it
// ui needs no display.
package screen

import "github.com/go-gl/glfw/v3.4/glfw"

// WorkArea is the size of the screen at a position, in the screen's own coordinates, without the desktop's panels. It
// is the main screen's if no screen is there, and false if the system does not say.
func WorkArea(x, y int) (width, height int, known bool) {
	defer func() {
		if recover() != nil { // glfw panics if it has not started
			width, height, known = 0, 0, false
		}
	}()
	for _, monitor := range append(glfw.GetMonitors(), glfw.GetPrimaryMonitor()) {
		if monitor == nil {
			continue
		}
		left, top, w, h := monitor.GetWorkarea()
		if width == 0 || (x >= left && x < left+w && y >= top && y < top+h) {
			width, height, known = w, h, w > 0 && h > 0
		}
	}
	return width, height, known
}
