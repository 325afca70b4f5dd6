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
	"path"
	"path/filepath"
	"strings"

	"taskdrop/service/localfiles/tree"
)

// Why there is no archive. What was written by then is of no use.
var (
	// ErrTooLarge means that the .zip would exceed its limit.
	ErrTooLarge = errors.New("the archive exceeds its limit")
	// ErrEmpty means that there was nothing to pack.
	ErrEmpty = errors.New("there are no files to pack")
	// ErrChanged means that a file was written to, or taken away, while it was packed (C31).
	ErrChanged = errors.New("changed while it was packed")
)

// Write packs a file, or a folder with all in it under the folder's own name, into out. It reads each file once, keeps none
// of them in memory, tells read how many bytes it has read, and stops with ErrTooLarge as soon as more than limit bytes would
// be written. It returns how many entries were left out: links that lead out of the folder or nowhere, pipes, sockets and
// devices. A file that can't be read is an error: without it the archive would look complete.
func Write(ctx context.Context, out io.Writer, root string, limit int64, read func(n int)) (leftOut int, err error) {
	p := &packing{
		zip: zip.NewWriter(&boundedWriter{out: out, left: limit}), top: filepath.ToSlash(filepath.Base(root)),
		read: read, buffer: make([]byte, 64<<10),
	}
	if err := tree.Walk(ctx, root, func(e tree.Entry) error { return p.add(ctx, e) }); err != nil {
		return 0, err
	}
	if p.files == 0 {
		return 0, ErrEmpty
	}
	return p.leftOut, p.zip.Close()
}

type packing struct {
	zip            *zip.Writer
	top            string // the root's name
	read           func(n int)
	buffer         []byte
	files, leftOut int
}

func (p *packing) add(ctx context.Context, e tree.Entry) error {
	switch {
	case tree.LeftOut(e.Err):
		p.leftOut++
		return nil
	case errors.Is(e.Err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", e.Path, ErrChanged) // it was there when its folder was read
	case e.Err != nil:
		return e.Err
	case !e.Info.IsDir():
		p.files++
		return p.addFile(ctx, e)
	case e.Inside != ".":
		_, err := p.create(e.Inside, e.Info)
		return err
	}
	return nil
}

func (p *packing) addFile(ctx context.Context, e tree.Entry) error {
	file, err := os.Open(e.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", e.Path, ErrChanged)
	}
	if err != nil {
		return err
	}
	defer file.Close()
	before, err := file.Stat()
	if err != nil {
		return err
	}
	content, err := p.create(e.Inside, before)
	if err != nil {
		return err
	}
	n, err := io.CopyBuffer(content, &countingReader{ctx: ctx, in: file, read: p.read}, p.buffer)
	if err != nil {
		return err
	}
	after, err := file.Stat()
	if err != nil {
		return err
	}
	if n != before.Size() || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return fmt.Errorf("%s: %w", e.Path, ErrChanged)
	}
	return nil
}

// create begins an entry. Its name has slashes on every system, and is never a way out of the folder it is unpacked into.
func (p *packing) create(inside string, info fs.FileInfo) (io.Writer, error) {
	header, err := zip.FileInfoHeader(info)
	if err != nil {
		return nil, err
	}
	header.Name = strings.TrimPrefix(path.Join(p.top, filepath.ToSlash(inside)), "/")
	header.Method = zip.Deflate
	if info.IsDir() {
		header.Name += "/"
	}
	return p.zip.CreateHeader(header)
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

// countingReader tells what is read, and ends a long copy when its context does.
type countingReader struct {
	ctx  context.Context
	in   io.Reader
	read func(n int)
}

func (c *countingReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(p)
	c.read(n)
	return n, err
}
