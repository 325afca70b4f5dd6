package drops

/*
#cgo LDFLAGS: -framework Cocoa
void takeOpenedFiles(void);
*/
import "C"

import "strings"

var opened = make(chan []string)

// OnOpened has take called for the files that Finder opens with TaskDrop: those dropped on its icon, and by Open With.
// They come as events, also at the start. It is called before there is a window.
func OnOpened(take func(paths []string)) {
	C.takeOpenedFiles()
	go func() {
		for paths := range opened {
			take(paths)
		}
	}()
}

// openedFiles is called on the thread of the window, which must not wait. A zero byte stands between the paths.
//
//export openedFiles
func openedFiles(paths *C.char, length C.int) {
	files := strings.Split(C.GoStringN(paths, length), "\x00")
	go func() { opened <- files }()
}
