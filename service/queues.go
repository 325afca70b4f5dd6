package service

import (
	"sync"

	"taskdrop/service/transfer"
)

// queues holds the queue in use: a person's own, or the demo's. Its methods that a person calls pass their wish on to
// that queue.
type queues struct {
	questions *questions

	mu    sync.Mutex
	queue *transfer.Queue
}

// now is the queue in use.
func (s *queues) now() *transfer.Queue {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue
}

// use puts a queue in use and returns the one before.
func (s *queues) use(next *transfer.Queue) (before *transfer.Queue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, s.queue = s.queue, next
	return before
}

// items are those of the queue in use.
func (s *queues) items() []*Item { return s.now().Snapshot().Items }

// item is the queue's item of this id, nil if it is gone.
func (s *queues) item(id uint64) *Item {
	for _, item := range s.items() {
		if item.ID == id {
			return item
		}
	}
	return nil
}

// Busy reports whether closing now would interrupt an upload.
func (s *queues) Busy() bool { return s.now().Busy() }

// Pause stops an item until it is resumed.
func (s *queues) Pause(id uint64) { s.now().Pause(id) }

// Resume goes on with a paused item. If a question about it was put off, that is asked again.
func (s *queues) Resume(id uint64) {
	if !s.questions.askAgain(id) {
		s.now().Resume(id)
	}
}

// ResumeAll goes on with what is paused, and asks again what was put off.
func (s *queues) ResumeAll() {
	about, first := s.questions.about()
	s.now().ResumeAll(about)
	for _, id := range first {
		s.questions.askAgain(id)
	}
}

// Cancel stops an item and takes it out of the queue.
func (s *queues) Cancel(id uint64) { s.now().Cancel(id) }

// SendFirst makes an item the next to be sent.
func (s *queues) SendFirst(id uint64) { s.now().First(id) }

// SendLast puts an item behind all others.
func (s *queues) SendLast(id uint64) { s.now().Last(id) }

// TryNow ends an item's wait before its next try.
func (s *queues) TryNow(id uint64) { s.now().TryNow(id) }

// PauseAll pauses what runs or waits.
func (s *queues) PauseAll() { s.now().PauseAll() }

// RetryFailed tries all failed items again.
func (s *queues) RetryFailed() { s.now().RetryFailed() }

// CancelAll cancels what is not finished.
func (s *queues) CancelAll() { s.now().CancelAll() }

// ClearDone takes what is finished out of the queue.
func (s *queues) ClearDone() { s.now().ClearDone() }
