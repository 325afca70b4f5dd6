package service

import (
	"context"
	"net/url"

	"github.com/pkg/browser"

	"taskdrop/service/problem"
)

// Pause and its like pass the person's wish on to the queue.
func (s *Service) Pause(id uint64) { s.queueNow().Pause(id) }

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

// OpenTask shows a task in the person's browser.
func (s *Service) OpenTask(_, taskID string) {
	if s.demo() {
		s.tell(problem.New(problem.DemoTask), false) // nothing leaves this machine
		return
	}
	if account := s.Snapshot().Account; account.ByApp {
		s.tell(problem.New(problem.AppTask, "User", account.Username), false)
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
