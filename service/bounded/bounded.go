// Package bounded reads what comes from outside the program, and never more of it than the caller allows. It is the
// one place for such limits on memory; limits on time are the caller's.
package bounded

import (
	"errors"
	"io"
	"os"
)

// ErrTooMuch means that there is more to read than the caller allows.
var ErrTooMuch = errors.New("more than is read from outside the program")

// Reader returns a reader that fails with ErrTooMuch once more than limit bytes were to be had. Unlike io.LimitReader
// it never takes the first part of something for the whole of it.
func Reader(in io.Reader, limit int64) io.Reader { return &reader{in, limit} }

type reader struct {
	in   io.Reader
	left int64
}

func (r *reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if r.left < 0 {
		return 0, ErrTooMuch
	}
	// One byte more than is left tells a stream that ends at the limit from one that goes on.
	if int64(len(p)) > r.left+1 {
		p = p[:r.left+1]
	}
	n, err := r.in.Read(p)
	if int64(n) > r.left {
		n, r.left = int(r.left), -1
		return n, ErrTooMuch
	}
	r.left -= int64(n)
	return n, err
}

// ReadAll reads until the end.
func ReadAll(in io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(Reader(in, limit))
	if err != nil {
		return nil, err
	}
	return data, nil
}

// ReadFile reads a file.
func ReadFile(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadAll(file, limit)
}
