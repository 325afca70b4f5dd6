// Package clipboard reads what can be pasted as files: files copied in a file manager, their paths, and pictures. A toolkit's
// clipboard knows of text alone. Reading waits for whichever program copied, so it belongs on no goroutine that draws.
package clipboard

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"taskdrop/service/fileuri"
)

// The ways in which reading fails.
var (
	// ErrUnavailable means that there is no clipboard to be read here.
	ErrUnavailable = errors.New("the clipboard can't be read")
	// ErrSilent means that the program that copied does not hand over what it promised.
	ErrSilent = errors.New("the program that copied does not answer")
	// ErrTooMuch means that there is more than anybody would paste.
	ErrTooMuch = errors.New("the clipboard holds too much")
)

// most is how much is read, in bytes. A picture that size is no use to a task, but can be told so.
const most = 256 << 20

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

// FromText finds paths and URIs in text, one a line, as file managers and people copy them.
func FromText(text string) (c Content) {
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.TrimSpace(line), `"'`)
		switch {
		case line == "":
		case strings.HasPrefix(line, "file:"):
			if path, ok := fileuri.Path(line); ok {
				c.Paths = append(c.Paths, path)
			} else {
				c.Others = append(c.Others, line)
			}
		case strings.Contains(line, "://"):
			c.Others = append(c.Others, line)
		case filepath.IsAbs(line):
			c.Paths = append(c.Paths, line)
		}
	}
	return c
}

func unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
