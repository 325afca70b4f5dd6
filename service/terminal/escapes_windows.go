package terminal

import (
	"os"

	"golang.org/x/sys/windows"
)

// takesEscapes has a console obey escape sequences, and reports whether it does: before Windows 10 none did.
func takesEscapes(console *os.File) bool {
	handle := windows.Handle(console.Fd())
	var mode uint32
	if windows.GetConsoleMode(handle, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
