package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// Saving is how far the saving of all attachments has come.
type Saving struct {
	Done, Total int
}

// SaveAttachment writes an attachment to a path the person chose, and agreed to replace where there is something.
func (s *Service) SaveAttachment(id, path string) {
	s.command(id, func(ctx context.Context, h hanging) {
		if err := s.save(ctx, h, path); err != nil {
			discardEmpty(path)
			s.tellError(ctx, h.Name, err)
			return
		}
		s.tellSaved(problem.New(problem.Saved, "Name", path), true, filepath.Dir(path))
	})
}

// discardEmpty takes away the empty file that some dialogs make of the name chosen.
func discardEmpty(path string) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		_ = os.Remove(path)
	}
}

// SaveAllAttachments writes all attachments of the chosen task into a folder, one after the other, so that three of the
// mailbox's four requests stay for others (R3). It replaces nothing that lies there.
func (s *Service) SaveAllAttachments(folder string) {
	all := s.attachments()
	ctx, cancel := context.WithCancel(s.ctx)
	s.mu.Lock()
	busy := s.cancelSaving != nil
	if !busy && len(all) > 0 {
		s.cancelSaving = cancel
	}
	s.mu.Unlock()
	if busy || len(all) == 0 {
		cancel()
		return
	}
	s.update(func(v *Snapshot) { v.Saving = &Saving{Total: len(all)} })
	s.background(func(context.Context) {
		defer cancel()
		s.saveAll(ctx, all, folder)
	})
}

// CancelSaving stops the saving of all attachments. What is saved stays.
func (s *Service) CancelSaving() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancelSaving != nil {
		s.cancelSaving()
	}
}

func (s *Service) saveAll(ctx context.Context, all []hanging, folder string) {
	saved := 0
	var failures []string
	for i, h := range all {
		err := s.saveInto(ctx, h, folder)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			s.log.Error("could not save an attachment", "name", h.Name, "err", err)
			failures = append(failures, failureLine(h.Name, err))
		} else {
			saved++
		}
		s.update(func(v *Snapshot) { v.Saving = &Saving{Done: i + 1, Total: len(all)} })
	}
	s.update(func(v *Snapshot) {
		v.Saving = nil
		s.cancelSaving = nil
	})
	if s.ctx.Err() != nil {
		return
	}
	told := problem.New(problem.SavedAll, "Folder", folder, "Count", strconv.Itoa(saved))
	if saved < len(all) {
		told = problem.New(problem.SavedSome, "Folder", folder, "Count", strconv.Itoa(saved), "Total", strconv.Itoa(len(all)))
		told = told.WithDetail(strings.Join(failures, "\n"))
	}
	s.tellSaved(told, saved == len(all), folder)
}

// failureLine is a line of the details: which file, and why.
func failureLine(name string, err error) string {
	p := transfer.Explain(name, err)
	return strings.TrimSpace(name + ": " + p.Sentence() + " " + p.Detail)
}

// tellSaved says where something was saved.
func (s *Service) tellSaved(p *Problem, good bool, folder string) {
	s.update(func(v *Snapshot) {
		s.note(p, good)
		v.Notices[len(v.Notices)-1].Folder = folder
	})
}

// ShowFolder shows a folder of this computer in the person's file manager.
func (s *Service) ShowFolder(folder string) {
	s.background(func(ctx context.Context) {
		if err := s.openFile(ctx, folder); err != nil {
			s.tellError(ctx, folder, problem.New(problem.FolderNotShown, "Folder", folder).WithDetail(err.Error()))
		}
	})
}

// save writes an attachment under a path, whole or not at all.
func (s *Service) save(ctx context.Context, h hanging, path string) error {
	partial, err := s.download(ctx, h, filepath.Dir(path))
	if err != nil {
		return err
	}
	if err := os.Rename(partial, path); err != nil {
		_ = os.Remove(partial)
		return saveFailed(h.Name, err)
	}
	return nil
}

// saveInto writes an attachment into a folder, under a name that nothing has there yet.
func (s *Service) saveInto(ctx context.Context, h hanging, folder string) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	partial, err := s.download(ctx, h, folder)
	if err != nil {
		return err
	}
	path, err := reserve(folder, SafeName(h.Name))
	if err == nil {
		if err = os.Rename(partial, path); err == nil {
			return nil
		}
		_ = os.Remove(path)
	}
	_ = os.Remove(partial)
	return saveFailed(h.Name, err)
}

// mostNumbers bounds the search for a free name.
const mostNumbers = 10_000

// reserve makes an empty file under the first free of "a.txt", "a (2).txt" and so on. The system makes it or says that
// something is there, so nothing can be replaced, whatever else writes into the folder.
func reserve(folder, name string) (path string, err error) {
	for n := 1; n <= mostNumbers; n++ {
		path = filepath.Join(folder, numbered(name, n))
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			return path, file.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	return "", fmt.Errorf("%d files of this name: %w", mostNumbers, fs.ErrExist)
}

// download streams an attachment into a new file of a folder, beside the name it will have.
func (s *Service) download(ctx context.Context, h hanging, folder string) (partial string, err error) {
	partial = filepath.Join(folder, ".taskdrop-"+randomWord()+".part")
	file, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return "", saveFailed(h.Name, err)
	}
	_, err = again(ctx, func() (struct{}, error) { return struct{}{}, s.stream(ctx, h, file) })
	if closing := errors.Join(file.Sync(), file.Close()); err == nil && closing != nil {
		err = saveFailed(h.Name, closing)
	}
	if err != nil {
		_ = os.Remove(partial)
		return "", s.noteGone(h, err)
	}
	return partial, nil
}

// noteGone words the refusal of an attachment that somebody else deleted.
func (s *Service) noteGone(h hanging, err error) error {
	var refused *graph.Error
	if errors.As(err, &refused) && refused.Missing() {
		if s.target().TaskID == h.ref.TaskID {
			s.refreshAttachments()
		}
		return problem.New(problem.AttachmentGone).WithDetail(refused.Detail())
	}
	return err
}

// stream fills the file with the attachment's bytes, from the beginning.
func (s *Service) stream(ctx context.Context, h hanging, file *os.File) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return saveFailed(h.Name, err)
	}
	if err := file.Truncate(0); err != nil {
		return saveFailed(h.Name, err)
	}
	body, _, err := h.client.AttachmentContent(ctx, h.ref, h.ID)
	if err != nil {
		return err
	}
	defer body.Close()
	wire := &wireErrors{from: body}
	size, err := io.Copy(file, wire)
	switch {
	case wire.err != nil:
		return wire.err
	case err != nil:
		return saveFailed(h.Name, err)
	}
	s.learnSize(h.ID, size)
	return nil
}

// wireErrors tells a broken connection from a full disk.
type wireErrors struct {
	from io.Reader
	err  error
}

func (w *wireErrors) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

func saveFailed(name string, err error) error {
	return problem.New(problem.SaveFailed, "Name", name).WithDetail(err.Error())
}
