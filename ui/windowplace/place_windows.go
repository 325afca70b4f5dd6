package windowplace

import (
	"unsafe"

	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

var (
	user32           = windows.NewLazySystemDLL("user32.dll")
	clientToScreen   = user32.NewProc("ClientToScreen")
	monitorFromPoint = user32.NewProc("MonitorFromPoint")
	isIconic         = user32.NewProc("IsIconic")
)

type point struct{ x, y int32 }

// of is where the window's content begins, which is what Fyne's RequestPosition counts from here.
func of(native any) (x, y int, ok bool) {
	window, is := native.(driver.WindowsWindowContext)
	if !is || window.HWND == 0 {
		return 0, 0, false
	}
	if minimised, _, _ := isIconic.Call(window.HWND); minimised != 0 {
		return 0, 0, false
	}
	var at point
	done, _, _ := clientToScreen.Call(window.HWND, uintptr(unsafe.Pointer(&at)))
	return int(at.x), int(at.y), done != 0
}

// onScreen asks for a monitor some way into the window's top: that much must be there to be dragged.
func onScreen(x, y int) bool {
	const inside = 60
	packed := uintptr(uint32(x+inside)) | uintptr(uint32(y))<<32 // a POINT by value
	monitor, _, _ := monitorFromPoint.Call(packed, 0)
	return monitor != 0
}
