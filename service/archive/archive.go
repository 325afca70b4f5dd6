// Package archive packs files and folders into one .zip as they stream from disk, and stops where it grows too large.
package archive

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrTooLarge means that the .zip would exceed its limit. What was written by then is of no use.
var ErrTooLarge = errors.New("the archive exceeds its limit")

// ErrEmpty means that there was nothing to pack.
var ErrEmpty = errors.New("there are no files to pack")

// Write packs a file, or a folder with all in it under the folder's own name, into out. It reads each file once, keeps none
// of them in memory, and stops with ErrTooLarge as soon as more than limit bytes would be written. Like a walk for single
// files it follows links to files and passes over links to folders; a device, pipe or socket is an error, as is a file that
// can't be read: an archive that lacks something would look complete.
func Write(ctx context.Context, out io.Writer, root string, limit int64) error {
	bounded := &boundedWriter{out: out, left: limit}
	packed := zip.NewWriter(bounded)
	// A walk of a link would show the link alone, so it starts where the link leads.
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return err
	}
	files := 0
	err = filepath.WalkDir(real, func(path string, entry fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		inside, err := filepath.Rel(real, path)
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if info.IsDir() {
			return nil
		}
		files++
		return add(ctx, packed, path, entryName(root, inside), info)
	})
	if err != nil {
		return err
	}
	if files == 0 {
		return ErrEmpty
	}
	return packed.Close()
}

// entryName is a file's name in the archive: slashes on every system, and never a way out of the folder it is unpacked into.
func entryName(root, inside string) string {
	top := filepath.Base(root)
	if inside == "." {
		return top
	}
	return strings.TrimLeft(filepath.ToSlash(filepath.Join(top, inside)), "/")
}

func add(ctx context.Context, packed *zip.Writer, path, name string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %w", path, errors.ErrUnsupported)
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	header, err := zip.FileInfoHeader(info)
	if err != nil {
		return err
	}
	header.Name, header.Method = name, zip.Deflate
	content, err := packed.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(content, &cancelReader{ctx: ctx, in: file})
	return err
}

// boundedWriter refuses the byte after its last.
type boundedWriter struct {
	out  io.Writer
	left int64
}

func (b *boundedWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > b.left {
		return 0, ErrTooLarge
	}
	n, err := b.out.Write(p)
	b.left -= int64(n)
	return n, err
}

// cancelReader ends a long copy when its context does.
type cancelReader struct {
	ctx context.Context
	in  io.Reader
}

func (c *cancelReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.in.Read(p)
}
