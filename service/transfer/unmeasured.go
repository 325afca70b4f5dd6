package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"taskdrop/service/problem"
)

// stillness is how long a read from the disk may bring nothing before the file is given up. A disk that spins up or a
// server of files that is far away answers within it; some files of /proc never do.
const stillness = 30 * time.Second

var (
	errWithheld = errors.New("reading the file brings nothing and does not end")
	errEndless  = errors.New("the file has more content than To Do takes")
)

// endsWhereItSays reports whether a file's content ends at its size. Files of /proc, and of some file systems in user
// space, say 0 or something else.
func endsWhereItSays(ctx context.Context, file *os.File, size int64) (bool, error) {
	before, err := hasByteAt(ctx, file, size-1)
	if err != nil || !before {
		return false, err
	}
	after, err := hasByteAt(ctx, file, size)
	if err != nil || !after {
		return err == nil, err
	}
	// A file that somebody writes to has grown since it was asked for its size: that is a change like any other.
	now, err := file.Stat()
	return err == nil && now.Size() > size, err
}

// hasByteAt reports whether there is a byte at an offset. Before the start there is one, so to speak.
func hasByteAt(ctx context.Context, file *os.File, offset int64) (bool, error) {
	if offset < 0 {
		return true, nil
	}
	n, err := within(ctx, func() (int, error) { return file.ReadAt(make([]byte, 1), offset) })
	if n > 0 || errors.Is(err, io.EOF) {
		return n > 0, nil
	}
	return false, err
}

// within waits for a read that may never end. A read that is given up goes on by itself and is forgotten.
func within(ctx context.Context, read func() (int, error)) (int, error) {
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		n, err := read()
		done <- result{n, err}
	}()
	timer := time.NewTimer(stillness)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.n, r.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	case <-timer.C:
		return 0, errWithheld
	}
}

// copyUnmeasured copies what a file holds, up to the limit, into the folder copies, and closes the file. The copy is
// what is sent and compared, so that it does not matter that such files rarely read the same twice.
func copyUnmeasured(ctx context.Context, path, copies string, file *os.File, info fs.FileInfo) (*source, error) {
	to, err := os.CreateTemp(copies, "copy-*")
	if err != nil {
		return nil, copyProblem(path, err)
	}
	size, err := copyContent(ctx, to, file)
	var sum string
	if err == nil {
		sum, err = sumOf(io.NewSectionReader(to, 0, size))
	}
	if err != nil {
		_ = to.Close()
		_ = os.Remove(to.Name())
		if errors.Is(err, errEndless) {
			return nil, tooLarge(path, size)
		}
		return nil, contentProblem(path, err)
	}
	_ = file.Close()
	print := fingerprint{Size: size, ModTime: info.ModTime().UTC().Round(0), Content: sum}
	return &source{path: path, file: to, print: print, copy: to.Name(), whole: sum}, nil
}

// errCopy is why a copy could not be written.
type errCopy struct{ error }

func (e errCopy) Unwrap() error { return e.error }

// copyContent returns how many bytes were read. It reads no more than one byte above the limit.
func copyContent(ctx context.Context, to *os.File, from *os.File) (int64, error) {
	var size int64
	for {
		// A buffer for each read: one that was given up may still be written to.
		buffer := make([]byte, 1<<16)
		n, err := within(ctx, func() (int, error) { return from.Read(buffer) })
		size += int64(n)
		if size > MaxFileSize {
			return size, errEndless
		}
		if _, writeErr := to.Write(buffer[:n]); writeErr != nil {
			return size, errCopy{writeErr}
		}
		if errors.Is(err, io.EOF) {
			return size, nil
		}
		if err != nil {
			return size, err
		}
	}
}

// contentProblem words why content could not be had. An end that somebody asked for stays what it is.
func contentProblem(path string, err error) error {
	var copying errCopy
	switch {
	case errors.Is(err, errPaused), errors.Is(err, errCanceled), errors.Is(err, errShutdown):
		return err
	case errors.Is(err, errWithheld):
		return problem.New(problem.ContentWithheld, "Name", displayName(path)).WithDetail(fmt.Sprintf("nothing read for %s", stillness))
	case errors.As(err, &copying):
		return copyProblem(path, err)
	}
	return pathProblem(path, err)
}

func copyProblem(path string, err error) *problem.Problem {
	return problem.New(problem.CopyFailed, "Name", displayName(path)).WithDetail(err.Error())
}
