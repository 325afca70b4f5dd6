// Package clipboard reads what can be pasted as files: files copied in a file manager, their paths, and pictures. A toolkit's
// clipboard knows of text alone. Reading waits for whichever program copied, so it belongs on no goroutine that draws.
package clipboard

import (
	"context"
	"errors"
	"fmt"

	"taskdrop/service/desktop/selection"
	"taskdrop/service/localfiles/fileuri"
)

// The ways in which reading fails.
var (
	// ErrUnavailable means that there is no clipboard to be read here.
	ErrUnavailable = errors.New("the clipboard can't be read")
	// ErrSilent means that the program that copied does not hand over what it promised.
	ErrSilent = selection.ErrSilent
	// ErrTooMuch means that there is more than anybody would paste.
	ErrTooMuch = selection.ErrTooMuch
)

// Content is what there is to paste.
type Content struct {
	Paths  []string // of files and folders on this computer
	Others []string // URIs of what is elsewhere
	PNG    []byte   // a picture, where nothing else was found
}

// Empty reports whether there is nothing to paste.
func (c Content) Empty() bool { return len(c.Paths)+len(c.Others)+len(c.PNG) == 0 }

// Read reads this desktop's clipboard.
func Read(ctx context.Context) (Content, error) {
	type answer struct {
		content Content
		err     error
	}
	done := make(chan answer, 1)
	go func() { // whatever the system's own calls wait for, who asked does not
		content, err := read(ctx)
		done <- answer{content, err}
	}()
	select {
	case <-ctx.Done():
		return Content{}, ctx.Err()
	case a := <-done:
		return a.content, a.err
	}
}

// FromText is what text names, one a line.
func FromText(text string) (c Content) {
	c.Paths, c.Others = fileuri.InText(text)
	return c
}

func unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
