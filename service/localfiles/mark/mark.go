// Package mark tells the system that a file came from the network, as a browser does: Protected View, SmartScreen and
// Gatekeeper go by that when the file is opened. It decides nothing about which files may be opened.
package mark

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrUnsupported means that the file's file system has no room for the mark, such as FAT.
var ErrUnsupported = errors.New("the file system can't keep the mark of a download")

// origin is where every attachment comes from. Its own address is none of the public's and no use without a sign-in.
const origin = "https://graph.microsoft.com/"

// Downloaded marks a file that was saved from a task. A read-only file is marked, too, and stays read-only. It returns
// ErrUnsupported if there can be no mark.
func Downloaded(path string) error {
	path, err := filepath.Abs(path) // on Windows a short name and a stream look like a drive and a file
	if err != nil {
		return err
	}
	if err = set(path); errors.Is(err, fs.ErrPermission) {
		err = setReadOnly(path)
	}
	if unsupported(err) {
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return err
}

// setReadOnly marks a file that nobody may write to.
func setReadOnly(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	const ownerWrites = 0o200
	if err := os.Chmod(path, info.Mode().Perm()|ownerWrites); err != nil {
		return err
	}
	return errors.Join(set(path), os.Chmod(path, info.Mode().Perm()))
}
