// Package tree walks a dropped folder, in the same way for whoever sends its files one by one and for whoever packs them.
//
// What its owner sees in the folder is meant, and nothing else: a link is followed where it leads to a file within the folder. One
// that leads out of it is not, since whoever made the folder may have meant a file of the person's that nobody saw in it.
package tree

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Why an entry is left out although nothing is wrong with the disk.
var (
	// ErrOutside is a link that leads out of the folder.
	ErrOutside = errors.New("the link leads out of the folder")
	// ErrNowhere is a link to what is not there, or to itself.
	ErrNowhere = errors.New("the link leads nowhere")
	// ErrNotAFile is a pipe, a socket or a device.
	ErrNotAFile = errors.New("not a file with content")
)

// LeftOut reports whether an error is one of those.
func LeftOut(err error) bool {
	return errors.Is(err, ErrOutside) || errors.Is(err, ErrNowhere) || errors.Is(err, ErrNotAFile)
}

// Entry is a folder or file of a tree, the root among them.
type Entry struct {
	Inside string      // where in the tree, "." for the root
	Path   string      // where to read it, all links resolved
	Info   fs.FileInfo // of what is read there; nil with Err
	Err    error       // why it can't be read, or is left out
}

// Walk visits what is in root, in the order of names, until visit or ctx ends it. A link to a folder within the tree is passed
// over: what is in there comes by itself, and so a walk ends. root itself may be a link, and a file.
func Walk(ctx context.Context, root string, visit func(Entry) error) error {
	// A walk of a link would show the link alone, so it starts where the link leads.
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
		entry := Entry{Inside: inside, Path: path, Err: err}
		if err == nil {
			entry.resolve(real, found)
		}
		if entry.Err == nil && entry.Info.IsDir() && !found.IsDir() {
			return nil
		}
		return visit(entry)
	})
}

// resolve finds out what is read for a directory's entry.
func (e *Entry) resolve(root string, found fs.DirEntry) {
	if kind := found.Type(); kind.IsDir() || kind.IsRegular() {
		e.Info, e.Err = os.Stat(e.Path) // not found.Info: what a folder says of its files lags behind on Windows
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
