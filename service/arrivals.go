package service

import (
	"context"
	"slices"
	"time"
)

// arrivalPause spares the server: many small files arriving one after another cause one look at the task, not one
// each.
const arrivalPause = 2 * time.Second

// followArrivals keeps what is shown of the chosen task true to what the queue attaches to it: the paper clip at once,
// the attachments a moment later.
func (s *browsing) followArrivals(ctx context.Context, queues *queues) {
	changes, stop := s.board.Watch()
	defer stop()
	seen := 0
	taskID := ""
	for {
		target := s.target()
		arrived := arrivedAt(queues, target)
		if target.TaskID != taskID {
			// Its attachments are being read just now, but what arrived meanwhile may have missed that.
			taskID, seen = target.TaskID, 0
		}
		if arrived > seen {
			seen = arrived
			s.clip(target.TaskID)
			select {
			case <-ctx.Done():
				return
			case <-time.After(arrivalPause):
			}
			s.attachments.Reload()
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

// arrivedAt counts the queue's attached files of a task.
func arrivedAt(queues *queues, target Target) (n int) {
	if !target.Chosen() {
		return 0
	}
	for _, item := range queues.items() {
		if item.State == ItemAttached && item.Target.TaskID == target.TaskID {
			n++
		}
	}
	return n
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
