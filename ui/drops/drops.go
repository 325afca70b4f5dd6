// Package drops takes what is dropped on a window, where the toolkit takes too little. Under X11 the toolkit loses a list of files
// that comes in pieces, as some thousands of files do, takes a web page for a file, and never says that something is held above
// the window. A window may name another one there to which drops go in its place (XdndProxy); this is that other one. Where a
// program drops on the window itself, it takes what comes in pieces.
package drops

// Handler is told of drops, on goroutines of its own.
type Handler struct {
	// Over says that something that can be dropped is held above the window, and that it no longer is.
	Over func(bool)
	// Pieces says that the toolkit may soon take a piece for the whole of what is dropped. It returns when such a drop will be
	// passed over: Dropped or Failed, which ends that, follows.
	Pieces func()
	// Dropped brings the paths of files on this computer, and URIs of what is elsewhere. Both are empty where nothing was to be had.
	Dropped func(paths, others []string)
	// Failed says that the program from which something was dropped did not hand it over.
	Failed func(error)
}

// Take takes the drops on a window, from what RunNative of fyne's driver.NativeWindow gave, until done is closed. Where the system
// has no need of it, or a program knows of no other window, drops go to the toolkit as before.
func Take(native any, handler Handler, done <-chan struct{}) error {
	return take(native, handler, done)
}
