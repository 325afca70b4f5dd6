package transfer

import (
	"errors"
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
	Size    int64     `json:"size"`
	ModTime time.Time `json:"modified"`
	// Identity is device and inode where the system has them. An editor that saves by renaming changes it.
	Identity string `json:"identity,omitempty"`
}

func (f fingerprint) equal(g fingerprint) bool {
	return f.Size == g.Size && f.ModTime.Equal(g.ModTime) && f.Identity == g.Identity
}

// source is one version of a file, open for reading.
type source struct {
	path  string
	file  *os.File
	print fingerprint
	hash  *streamHash // set where the upload is to be checked
}

// reader is the file as it is sent.
func (s *source) reader() io.ReaderAt {
	if s.hash != nil {
		return s.hash
	}
	return s.file
}

// taken tells the hash where the server goes on.
func (s *source) taken(next int64) {
	if s.hash != nil {
		s.hash.taken(next)
	}
}

// openSource opens path and fixes which version of it is meant. Errors are Problems.
func openSource(path string) (*source, error) {
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
	info, err = file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, pathProblem(path, err)
	}
	if p := modeProblem(path, info); p != nil {
		_ = file.Close()
		return nil, p
	}
	if info.Size() > MaxFileSize {
		_ = file.Close()
		return nil, tooLarge(path, info.Size())
	}
	return &source{path: path, file: file, print: fingerprintOf(info)}, nil
}

func fingerprintOf(info fs.FileInfo) fingerprint {
	return fingerprint{Size: info.Size(), ModTime: info.ModTime().UTC().Round(0), Identity: fileIdentity(info)}
}

// unchanged looks at the path again, not at the open file: a file replaced by a rename is another file (C31).
func (s *source) unchanged() bool {
	info, err := os.Stat(s.path)
	return err == nil && fingerprintOf(info).equal(s.print)
}

func (s *source) Close() error { return s.file.Close() }

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
	return problem.New(problem.TooLarge, append(sizeFields(size), "Name", displayName(path), "Limit", SizeLimit(), "LimitMB", SizeLimitMB)...)
}

// content reads this version of the file from its start.
func (s *source) content() io.Reader { return io.NewSectionReader(s.file, 0, s.print.Size) }
