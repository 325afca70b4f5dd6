package transfer

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"taskdrop/service/problem"
)

// File is something to be queued.
type File struct {
	Path    string // absolute
	Given   string // as the person wrote it; the same as Path where they did not write it
	Size    int64  // bytes
	ModTime time.Time
	Problem *problem.Problem // why it can't be sent, nil where it can
}

// Dropped is a path as it was given, and where that is.
type Dropped struct {
	Path  string // absolute
	Given string
}

// DroppedPaths takes paths as they are; a relative one is relative to the program's own folder.
func DroppedPaths(given []string) []Dropped {
	dropped := make([]Dropped, len(given))
	for i, g := range given {
		path, err := filepath.Abs(g)
		if err != nil {
			path = g
		}
		dropped[i] = Dropped{Path: path, Given: g}
	}
	return dropped
}

// Collect turns dropped paths into files: a folder becomes each file in it, in the order of names. What can't be sent is
// there too, with its reason; nothing is passed over in silence. A path that comes twice is taken once. Symbolic links to
// files are followed, those to folders only where they were dropped themselves, so that a walk ends.
func Collect(ctx context.Context, dropped []Dropped) []File {
	c := collector{seen: map[string]bool{}}
	for _, d := range dropped {
		if ctx.Err() != nil {
			break
		}
		c.take(ctx, d.Path, d.Given)
	}
	return c.files
}

type collector struct {
	files []File
	seen  map[string]bool
}

func (c *collector) take(ctx context.Context, path, given string) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		c.add(File{Path: path, Given: given, Problem: pathProblem(path, err)})
	case info.IsDir():
		c.walk(ctx, path, given)
	default:
		c.add(fileAt(path, given, info))
	}
}

func fileAt(path, given string, info fs.FileInfo) File {
	file := File{Path: path, Given: given, Size: info.Size(), ModTime: info.ModTime().UTC().Round(0)}
	switch p := modeProblem(path, info); {
	case p != nil:
		file.Problem = p
	case info.Size() > MaxFileSize:
		file.Problem = tooLarge(path, info.Size()) // C16: refused before any request
	}
	return file
}

func (c *collector) walk(ctx context.Context, root, given string) {
	empty := true
	// A walk of a link would show the link alone, so it starts where the link leads.
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		real = root
	}
	_ = filepath.WalkDir(real, func(path string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		inside, relErr := filepath.Rel(real, path)
		if relErr != nil {
			inside = entry.Name()
		}
		shown, typed := filepath.Join(root, inside), filepath.Join(given, inside)
		if err != nil {
			empty = false
			c.add(File{Path: shown, Given: typed, Problem: pathProblem(shown, err)})
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		empty = false
		info, err := os.Stat(path)
		switch {
		case err != nil:
			c.add(File{Path: shown, Given: typed, Problem: pathProblem(shown, err)})
		case !info.IsDir():
			c.add(fileAt(shown, typed, info))
		}
		return nil
	})
	if empty {
		c.add(File{Path: root, Given: given, Problem: problem.New(problem.EmptyFolder, "Name", displayName(root))})
	}
}

func (c *collector) add(file File) {
	if c.seen[file.Path] {
		return
	}
	c.seen[file.Path] = true
	c.files = append(c.files, file)
}
