package transfer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// Pause stops an item where it is. Its session is kept, and what the server has stays there (R2).
func (q *Queue) Pause(id uint64) { q.pauseWhere(func(it *item) bool { return it.rec.ID == id }) }

// PauseAll pauses every item that runs or waits for its turn.
func (q *Queue) PauseAll() { q.pauseWhere(func(*item) bool { return true }) }

func (q *Queue) pauseWhere(which func(*item) bool) {
	q.change(func(it *item) bool {
		if !which(it) {
			return false
		}
		if it.cancel != nil {
			it.cancel(errPaused) // filed as paused when the run has noticed
			return false
		}
		if it.rec.State != StateQueued && it.rec.State != StateSignIn && it.rec.State != StatePacking {
			return false
		}
		it.rec.State = StatePaused
		return true
	})
}

// Resume goes on with a paused item.
func (q *Queue) Resume(id uint64) {
	q.requeue(StatePaused, func(it *item) bool { return it.rec.ID == id })
}

// ResumeAll goes on with every paused item but some.
func (q *Queue) ResumeAll(but map[uint64]bool) {
	q.requeue(StatePaused, func(it *item) bool { return !but[it.rec.ID] })
}

// Retry tries a failed item again.
func (q *Queue) Retry(id uint64) {
	q.requeue(StateFailed, func(it *item) bool { return it.rec.ID == id })
}

// RetryFailed tries every failed item again that may succeed, see Status.CanSucceed.
func (q *Queue) RetryFailed() {
	q.requeue(StateFailed, func(it *item) bool { return !overLimit(it.rec.Problem) })
}

// TryNow ends an item's wait before its next try. A pause that the server asked for stays in force: the mailbox's
// governor keeps it (C28).
func (q *Queue) TryNow(id uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	it := q.byID[id]
	if it == nil || !it.wait.Skippable {
		return
	}
	select {
	case it.live.tryNow <- struct{}{}:
	default: // pressed twice
	}
}

func (q *Queue) requeue(from State, which func(*item) bool) {
	q.change(func(it *item) bool {
		if it.cancel != nil || it.rec.State != from || !which(it) {
			return false
		}
		if it.rec.Packed && it.rec.Problem.Of(problem.FileGone) {
			it.rec.Packed = false // the .zip is ours to make again
		}
		it.rec.Problem, it.rec.Finished, it.rec.Held = nil, time.Time{}, false
		it.rec.hold(false)
		if it.rec.unpacked() {
			it.rec.State = StatePacking
		}
		return true
	})
}

// First puts an item before all others: it is the next to be sent.
func (q *Queue) First(id uint64) {
	q.move(id, func(items []*item) int64 { return items[0].rec.Order - 1 })
}

// Last puts an item behind all others.
func (q *Queue) Last(id uint64) {
	q.move(id, func(items []*item) int64 { return items[len(items)-1].rec.Order + 1 })
}

func (q *Queue) move(id uint64, order func([]*item) int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	it := q.byID[id]
	if it == nil {
		return
	}
	it.rec.Order = order(q.items)
	q.last = max(q.last, it.rec.Order)
	slices.SortStableFunc(q.items, func(a, b *item) int { return cmp.Compare(a.rec.Order, b.rec.Order) })
	if it.cancel == nil { // a run writes its own record down, with the next act
		if err := q.journal.Note(it.rec); err != nil {
			q.log.Error("could not write the journal", "item", id, "err", err)
		}
	}
	q.first = 0
	q.cfg.Changed()
}

// Cancel stops an item, deletes its upload session and takes it out of the queue (R7). If its last bytes had arrived
// all the same, the attachment is taken off the task again.
func (q *Queue) Cancel(id uint64) { q.cancelWhere(func(it *item) bool { return it.rec.ID == id }) }

// CancelAll cancels every item that is not finished.
func (q *Queue) CancelAll() {
	q.cancelWhere(func(it *item) bool { return !it.rec.State.Terminal() })
}

