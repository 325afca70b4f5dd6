// Package shortcut makes desktop icons on which files are dropped: a .desktop file on Linux and the BSDs, a .lnk on
// Windows, and an AppleScript droplet on macOS. It starts nothing, and does not know what the command means.
package shortcut

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
)

// ErrNoDesktop means that this person has no desktop folder: the caller asks for another folder.
var ErrNoDesktop = errors.New("there is no desktop folder")

// Shortcut is what an icon starts.
type Shortcut struct {
	Name    string   // under the icon, any text
	File    string   // the icon's file without its ending, safe for every file system
	Comment string   // when the mouse rests on it
	Command []string // the program and its arguments; the dropped files follow them
	Icon    string   // a picture's path, if the program file has none
}

// FileName is what the icon's file is to be called.
func (s Shortcut) FileName() string { return s.File + extension }

// Put makes the icon on the desktop, beside those of the same name that are there, and returns its path.
func (s Shortcut) Put(ctx context.Context) (string, error) {
	desktop, err := desktopFolder()
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(desktop); err != nil || !info.IsDir() {
		return "", ErrNoDesktop
	}
	for n := 1; ; n++ {
		path := filepath.Join(desktop, s.FileName())
		if n > 1 {
			path = filepath.Join(desktop, s.File+" ("+strconv.Itoa(n)+")"+extension)
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, s.Save(ctx, path)
		} else if err != nil {
			return "", err
		}
		if s.is(path) {
			return path, nil
		}
	}
}
