package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"taskdrop/service/problem"
)

// MaxFileSize is the largest file To Do takes, in bytes. The documents say "25 MB"; read as MiB it is this, and the
// service refuses more (F24, C16).
const MaxFileSize = 26_214_400

// errChanged means that the file on disk is no longer the one whose first bytes were sent (C31).
var errChanged = errors.New("the file changed while it was sent")

// fingerprint is what tells one version of a file from another without reading it.
type fingerprint struct {
	Size    int64     `json:"size"` // bytes that are sent
	ModTime time.Time `json:"modified"`
	// Identity is device and inode where the system has them. An editor that saves by renaming changes it.
	Identity string `json:"identity,omitempty"`
	// Content is the SHA-256 of a copy that was made because the file does not say how long it is; "" for any other
	// file.
	Content string `json:"content,omitempty"`
}

func (f fingerprint) equal(g fingerprint) bool {
	if f.Content != "" || g.Content != "" {
		return f.Content == g.Content
	}
	return f.Size == g.Size && f.ModTime.Equal(g.ModTime) && f.Identity == g.Identity
}

// touched reports whether g may be the same version with another date: network file systems give a file several dates
// in turn. The bytes decide then (R9).
func (f fingerprint) touched(g fingerprint) bool {
	return f.Content == "" && g.Content == "" && f.Size == g.Size && f.Identity == g.Identity
}

// source is one version of a file, open for reading.
type source struct {
	path    string
	file    *os.File // the file, or a copy of it
	print   fingerprint
	hash    *streamHash
	copy    string // path of the copy that is sent, "" if the file itself is
	whole   string // SHA-256 of all bytes, "" while unknown
	redated bool   // its date changed while the bytes stayed: from then on the bytes are compared each time
}

// reader is the file as it is sent.
func (s *source) reader() io.ReaderAt { return s.hash }

// readSum is the SHA-256 of the file once all of it was read for a request. Only where it was not read in order is it
// read again.
func (s *source) readSum() (string, error) {
	if sum, ok := s.hash.read(s.print.Size); ok {
		return sum, nil
	}
	return sumOf(s.content())
}

// taken tells the hash where the server goes on.
func (s *source) taken(next int64) { s.hash.taken(next) }

// openSource opens path and fixes which version of it is meant. What a file says of its length is a hint: one whose
// content ends elsewhere is copied into the folder copies first, and the copy is sent (R9). Errors are Problems.
func openSource(ctx context.Context, path, copies string) (*source, error) {
	// Stat before open: opening a FIFO would block until somebody writes to it.
	info, err := os.Stat(path)
	if err != nil {
		return nil, pathProblem(path, err)
	}
	if p := modeProblem(path, info); p != nil {
		return nil, p
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, pathProblem(path, err)
	}
	src, err := sourceOf(ctx, path, copies, file)
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	src.hash = newStreamHash(src.file)
	return src, nil
}

// sourceOf takes the file, or a copy of it.
func sourceOf(ctx context.Context, path, copies string, file *os.File) (*source, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, pathProblem(path, err)
	}
	if p := modeProblem(path, info); p != nil {
		return nil, p
	}
	if info.Size() > MaxFileSize {
		return nil, tooLarge(path, info.Size())
	}
	measured, err := endsWhereItSays(ctx, file, info.Size())
	if err != nil {
		return nil, contentProblem(path, err)
	}
	if measured {
		return &source{path: path, file: file, print: fingerprintOf(info)}, nil
	}
	return copyUnmeasured(ctx, path, copies, file, info)
}

func fingerprintOf(info fs.FileInfo) fingerprint {
	return fingerprint{Size: info.Size(), ModTime: info.ModTime().UTC().Round(0), Identity: fileIdentity(info)}
}

// unchanged looks at the path again, not at the open file: a file replaced by a rename is another file (C31). A file
// that has only another date is the same if the bytes that were sent are still what is on the disk. What a copy was
// made of may change.
func (s *source) unchanged() bool {
	if s.copy != "" {
		return true
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return false
	}
	now := fingerprintOf(info)
	if now.equal(s.print) && !s.redated {
		return true
	}
	if !s.print.touched(now) || !s.stillHolds() {
		return false
	}
	s.print.ModTime, s.redated = now.ModTime, true
	return true
}

// stillHolds reports whether what was sent so far is what the file begins with.
func (s *source) stillHolds() bool {
	length, want := s.print.Size, s.whole
	if want == "" {
		var ok bool
		if length, want, ok = s.hash.soFar(); !ok {
			return false
		}
	}
	got, err := sumOf(io.NewSectionReader(s.file, 0, length))
	return err == nil && got == want
}

// sumOf is the SHA-256 of all that is read.
func sumOf(content io.Reader) (string, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, content); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// Close closes the file and deletes the copy, if there is one.
func (s *source) Close() error {
	err := s.file.Close()
	if s.copy != "" {
		err = errors.Join(err, os.Remove(s.copy))
	}
	return err
}

// modeProblem refuses what is not a regular file: reading a device or a socket never ends, or does harm.
func modeProblem(path string, info fs.FileInfo) *problem.Problem {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return problem.New(problem.IsFolder, "Name", displayName(path))
	default:
		return problem.New(problem.NotAFile, "Name", displayName(path))
	}
}

func pathProblem(path string, err error) *problem.Problem {
	kind := problem.Unreadable
	switch {
	case errors.Is(err, fs.ErrNotExist):
		kind = problem.FileGone
	case errors.Is(err, fs.ErrPermission):
		kind = problem.NoPermission
	}
	return problem.New(kind, "Name", displayName(path)).WithDetail(err.Error())
}

func tooLarge(path string, size int64) *problem.Problem {
	return problem.New(problem.TooLarge, append(sizeFields(size), "Name", displayName(path), "Limit", SizeLimit(), "LimitBytes", fmt.Sprint(MaxFileSize))...)
}

// content reads this version of the file from its start.
func (s *source) content() io.Reader { return io.NewSectionReader(s.file, 0, s.print.Size) }
