// Package spool keeps the files that TaskDrop makes itself, such as the .zip of a folder, until they hang on their
// task. It makes none of them, and touches no file outside its folder.
package spool

import (
	"errors"
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

// Folder makes an empty folder into which another program writes, for Take.
func (s Spool) Folder() (string, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(s.dir, "")
}

// Take gives each file in and below a folder made by Folder a folder of its own, under a name that safe makes of its
// own one (L11), and deletes the folder. What is no ordinary file, such as a link that leads elsewhere, goes with it.
// Files that were taken before an error are returned with it.
func (s Spool) Take(folder string, safe func(name string) string) (taken []string, err error) {
	if !s.Holds(folder) {
		return nil, &fs.PathError{Op: "take", Path: folder, Err: fs.ErrInvalid}
	}
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		own, err := os.MkdirTemp(s.dir, "")
		if err != nil {
			return err
		}
		to := filepath.Join(own, safe(entry.Name()))
		if err := os.Rename(path, to); err != nil {
			return errors.Join(err, os.Remove(own))
		}
		taken = append(taken, to)
		return nil
	})
	if err != nil {
		return taken, err
	}
	return taken, os.RemoveAll(folder)
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
