// Package spool keeps the files that TaskDrop makes itself, such as the .zip of a folder, until they hang on their
// task. It makes none of them, and touches no file outside its folder.
package spool

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Spool is a folder of files, each in a folder of its own so that it can have the name that it is attached under.
type Spool struct{ dir string }

// In returns the spool of a state folder. The first Create makes it.
func In(stateDir string) Spool { return Spool{filepath.Join(stateDir, "spool")} }

// Create makes an empty file of this name for this user alone. The name must be safe already (L11).
func (s Spool) Create(name string) (*os.File, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	own, err := os.MkdirTemp(s.dir, "")
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(own, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		_ = os.Remove(own)
	}
	return file, err
}

// Holds reports whether a path is one of the spool's files.
func (s Spool) Holds(path string) bool {
	inside, err := filepath.Rel(s.dir, path)
	return err == nil && inside != "." && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator))
}

// Remove deletes one of the spool's files. It does nothing for any other path.
func (s Spool) Remove(path string) error {
	if !s.Holds(path) {
		return nil
	}
	return os.RemoveAll(filepath.Dir(path))
}

// Sweep deletes every file of the spool that is not needed.
func (s Spool) Sweep(needed []string) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		if os.IsNotExist(err) {
			return nil
		}
		return err
	}
	for _, entry := range entries {
		own := filepath.Join(s.dir, entry.Name())
		if slices.ContainsFunc(needed, func(path string) bool { return filepath.Dir(path) == own }) {
			continue
		}
		if err := os.RemoveAll(own); err != nil && !os.IsNotExist(err) {
			return &fs.PathError{Op: "sweep", Path: own, Err: err}
		}
	}
	return nil
}
