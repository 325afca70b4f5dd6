package auth

import (
	"errors"
	"os"
	"path/filepath"
)

// ErrForeign is a folder that belongs to somebody else, or in which others may write.
var ErrForeign = errors.New("the folder is not this user's alone")

// OwnFolder makes a folder for this user alone (mode 0700) and sees to it that it is: one that belongs to somebody else, or in
// which others may write and which can't be closed to them, is an *Error that wraps ErrForeign. Whoever keeps something there
// asks this first, before anything in it is read, written or locked.
func OwnFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	// A link is followed only where nobody else could point it elsewhere.
	link, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if link.Mode()&os.ModeSymlink != 0 && !belongsToUs(link) {
		return foreign(folder)
	}
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	if isPrivate(info) && isOurs(info) {
		return nil
	}
	before := info
	if os.Chmod(folder, 0o700) == nil {
		if info, err = os.Stat(folder); err != nil {
			return err
		}
	}
	if !isOurs(info) {
		return foreign(folder)
	}
	if !isOurs(before) && planted(folder) {
		_ = os.Chmod(folder, before.Mode().Perm()) // so that the next start does not take it for good
		return foreign(folder)
	}
	return nil
}

// planted reports whether somebody else may have put something into a folder while they could: what is theirs, or a link that
// leads what is written there elsewhere.
func planted(folder string) bool {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return true
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !belongsToUs(info) || info.Mode()&os.ModeSymlink != 0 {
			return true
		}
	}
	return false
}

func foreign(folder string) *Error {
	e := fault("store", keyStateForeign, ErrForeign)
	e.args = map[string]string{"Path": filepath.Clean(folder)}
	return e
}
