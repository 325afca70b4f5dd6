package transfer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"taskdrop/service/localfiles/fileuri"
	"taskdrop/service/localfiles/tree"
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

// DroppedPaths takes paths, and file URIs of files on this computer, as they are; a relative path is relative to the
// program's own folder.
func DroppedPaths(given []string) []Dropped {
	dropped := make([]Dropped, len(given))
	for i, g := range given {
		path, is := fileuri.Path(g)
		if !is {
			path = absolute(g)
		}
		dropped[i] = Dropped{Path: path, Given: g}
	}
	return dropped
}

func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// Collect turns dropped paths into files: a folder becomes each file in it, in the order of names. What can't be sent
// is there too, with its reason; nothing is passed over in silence. A path that comes twice is taken once. Which links
// are followed is package tree's word.
func Collect(ctx context.Context, dropped []Dropped) []File {
	return (&collector{housekeeping: true}).all(ctx, dropped)
}

// CollectMeant is Collect without what desktops and editors keep in folders for themselves. leftOut counts that, a
// folder as one. A path that was dropped by itself is always taken.
func CollectMeant(ctx context.Context, dropped []Dropped) (files []File, leftOut int) {
	c := &collector{}
	return c.all(ctx, dropped), c.leftOut
}

func (c *collector) all(ctx context.Context, dropped []Dropped) []File {
	c.seen = map[string]bool{}
	for _, d := range dropped {
		if ctx.Err() != nil {
			break
		}
		c.take(ctx, d.Path, d.Given)
	}
	return c.files
}

type collector struct {
	housekeeping bool // take what desktops and editors keep for themselves

	files   []File
	seen    map[string]bool
	leftOut int
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
	empty, before := true, c.leftOut
	err := tree.Walk(ctx, root, func(e tree.Entry) error {
		shown, typed := filepath.Join(root, e.Inside), filepath.Join(given, e.Inside)
		switch {
		case e.Housekeeping && !c.housekeeping:
			c.leftOut++
			return e.PassOver()
		case e.Err != nil:
			c.add(File{Path: shown, Given: typed, Problem: entryProblem(shown, e.Err)})
		case e.Info.IsDir():
			return nil
		default:
			c.add(fileAt(shown, typed, e.Info))
		}
		empty = false
		return nil
	})
	switch {
	case ctx.Err() != nil:
	case err != nil:
		c.add(File{Path: root, Given: given, Problem: pathProblem(root, err)})
	case empty:
		kind := problem.EmptyFolder
		if c.leftOut > before {
			kind = problem.OnlyLeftOut
		}
		c.add(File{Path: root, Given: given, Problem: problem.New(kind, "Name", displayName(root))})
	}
}

// entryProblem words why an entry of a folder can't be sent.
func entryProblem(path string, err error) *problem.Problem {
	switch {
	case errors.Is(err, tree.ErrOutside):
		return problem.New(problem.LinkOutside, "Name", displayName(path))
	case errors.Is(err, tree.ErrNotAFile):
		return problem.New(problem.NotAFile, "Name", displayName(path))
	case errors.Is(err, tree.ErrNowhere):
		return problem.New(problem.FileGone, "Name", displayName(path)).WithDetail(err.Error())
	}
	return pathProblem(path, err)
}

func (c *collector) add(file File) {
	if c.seen[file.Path] {
		return
	}
	c.seen[file.Path] = true
	c.files = append(c.files, file)
}
