package attachments

import (
	"context"
	"slices"
	"sync"
	"time"

	"taskdrop/service/view"
)

// undoTime is how long a deletion can be taken back.
const undoTime = 8 * time.Second

// deletions hold back what a person deletes until it can no longer be taken back. Nothing is sent before, so the
// program's end within that time, in whatever way, leaves the attachment on its task: a file is sooner deleted twice
// than lost once.
type deletions struct {
	mu      sync.Mutex
	waiting []*waitingDeletion // in the order they were asked for
	hidden  map[string]bool    // ids of what waits, is being deleted, or is deleted
}

type waitingDeletion struct {
	view.Deletion
	decided chan bool // whether to delete it, before the time is over
}

func (d *deletions) begin(id, name string, now time.Time) *waitingDeletion {
	w := &waitingDeletion{Deletion: view.Deletion{ID: id, Name: name, Until: now.Add(undoTime)}, decided: make(chan bool, 1)}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hidden == nil {
		d.hidden = map[string]bool{}
	}
	d.hidden[id] = true
	d.waiting = append(d.waiting, w)
	return w
}

// wait reports whether the deletion is to be carried out now.
func (d *deletions) wait(ctx context.Context, w *waitingDeletion) (goes bool) {
	timer := time.NewTimer(time.Until(w.Until))
	defer timer.Stop()
	select {
	case goes = <-w.decided:
	case <-timer.C:
		goes = true
	case <-ctx.Done():
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case goes = <-w.decided: // in the last moment
	default:
	}
	d.waiting = slices.DeleteFunc(slices.Clone(d.waiting), func(other *waitingDeletion) bool { return other == w })
	if !goes {
		delete(d.hidden, w.ID)
	}
	return goes
}

func (d *deletions) undo(id string)   { d.decide(id, false) }
func (d *deletions) finish(id string) { d.decide(id, true) }

func (d *deletions) decide(id string, goes bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range d.waiting {
		if w.ID == id {
			select {
			case w.decided <- goes:
			default: // decided already
			}
		}
	}
}

// failed shows an attachment again that could not be deleted.
func (d *deletions) failed(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.hidden, id)
}

// left are the attachments that are not being deleted.
func (d *deletions) left(entries []view.Attachment) []view.Attachment {
	d.mu.Lock()
	defer d.mu.Unlock()
	hidden := func(a view.Attachment) bool { return d.hidden[a.ID] }
	if !slices.ContainsFunc(entries, hidden) {
		return entries
	}
	return slices.DeleteFunc(slices.Clone(entries), hidden)
}

// pending are the deletions that can still be taken back.
func (d *deletions) pending() []view.Deletion {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []view.Deletion
	for _, w := range d.waiting {
		all = append(all, w.Deletion)
	}
	return all
}
