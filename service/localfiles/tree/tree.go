// Package tree walks a dropped folder: the one rule of what is in it, for sending its files one by one and for packing
// them.
//
// A person who drops a folder means what they see in it. A link that leads to a file within the folder is followed. A
// link that leads out of it is not: the folder may come from somebody else, and the link may name a private file.
// Files that a desktop or an editor keeps for itself are marked (Housekeeping). The package opens no file and sends
// nothing.
package tree

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Reasons for which an entry is left out although the disk is fine.
var (
	// ErrOutside is a link that leads out of the folder.
	ErrOutside = errors.New("the link leads out of the folder")
	// ErrNowhere is a link to what is not there, or to itself.
	ErrNowhere = errors.New("the link leads nowhere")
	// ErrNotAFile is a pipe, a socket or a device.
	ErrNotAFile = errors.New("not a file with content")
)

// LeftOut reports whether an error is ErrOutside, ErrNowhere or ErrNotAFile.
func LeftOut(err error) bool {
	return errors.Is(err, ErrOutside) || errors.Is(err, ErrNowhere) || errors.Is(err, ErrNotAFile)
}

// Entry is a folder or file of a tree, or the root itself.
type Entry struct {
	Inside string      // path within the tree, "." for the root
	Path   string      // path to read, with every link resolved
	Info   fs.FileInfo // what Path is; nil if Err is set
	Err    error       // why the entry can't be read, or why it is left out
	// Housekeeping says that a desktop or an editor made the entry for itself. It is never set for the root: that was
	// chosen.
	Housekeeping bool

	folder bool
}

// PassOver is what visit returns to leave out an entry and all that is in it.
func (e Entry) PassOver() error {
	if e.folder {
		return fs.SkipDir
	}
	return nil
}

// Walk visits the entries of root in the order of their names, until visit fails or ctx ends. root may be a file, or a
// link. A link to a folder within the tree is skipped without a visit: the walk comes to that folder anyway.
func Walk(ctx context.Context, root string, visit func(Entry) error) error {
	// WalkDir does not follow a link at its root.
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return err
	}
	return filepath.WalkDir(real, func(path string, found fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		inside, relErr := filepath.Rel(real, path)
		if relErr != nil {
			return relErr
		}
		entry := Entry{
			Inside: inside, Path: path, Err: err,
			Housekeeping: inside != "." && Housekeeping(filepath.Base(path)), folder: found != nil && found.IsDir(),
		}
		if err == nil {
			entry.resolve(real, found)
		}
		if entry.Err == nil && entry.Info.IsDir() && !entry.folder {
			return nil
		}
		return visit(entry)
	})
}

// resolve sets Path, Info and Err from what a directory says of the entry.
func (e *Entry) resolve(root string, found fs.DirEntry) {
	if kind := found.Type(); kind.IsDir() || kind.IsRegular() {
		e.Info, e.Err = os.Stat(e.Path) // found.Info is out of date on Windows
		return
	}
	target, err := filepath.EvalSymlinks(e.Path)
	if err != nil {
		e.Err = ErrNowhere
		return
	}
	if !within(root, target) {
		e.Err = ErrOutside
		return
	}
	e.Path = target
	if e.Info, e.Err = os.Stat(target); e.Err == nil && !e.Info.IsDir() && !e.Info.Mode().IsRegular() {
		e.Info, e.Err = nil, ErrNotAFile
	}
}

func within(root, path string) bool {
	inside, err := filepath.Rel(root, path)
	return err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator))
}
