package service

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/pkg/browser"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// Refuse tells the person about something dropped that is not a file on this computer.
func (s *Service) Refuse(uris []string) {
	if len(uris) == 0 {
		s.tell(problem.New(problem.NothingDropped), false)
		return
	}
	s.tell(problem.New(problem.NotOnComputer, "Name", uris[0]), false)
}

// Pause and its like pass the person's wish on to the queue.
func (s *Service) Pause(id uint64) { s.queueNow().Pause(id) }

// Resume goes on with a paused item.
func (s *Service) Resume(id uint64) { s.queueNow().Resume(id) }

// Retry tries a failed item again; one that never had a task gets the chosen one.
func (s *Service) Retry(id uint64) {
	s.queueNow().Retry(id)
	if target := s.target(); target.Chosen() {
		s.background(func(ctx context.Context) { s.assign(ctx, target, []uint64{id}, s.cfg.Quit) })
	}
}

// Cancel stops an item and takes it out of the queue.
func (s *Service) Cancel(id uint64) { s.queueNow().Cancel(id) }

// SendFirst makes an item the next to be sent.
func (s *Service) SendFirst(id uint64) { s.queueNow().First(id) }

// SendLast puts an item behind all others.
func (s *Service) SendLast(id uint64) { s.queueNow().Last(id) }

// PauseAll pauses what runs or waits.
func (s *Service) PauseAll() { s.queueNow().PauseAll() }

// ResumeAll goes on with what is paused.
func (s *Service) ResumeAll() { s.queueNow().ResumeAll() }

// RetryFailed tries all failed items again.
func (s *Service) RetryFailed() { s.queueNow().RetryFailed() }

// CancelAll cancels what is not finished.
func (s *Service) CancelAll() { s.queueNow().CancelAll() }

// ClearDone takes what is finished out of the queue.
func (s *Service) ClearDone() { s.queueNow().ClearDone() }

// Undo removes the attachment of an attached item from its task again.
func (s *Service) Undo(id uint64) {
	s.background(func(ctx context.Context) {
		name := ""
		for _, item := range s.Snapshot().Queue.Items {
			if item.ID == id {
				name = item.Name
			}
		}
		if err := s.queueNow().Undo(id); err != nil {
			s.tellError(ctx, name, err)
			return
		}
		s.tell(problem.New(problem.Undone, "Name", name), true)
		s.refreshAttachments()
	})
}

func (s *Service) refreshAttachments() {
	client, t := s.inUse(), s.target()
	if client != nil && t.Chosen() {
		s.background(func(ctx context.Context) { s.loadAttachments(ctx, client, t.ListID, t.TaskID) })
	}
}

// withAttachment runs a command about one attachment of the chosen task.
func (s *Service) withAttachment(id string, do func(context.Context, *graph.Client, graph.TaskRef, Attachment)) {
	s.mu.Lock()
	at := slices.IndexFunc(s.view.Attachments.Entries, func(a Attachment) bool { return a.ID == id })
	var chosen Attachment
	if at >= 0 {
		chosen = s.view.Attachments.Entries[at]
	}
	s.mu.Unlock()
	client, t := s.inUse(), s.target()
	if at < 0 || client == nil {
		s.tell(problem.New(problem.AttachmentGone), false)
		return
	}
	s.background(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		do(ctx, client, graph.TaskRef{ListID: t.ListID, TaskID: t.TaskID}, chosen)
	})
}

// DeleteAttachment takes an attachment off the chosen task.
func (s *Service) DeleteAttachment(id string) {
	s.withAttachment(id, func(ctx context.Context, client *graph.Client, ref graph.TaskRef, a Attachment) {
		if err := client.DeleteAttachment(ctx, ref, a.ID); err != nil {
			s.tellError(ctx, a.Name, err)
			return
		}
		s.tell(problem.New(problem.Deleted, "Name", a.Name), true)
		s.refreshAttachments()
	})
}

// SaveAttachment writes an attachment to a path the person chose.
func (s *Service) SaveAttachment(id, path string) {
	s.withAttachment(id, func(ctx context.Context, client *graph.Client, ref graph.TaskRef, a Attachment) {
		if err := download(ctx, client, ref, a, path); err != nil {
			s.tellError(ctx, a.Name, err)
			return
		}
		s.tell(problem.New(problem.Saved, "Name", path), true)
	})
}

// OpenAttachment saves an attachment into a folder of this run and opens it with the system's program for it.
func (s *Service) OpenAttachment(id string) {
	s.withAttachment(id, func(ctx context.Context, client *graph.Client, ref graph.TaskRef, a Attachment) {
		dir, err := os.MkdirTemp("", "taskdrop-")
		if err != nil {
			s.tellError(ctx, a.Name, problem.New(problem.OpenFailed, "Name", a.Name).WithDetail(err.Error()))
			return
		}
		// A name from the server is never a path (L11).
		path := filepath.Join(dir, graph.CleanName(a.Name))
		if err := download(ctx, client, ref, a, path); err != nil {
			s.tellError(ctx, a.Name, err)
			return
		}
		if err := browser.OpenFile(path); err != nil {
			s.tellError(ctx, a.Name, problem.New(problem.OpenFailed, "Name", a.Name).WithDetail(err.Error()))
		}
	})
}

// download writes beside the path first, so that a broken connection leaves no half file under the name.
func download(ctx context.Context, client *graph.Client, ref graph.TaskRef, a Attachment, path string) error {
	body, _, err := client.AttachmentContent(ctx, ref, a.ID)
	if err != nil {
		return err
	}
	defer body.Close()
	suffix := make([]byte, 6)
	_, _ = rand.Read(suffix) // never fails
	partial := path + "." + hex.EncodeToString(suffix) + ".part"
	file, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return problem.New(problem.SaveFailed, "Name", a.Name).WithDetail(err.Error())
	}
	_, err = io.Copy(file, body)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(partial, path)
	}
	if err != nil {
		_ = os.Remove(partial)
		return problem.New(problem.SaveFailed, "Name", a.Name).WithDetail(err.Error())
	}
	return nil
}

// OpenTask shows a task in the person's browser.
func (s *Service) OpenTask(_, taskID string) {
	if s.demo() {
		s.tell(problem.New(problem.DemoTask), false) // nothing leaves this machine
		return
	}
	s.background(func(ctx context.Context) {
		page := "https://to-do.office.com/tasks/id/" + url.PathEscape(taskID) + "/details"
		if err := s.openURL(page); err != nil {
			s.tellError(ctx, page, problem.New(problem.OpenFailed, "Name", page).WithDetail(err.Error()))
		}
	})
}

func (s *Service) openURL(page string) error {
	if s.cfg.OpenURL != nil {
		return s.cfg.OpenURL(page)
	}
	return browser.OpenURL(page)
}
