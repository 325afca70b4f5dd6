// Package archive packs a file or a folder into one .zip while it reads the disk, and stops at a limit. It does not
// unpack, and it decides nothing about what a folder holds: package tree does.
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

	"taskdrop/service/localfiles/tree"
)

// Reasons for which there is no archive. What was written until then is of no use.
var (
	// ErrTooLarge means that the .zip would exceed its limit.
	ErrTooLarge = errors.New("the archive exceeds its limit")
	// ErrEmpty means that there was nothing to pack.
	ErrEmpty = errors.New("there are no files to pack")
	// ErrChanged means that a file was written to, or deleted, while it was packed (C31).
	ErrChanged = errors.New("changed while it was packed")
)

// Options are how an archive is made.
type Options struct {
	Limit        int64       // bytes that the .zip may have
	Read         func(n int) // is told how many bytes were read; may be nil
	Housekeeping bool        // also pack what desktops and editors keep for themselves
}

// LeftOut counts the entries that are not in an archive.
type LeftOut struct {
	Unsendable   int // links that lead out of the folder or nowhere, pipes, sockets and devices
	Housekeeping int // files and folders that desktops and editors keep for themselves
}

// Write packs root into out: a file, or a folder with all in it under the folder's own name. It reads each file once
// and holds none of them in memory. A file that can't be read is an error: without it the archive would look complete.
func Write(ctx context.Context, out io.Writer, root string, o Options) (LeftOut, error) {
	if o.Read == nil {
		o.Read = func(int) {}
	}
	p := &packing{
		options: o, zip: zip.NewWriter(&boundedWriter{out: out, left: o.Limit}), buffer: make([]byte, 64<<10),
		names: map[string]string{".": cleanName(filepath.Base(root))}, taken: map[string]bool{},
	}
	if err := tree.Walk(ctx, root, func(e tree.Entry) error { return p.add(ctx, e) }); err != nil {
		return LeftOut{}, err
	}
	if p.files == 0 {
		return LeftOut{}, ErrEmpty
	}
	return p.leftOut, p.zip.Close()
}

type packing struct {
	options Options
	zip     *zip.Writer
	buffer  []byte
	names   map[string]string // a path in the tree -> its name in the archive
	taken   map[string]bool   // names in the archive
	files   int
	leftOut LeftOut
}

func (p *packing) add(ctx context.Context, e tree.Entry) error {
	switch {
	case e.Housekeeping && !p.options.Housekeeping:
		p.leftOut.Housekeeping++
		return e.PassOver()
	case tree.LeftOut(e.Err):
		p.leftOut.Unsendable++
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

// unknownLimit is how many bytes are read of a file that says that it has none: such a file may never end.
const unknownLimit = 128 << 20

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
	in := &countingReader{ctx: ctx, in: file, read: p.options.Read}
	if before.Size() == 0 {
		in.limit = unknownLimit
	}
	n, err := io.CopyBuffer(content, in, p.buffer)
	if err != nil {
		return err
	}
	after, err := file.Stat()
	if err != nil {
		return err
	}
	// The files of /proc and of some FUSE file systems say that they are empty, and are read to their end.
	if n > 0 && before.Size() == 0 && after.Size() == 0 {
		return nil
	}
	if n != before.Size() || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return fmt.Errorf("%s: %w", e.Path, ErrChanged)
	}
	return nil
}

// create begins an entry.
func (p *packing) create(inside string, info fs.FileInfo) (io.Writer, error) {
	header, err := zip.FileInfoHeader(info)
	if err != nil {
		return nil, err
	}
	header.Name = p.nameOf(inside)
	header.Method = zip.Deflate
	setTime(header, info.ModTime())
	if info.IsDir() {
		header.Name += "/"
	}
	return p.zip.CreateHeader(header)
}

// boundedWriter fails with ErrTooLarge at the first write that exceeds its limit.
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

// countingReader reports what is read, ends a long copy when its context ends, and stops at its limit if it has one.
type countingReader struct {
	ctx   context.Context
	in    io.Reader
	read  func(n int)
	limit int64 // 0 for none
	total int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(p)
	c.read(n)
	if c.total += int64(n); c.limit > 0 && c.total > c.limit {
		return 0, ErrTooLarge
	}
	return n, err
}
