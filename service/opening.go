package service

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pkg/browser"

	"taskdrop/service/problem"
)

// openable are the types that are opened at once: documents, pictures, sound and film. Whatever else an attachment is may be
// a program, or a link to one, and what a system starts as a program cannot be listed in full; so the list is of what it
// certainly does not start. SVG and HTML are not on it: a browser runs what is in them.
var openable = strings.Fields(`
	pdf txt text md log csv tsv rtf epub
	doc docx odt dot dotx pages xls xlsx ods numbers ppt pptx odp pps ppsx key
	png jpg jpeg gif heic heif webp tif tiff bmp avif ico dng cr2 nef
	mp3 wav flac ogg opus m4a aac wma aiff mid mp4 mov mkv avi webm wmv m4v mpg mpeg
	zip 7z rar gz tgz bz2 xz zst tar
	eml msg ics vcf json xml yaml yml toml css sql`)

func mayOpen(name string) bool {
	extension := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	return slices.Contains(openable, extension)
}

// openedFiles are copies of attachments that were opened in this run, in a folder that only this user can read.
type openedFiles struct {
	mu     sync.Mutex
	folder string
	copies map[string]openedFile // by the attachment's id
}

type openedFile struct {
	path     string
	modified time.Time
	size     int64
}

// OpenAttachment saves an attachment into a folder of this run and opens it with the system's program for it. What could be a
// program itself is never started: its folder is shown instead, and the person told.
func (s *Service) OpenAttachment(id string) {
	s.command(id, func(ctx context.Context, h hanging) {
		path, err := s.copyToOpen(ctx, h)
		if err != nil {
			s.tellError(ctx, h.Name, err)
			return
		}
		shown := path
		if !mayOpen(path) {
			shown = filepath.Dir(path)
			s.tell(problem.New(problem.NotStarted, "Name", h.Name), false)
		}
		if err := s.openFile(ctx, shown); err != nil {
			s.tellError(ctx, h.Name, problem.New(problem.OpenFailed, "Name", h.Name).WithDetail(err.Error()))
		}
	})
}

// copyToOpen saves an attachment, or finds the copy made before. It can't be written to: a program then proposes another place
// for what the person changes in it, as this one goes with the end of the run.
func (s *Service) copyToOpen(ctx context.Context, h hanging) (path string, err error) {
	s.opened.mu.Lock()
	defer s.opened.mu.Unlock()
	if before, ok := s.opened.copies[h.ID]; ok && before.untouched() {
		return before.path, nil
	}
	if s.opened.folder == "" {
		if s.opened.folder, err = os.MkdirTemp("", "taskdrop-"); err != nil {
			return "", problem.New(problem.OpenFailed, "Name", h.Name).WithDetail(err.Error())
		}
		s.opened.copies = map[string]openedFile{}
	}
	own := filepath.Join(s.opened.folder, randomWord()) // two attachments may have one name
	if err := os.Mkdir(own, 0o700); err != nil {
		return "", problem.New(problem.OpenFailed, "Name", h.Name).WithDetail(err.Error())
	}
	path = filepath.Join(own, SafeName(h.Name))
	if err := s.save(ctx, h, path); err != nil {
		_ = os.Remove(own)
		return "", err
	}
	_ = os.Chmod(path, 0o400)
	if info, err := os.Stat(path); err == nil {
		s.opened.copies[h.ID] = openedFile{path: path, modified: info.ModTime(), size: info.Size()}
	}
	return path, nil
}

func (f openedFile) untouched() bool {
	info, err := os.Stat(f.path)
	return err == nil && info.ModTime().Equal(f.modified) && info.Size() == f.size
}

// discard takes the copies away at the end of the run, but nothing that a person has written to or put beside them.
func (o *openedFiles) discard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, f := range o.copies {
		if f.untouched() {
			_ = os.Chmod(f.path, 0o600) // Windows removes no file that can't be written to
			_ = os.Remove(f.path)
			_ = os.Remove(filepath.Dir(f.path)) // stays where something else is in it
		}
	}
	if o.folder != "" {
		_ = os.Remove(o.folder)
	}
}

// openFile hands a file or a folder to the system. It waits no longer than the context, as some systems tell only when the
// program that shows it is closed.
func (s *Service) openFile(ctx context.Context, path string) error {
	open := s.cfg.OpenFile
	if open == nil {
		open = openWithSystem
	}
	done := make(chan error, 1)
	go func() { done <- open(path) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return nil
	}
}

// quiet keeps the messages of the programs that open files off our standard output, which belongs to the lines of -quit.
var quiet = sync.OnceFunc(func() { browser.Stdout, browser.Stderr = io.Discard, io.Discard })

// openWithSystem takes the path as it is: as a file: URL it would need escapes, and each system reads them in its own way.
func openWithSystem(path string) error {
	quiet()
	return browser.OpenURL(path)
}

// randomWord names something that nobody else has made.
func randomWord() string { return strings.ToLower(rand.Text()[:12]) }
