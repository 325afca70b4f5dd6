// Package clipboard reads what can be pasted as files: files copied in a file manager, their paths, and pictures. The
// toolkit's clipboard reads text alone. Reading waits for the program that copied, so it must not run on the
// goroutine that draws. The package writes nothing, and attaches nothing.
package clipboard

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

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
	Paths  []string // of files and folders on this computer, as a file manager lists them
	Others []string // URIs of what is elsewhere
	// Named are files that text names. Text can come from anywhere, a web page among it, so a person is asked first.
	Named []string
	PNG   []byte // a picture, if nothing else was found
}

// Empty reports whether there is nothing to paste.
func (c Content) Empty() bool { return len(c.Paths)+len(c.Others)+len(c.Named)+len(c.PNG) == 0 }

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

// fromList returns what a file manager's list names.
func fromList(list []byte) (c Content) {
	c.Paths, c.Others = fileuri.InText(string(list))
	return c
}

// nautilusHeads begin the text that GNOME's file manager offers beside its list.
var nautilusHeads = []string{"x-special/nautilus-clipboard\ncopy\n", "x-special/nautilus-clipboard\ncut\n"}

// mostNamed is how many lines of text are taken for names of files.
const mostNamed = 1000

// FromText returns the files that text names, if each of its lines that is not blank is the path of a file that exists,
// or the URI of something elsewhere. It looks at the disk; a path on another computer is not looked at.
func FromText(text string) (c Content) {
	for _, head := range nautilusHeads {
		text = strings.TrimPrefix(text, head)
	}
	paths, others, only := fileuri.Lines(text)
	if !only || len(paths)+len(others) > mostNamed {
		return Content{}
	}
	for _, path := range paths {
		if fileuri.OutsideOwnDrives(path) {
			continue
		}
		if _, err := os.Lstat(path); err != nil {
			return Content{}
		}
	}
	return Content{Named: paths, Others: others}
}

func unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
