// Package filedialog asks for files in the desktop's own dialogs: the XDG portal on Linux and the BSDs, the common
// item dialog on Windows, and AppleScript's on macOS. Every function waits for the person, so none belongs on the
// goroutine that draws.
package filedialog

import (
	"context"
	"errors"
	"fmt"
)

// ErrUnavailable means that this desktop has no dialog of its own, or that it does not answer: ask in another way.
var ErrUnavailable = errors.New("the desktop shows no file dialog")

// Request is what a dialog is to look like.
type Request struct {
	Title string
	// Parent is the window it belongs to, in the system's own numbers (an X11 window, an HWND); 0 if it is not known.
	Parent uintptr
	// Name is the file name that SaveFile proposes.
	Name string
}

// OpenFiles asks for files, any number of them. Without an error it returns none when the person changes their mind.
func OpenFiles(ctx context.Context, r Request) ([]string, error) { return ask(ctx, openFiles, r) }

// OpenFolders asks for folders, for several if the desktop's dialog allows that.
func OpenFolders(ctx context.Context, r Request) ([]string, error) { return ask(ctx, openFolders, r) }

// OpenFolder asks for a folder; "" means that the person changed their mind.
func OpenFolder(ctx context.Context, r Request) (string, error) { return one(ask(ctx, openFolder, r)) }

// SaveFile asks where to write a file; "" means that the person changed their mind. The dialog has asked by then
// whether a file of that name is to be replaced.
func SaveFile(ctx context.Context, r Request) (string, error) { return one(ask(ctx, saveFile, r)) }

func one(paths []string, err error) (string, error) {
	if err != nil || len(paths) == 0 {
		return "", err
	}
	return paths[0], nil
}

// kind is which of the dialogs.
type kind int

const (
	openFiles kind = iota
	openFolders
	openFolder
	saveFile
)

// unavailable keeps why there is no dialog, for the log.
func unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
