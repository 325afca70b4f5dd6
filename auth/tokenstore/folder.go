package tokenstore

import (
	"errors"
	"os"
	"path/filepath"
)

// ErrForeign says that a folder belongs to somebody else, or that others may write in it.
var ErrForeign = errors.New("the folder is not this user's alone")

// OwnFolder makes a folder for this user alone (mode 0700), or makes sure that an existing one is. The error is
// ErrForeign if the folder belongs to somebody else, or if others may write in it and that can't be changed. Call it
// before anything in the folder is read, written or locked.
func OwnFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	// A link is followed only if nobody else can point it elsewhere.
	link, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if link.Mode()&os.ModeSymlink != 0 && !belongsToUs(folder, link) {
		return ErrForeign
	}
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if isPrivate(info) && isOurs(folder, info) {
		return nil
	}
	before, wasOurs := info, isOurs(folder, info)
	if os.Chmod(folder, 0o700) == nil {
		if info, err = os.Stat(folder); err != nil {
			return err
		}
	}
	if !isOurs(folder, info) {
		return ErrForeign
	}
	if !wasOurs && planted(folder) {
		_ = os.Chmod(folder, before.Mode().Perm()) // so that the next start refuses it too
		return ErrForeign
	}
	return nil
}

// planted reports whether somebody else may have put something into a folder while they could: a file of theirs, or a
// link that leads writes elsewhere.
func planted(folder string) bool {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return true
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !belongsToUs(filepath.Join(folder, entry.Name()), info) || info.Mode()&os.ModeSymlink != 0 {
			return true
		}
	}
	return false
}
