package graph

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// ReadError is about the file, not the wire: it could not be read to its end while it was sent. Nothing of it hangs on
// the task.
type ReadError struct{ Err error }

func (e *ReadError) Error() string {
	return fmt.Sprintf("the file could not be read while it was sent: %v", e.Err)
}

// Unwrap is what reading said; io.ErrUnexpectedEOF where the file ended early.
func (e *ReadError) Unwrap() error { return e.Err }

// body is what a request carries: a known number of bytes that can be read again from the start (C21).
type body struct {
	contentType string
	length      int64 // bytes on the wire
	open        func() io.Reader
	file        *fileReader // where a file is read on the way; nil for a body made in memory
}

func jsonBody(content []byte) *body {
	return &body{
		contentType: "application/json",
		length:      int64(len(content)),
		open:        func() io.Reader { return bytes.NewReader(content) },
	}
}

// fileReader hands out a part of a file, as often as the request has to be sent, and tells how far it has come.
type fileReader struct {
	at            io.ReaderAt
	start, length int64

	mu      sync.Mutex
	sent    func(n int)
	total   int   // told of the sending under way
	sending int   // which opening is the current one
	err     error // the first failure to read
}

// open starts over. A transport may still be reading the body of a sending that was answered early: what that one
// reads no longer counts.
func (f *fileReader) open() io.Reader {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sending++
	if f.total > 0 && f.sent != nil {
		f.sent(-f.total)
	}
	f.total = 0
	return &sending{file: f, number: f.sending, from: io.NewSectionReader(f.at, f.start, f.length), left: f.length}
}

// close ends the telling: sent is not called afterwards.
func (f *fileReader) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = nil
	f.sending++
}

func (f *fileReader) failure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// took notes what one sending read.
func (f *fileReader) took(sending, n int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if sending != f.sending {
		return
	}
	if n > 0 {
		f.total += n
		if f.sent != nil {
			f.sent(n)
		}
	}
	if err != nil && f.err == nil {
		f.err = err
	}
}

// sending is one pass over the part.
type sending struct {
	file   *fileReader
	number int
	from   io.Reader
	left   int64
}

func (s *sending) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n, err := s.from.Read(p)
	s.left -= int64(n)
	var failure error
	switch {
	case err == io.EOF && s.left > 0:
		failure = &ReadError{io.ErrUnexpectedEOF}
	case err != nil && err != io.EOF:
		failure = &ReadError{err}
	}
	s.file.took(s.number, n, failure)
	if failure != nil {
		return n, failure
	}
	return n, err
}
