// Package drops takes what is dropped on a window and what the toolkit cannot take. Under X11 the toolkit loses a
// list of files that comes in parts, as some thousands of files do, takes a web page for a file, and never says that
// something is held above the window.
//
// A window may name another window that takes its drops (XdndProxy); this package is that other window. If a program
// drops on the window itself, the package takes what comes in parts. It decides nothing about what is dropped.
package drops

// Handler is told of drops, on goroutines of its own.
type Handler struct {
	// Over says that something that can be dropped is held above the window, and that it no longer is.
	Over func(bool)
	// Pieces says that the toolkit may soon take a part of a drop for the whole. It returns once such a drop is
	// ignored, until Dropped or Failed follows.
	Pieces func()
	// Place makes an empty folder for files that are none yet: the program that was dragged from writes them there.
	// Promised says that they are whole.
	Place    func() (folder string, err error)
	Promised func(folder string)
	// PictureName is what a picture without a name is to be called, without an extension.
	PictureName func() string
	// Dropped brings the paths of files on this computer, and URIs of what is elsewhere. Both are empty if there was
	// nothing to take.
	Dropped func(paths, others []string)
	// Failed says that the program that was dragged from did not hand over.
	Failed func(error)
}

// Take takes the drops on a window, given by RunNative of Fyne's driver.NativeWindow, until done is closed. On a
// system that does not need it, and for a program that does not know XdndProxy, the toolkit takes the drops.
func Take(native any, handler Handler, done <-chan struct{}) error {
	return take(native, handler, done)
}
