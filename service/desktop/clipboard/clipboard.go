// Package clipboard reads what can be pasted as files: files copied in a file manager, their paths, and pictures. The
// toolkit's clipboard reads text alone. Reading waits for the program that copied, so it must not run on the
// goroutine that draws. The package writes nothing, and attaches nothing.
package clipboard

import (
	"context"
	"errors"
	"fmt"

	"taskdrop/service/desktop/selection"
	"taskdrop/service/localfiles/fileuri"
)

// Reasons for which reading fails.
var (
	// ErrUnavailable means that there is no clipboard to be read here.
	ErrUnavailable = errors.New("the clipboard can't be read")
	// ErrSilent means that the program that copied does not hand over what it offered.
	ErrSilent = selection.ErrSilent
	// ErrTooMuch means that there is more than a paste may hold.
	ErrTooMuch = selection.ErrTooMuch
)

// Content is what there is to paste.
type Content struct {
	Paths  []string // of files and folders on this computer
	Others []string // URIs of what is elsewhere
	PNG    []byte   // a picture, if nothing else was found
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
	go func() { // the system's calls may wait long after ctx has ended
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

// FromText returns the files that text names, one a line.
func FromText(text string) (c Content) {
	c.Paths, c.Others = fileuri.InText(text)
	return c
}

func unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
