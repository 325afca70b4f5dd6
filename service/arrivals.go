package service

import (
	"context"
	"slices"
	"time"
)

// How long the attachments of a task are not read again after a file arrived: until the batch is over and arrivalPause
// more, since several small files often follow one another, but arrivalMost at most.
const (
	arrivalPause = 2 * time.Second
	arrivalMost  = time.Minute
)

// followArrivals keeps what is shown of the chosen task true to what the queue attaches to it: the paper clip at once,
// the attachments when the batch is over.
func (s *browsing) followArrivals(ctx context.Context, queues *queues) {
	changes, stop := s.board.Watch()
	defer stop()
	seen := 0
	taskID := ""
	for {
		target := s.target()
		arrived, _ := arrivedAt(queues, target)
		if target.TaskID != taskID {
			// Its attachments are being read just now, but what arrived meanwhile may have missed that.
			taskID, seen = target.TaskID, 0
		}
		if arrived > seen {
			seen = arrived
			s.clip(target.TaskID)
			s.awaitBatch(ctx, changes, queues, target)
			if ctx.Err() != nil {
				return
			}
			if s.target().TaskID == target.TaskID {
				seen, _ = arrivedAt(queues, target)
				s.attachments.Reload()
			}
			continue
		}
		seen = arrived
		select {
		case <-ctx.Done():
			return
		case <-changes:
		}
	}
}

// awaitBatch returns when no more files are on their way to the target, when another one is chosen, or after
// arrivalMost.
func (s *browsing) awaitBatch(ctx context.Context, changes <-chan struct{}, queues *queues, target Target) {
	most := time.NewTimer(arrivalMost)
	defer most.Stop()
	var over <-chan time.Time // never, while files are coming
	for {
		switch _, coming := arrivedAt(queues, target); {
		case coming:
			over = nil
		case over == nil:
			over = time.After(arrivalPause)
		}
		select {
		case <-ctx.Done():
			return
		case <-most.C:
			return
		case <-over:
			return
		case <-changes:
			if s.target().TaskID != target.TaskID {
				return
			}
		}
	}
}

// arrivedAt counts the queue's attached files of a task, and reports whether more are on their way.
func arrivedAt(queues *queues, target Target) (n int, coming bool) {
	if !target.Chosen() {
		return 0, false
	}
	for _, item := range queues.items() {
		if item.Target.TaskID != target.TaskID {
			continue
		}
		switch item.State {
		case ItemAttached:
			n++
		case ItemRunning, ItemQueued, ItemPacking:
			coming = true
		case ItemUnassigned, ItemPaused, ItemSignIn, ItemFailed, ItemUndone:
		}
	}
	return n, coming
}

// clip marks a task as one with attachments.
func (s *browsing) clip(taskID string) {
	s.board.Update(func(v *Snapshot) {
		at := slices.IndexFunc(v.Tasks.Entries, func(t Task) bool { return t.ID == taskID })
		if at < 0 || v.Tasks.Entries[at].HasAttachments {
			return
		}
		v.Tasks.Entries = slices.Clone(v.Tasks.Entries)
		v.Tasks.Entries[at].HasAttachments = true
	})
}
