package transfer

import (
	"context"
	"errors"
	"slices"
	"time"

	"taskdrop/service/problem"
)

// Replaced is what gives way to an item once the item hangs on its task: attachments by their ids, and items of the
// queue that were on their way to the same task when the person decided.
type Replaced struct {
	Attachments []string
	Items       []uint64
}

// Release starts held items. What is replaced, by the id of the item that replaces it, is taken off the task once the
// item's own hangs there: not before, so that nothing is lost where the upload fails.
func (q *Queue) Release(ids []uint64, replaced map[uint64]Replaced) {
	named := setOf(ids)
	q.change(func(it *item) bool {
		if it.cancel != nil || it.rec.State != StatePaused || !it.rec.Held || !named[it.rec.ID] {
			return false
		}
		by := replaced[it.rec.ID]
		it.rec.State, it.rec.Held = StateQueued, false
		it.rec.Replaces, it.rec.ReplacesItems = by.Attachments, by.Items
		q.noteReplacedLocked(it)
		return true
	})
}

// noteReplacedLocked remembers which items give way to another, so that nothing is looked for when any other item
// arrives. An item that has arrived by now gives way by its attachment.
func (q *Queue) noteReplacedLocked(by *item) {
	for _, id := range by.rec.ReplacesItems {
		q.givesWay[id] = true
		if it := q.byID[id]; it != nil {
			q.resolveReplacedLocked(by, it)
		}
	}
}

// resolveReplacedLocked puts an attachment's id in the place of the item that has become it, and reports whether it
// did.
func (q *Queue) resolveReplacedLocked(by, replaced *item) bool {
	if replaced.rec.State != StateAttached || replaced.rec.Attachment == "" || !slices.Contains(by.rec.ReplacesItems, replaced.rec.ID) {
		return false
	}
	by.rec.ReplacesItems = slices.DeleteFunc(slices.Clone(by.rec.ReplacesItems), func(id uint64) bool { return id == replaced.rec.ID })
	by.rec.Replaces = append(slices.Clone(by.rec.Replaces), replaced.rec.Attachment)
	by.shown = nil
	return true
}

// arrivedLocked returns the records that change because an item has been attached, those of the items that replace it.
// A restart forgets what was attached, so they are written before it. None of them runs: two items of one name never
// do.
func (q *Queue) arrivedLocked(it *item) (changed []Record) {
	if !q.givesWay[it.rec.ID] {
		return nil
	}
	for _, by := range q.items {
		if q.resolveReplacedLocked(by, it) {
			changed = append(changed, by.rec)
		}
	}
	return changed
}

// giveWay cancels those of the items that are still to come, and returns the attachments of the others.
func (q *Queue) giveWay(ids []uint64) (attachments []string) {
	q.mu.Lock()
	for _, id := range ids {
		if it := q.byID[id]; it != nil && it.rec.State == StateAttached {
			attachments = append(attachments, it.rec.Attachment)
		}
	}
	q.mu.Unlock()
	named := setOf(ids)
	q.cancelWhere(func(it *item) bool {
		return named[it.rec.ID] && it.rec.State != StateAttached && it.rec.State != StateUndone
	})
	return attachments
}

// replace takes what this item replaces off the task, now that its own hangs there. Where the program closes or
// somebody must sign in first the record stays in doubt: the next run finds the item's own attachment and comes here
// again. Any other failure leaves both on the task and says so; the file itself has arrived, also for whoever cancels
// just now.
func (r *run) replace(ctx context.Context, own string) error {
	if len(r.rec.ReplacesItems) > 0 {
		r.rec.Replaces = append(slices.Clone(r.rec.Replaces), r.q.giveWay(r.rec.ReplacesItems)...)
		r.rec.ReplacesItems = nil
	}
	for len(r.rec.Replaces) > 0 {
		old := r.rec.Replaces[0]
		if old != own {
			_, err := read(ctx, r, func(ctx context.Context) (struct{}, error) {
				return struct{}{}, r.mailbox.DeleteAttachment(ctx, r.ref(), old) // 404 counts as done
			})
			switch {
			case errors.Is(err, errShutdown) || errors.Is(err, errSignIn):
				return err
			case err != nil:
				r.log.Warn("could not take the replaced attachment off", "item", r.rec.ID, "err", err)
				r.oldKept = problem.New(problem.OldKept, "Name", r.rec.Name)
			default:
				r.q.takenOff(old)
			}
		}
		r.rec.Replaces = slices.Clone(r.rec.Replaces[1:])
	}
	return nil
}

// takenOff shows an item whose attachment another one has replaced as what it is.
func (q *Queue) takenOff(attachment string) {
	q.change(func(it *item) bool {
		if it.rec.State != StateAttached || it.rec.Attachment != attachment {
			return false
		}
		it.rec.State, it.rec.Attachment, it.rec.Problem, it.rec.Finished = StateUndone, "", nil, time.Now()
		return true
	})
}