func (q *Queue) cancelWhere(which func(*item) bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	gone := map[*item]bool{}
	for _, it := range q.items {
		switch {
		case !which(it):
		case it.cancel != nil:
			it.cancel(errCanceled) // taken out when the run has noticed and cleaned up
		default:
			if it.stopPacking != nil {
				it.stopPacking(errCanceled)
			}
			gone[it] = true
		}
	}
	q.removeLocked(gone)
}

// ClearDone takes every finished item out of the queue. A failed one may have left a session, which is deleted.
func (q *Queue) ClearDone() {
	q.cancelWhere(func(it *item) bool { return it.rec.State.Terminal() })
}

// removeLocked takes items out of the queue, and keeps what they left on the server to be deleted.
func (q *Queue) removeLocked(gone map[*item]bool) {
	if len(gone) == 0 {
		return
	}
	ids := make([]uint64, 0, len(gone))
	for it := range gone {
		if it.rec.leavesSomething() {
			q.leaveLocked(it)
			q.takeAwayLocked(it)
		} else {
			ids = append(ids, it.rec.ID)
		}
	}
	if err := q.journal.Remove(ids...); err != nil {
		q.log.Error("could not write the journal", "err", err)
	}
	q.dropLocked(func(it *item) bool { return gone[it] })
	q.dispatchLocked()
	q.cfg.Changed()
}

// takeBack deletes a cancelled item's session, and its attachment if the last bytes had arrived before the cancel,
// within a short time (C26).
func (r *run) takeBack(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	_, err := r.closeSession(ctx)
	if r.rec.inDoubt() {
		err = errors.Join(err, r.takeOff(ctx))
	}
	if err != nil {
		r.log.Warn("could not clean up after a cancel", "item", r.rec.ID, "err", err)
	}
	return err
}

func (r *run) takeOff(ctx context.Context) error {
	src, err := openSource(ctx, r.rec.Path, r.q.journal.dir)
	if err != nil {
		return err
	}
	defer src.Close()
	r.src = src
	id, err := r.lookFor(ctx, hardlyThere)
	if err != nil || id == "" {
		return err
	}
	return r.mailbox.DeleteAttachment(ctx, r.ref(), id)
}

// Undo removes the attachment of an attached item from its task again.
func (q *Queue) Undo(id uint64) error {
	q.mu.Lock()
	it := q.byID[id]
	if it == nil || it.rec.State != StateAttached || it.rec.Attachment == "" {
		q.mu.Unlock()
		return problem.New(problem.AttachmentGone)
	}
	rec := it.rec
	mailbox := q.cfg.Mailbox(rec.Target.AccountID)
	q.mu.Unlock()
	if mailbox == nil {
		return problem.New(problem.SignInNeeded)
	}
	ctx, cancel := context.WithTimeout(q.ctx, time.Minute)
	defer cancel()
	ref := graph.TaskRef{ListID: rec.Target.ListID, TaskID: rec.Target.TaskID}
	if err := mailbox.DeleteAttachment(ctx, ref, rec.Attachment); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	q.change(func(it *item) bool {
		if it.rec.ID != id {
			return false
		}
		it.rec.State, it.rec.Attachment, it.rec.Finished = StateUndone, "", time.Now()
		return true
	})
	return nil
}

// FailWaiting fails every item that waits for a sign-in that will not come, or for a task that nobody will choose.
func (q *Queue) FailWaiting(why func(Status) *problem.Problem) {
	q.change(func(it *item) bool {
		if it.cancel != nil || it.rec.State != StateSignIn && it.rec.State != StateUnassigned {
			return false
		}
		it.fail(why(*it.status()))
		return true
	})
}

// FailUnassigned fails those of the items that still have no task.
func (q *Queue) FailUnassigned(why *problem.Problem, ids []uint64) {
	q.change(func(it *item) bool {
		if it.cancel != nil || !it.rec.wantsTask() || !slices.Contains(ids, it.rec.ID) {
			return false
		}
		it.fail(why)
		return true
	})
}

func (it *item) fail(why *problem.Problem) {
	it.rec.State, it.rec.Problem, it.rec.Finished = StateFailed, why, time.Now()
}
