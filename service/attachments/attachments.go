// Package attachments is what hangs on the chosen task: its list, pictures and previews, opening, saving, and deleting
// with a time to undo. What is on its way to the task is the queue'a.
package attachments

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"taskdrop/service/background"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/retry"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// Config is what the attachments need of the rest of the program.
type Config struct {
	Board *view.Board
	Group *background.Group
	Log   *slog.Logger
	// Chosen returns the chosen task and its mailbox; nil if nobody is signed in.
	Chosen func() (*graph.Client, transfer.Target)
	// Refused takes up that a mailbox refused a read because its account has to sign in again.
	Refused func(*graph.Client, error)
	// TellError shows an error about a name in a person's words.
	TellError func(ctx context.Context, name string, err error)
	// Items are those of the queue: attached ones tell their files' own sizes.
	Items func() []*transfer.Status
	// OpenFile shows a file or a folder with the system's program for it.
	OpenFile func(ctx context.Context, path string) error
}

// Attachments is what hangs on the chosen task. Its methods may be called from any goroutine and return at once.
type Attachments struct {
	Config
	deletions deletions
	opened    openedFiles
	pictures  pictures

	mu         sync.Mutex
	lengths    map[string]int64   // attachments' own sizes, as far as downloads told them
	stopSaving context.CancelFunc // of all attachments, nil while that is not under way
	newest     int                // numbers the loads; an answer to an earlier one is dropped
}

// New returns the attachments of no task.
func New(c Config) *Attachments { return &Attachments{Config: c, lengths: map[string]int64{}} }

// commandTimeout bounds a single command of the person's, such as deleting an attachment.
const commandTimeout = 3 * time.Minute

// hanging is an attachment of the chosen task with what it takes to reach it.
type hanging struct {
	view.Attachment
	client *graph.Client
	ref    graph.TaskRef
}

// attachments returns those of the chosen task, without what is being deleted.
func (a *Attachments) attachments() (found []hanging) {
	client, t := a.Chosen()
	if client == nil || !t.Chosen() {
		return nil
	}
	shown := a.Board.Now().Attachments
	if shown.TaskID != t.TaskID {
		return nil
	}
	for _, a := range a.deletions.left(shown.Entries) {
		found = append(found, hanging{Attachment: a, client: client, ref: graph.TaskRef{ListID: t.ListID, TaskID: t.TaskID}})
	}
	return found
}

// attachment finds one of them. If it is gone the person is told.
func (a *Attachments) attachment(id string) (hanging, bool) {
	found := a.attachments()
	at := slices.IndexFunc(found, func(h hanging) bool { return h.ID == id })
	if at < 0 {
		a.Board.Tell(problem.New(problem.AttachmentGone), false)
		return hanging{}, false
	}
	return found[at], true
}

// command runs a command of the person's about an attachment.
func (a *Attachments) command(id string, do func(context.Context, hanging)) {
	h, ok := a.attachment(id)
	if !ok {
		return
	}
	a.Group.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commandTimeout)
		defer cancel()
		do(ctx, h)
	})
}

// DeleteAttachment hides an attachment at once, and deletes it from its task when the time to undo that is over.
func (a *Attachments) DeleteAttachment(id string) {
	h, ok := a.attachment(id)
	if !ok {
		return
	}
	waiting := a.deletions.begin(h.ID, h.Name, time.Now())
	a.Board.Wake()
	a.Group.Go(func(ctx context.Context) {
		goes := a.deletions.wait(ctx, waiting)
		a.Board.Wake()
		if goes {
			a.deleteNow(ctx, h)
		}
	})
}

func (a *Attachments) deleteNow(ctx context.Context, h hanging) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	_, err := retry.Briefly(ctx, func() (struct{}, error) { return struct{}{}, h.client.DeleteAttachment(ctx, h.ref, h.ID) })
	if err != nil {
		a.deletions.failed(h.ID)
		a.Board.Wake()
		a.TellError(ctx, h.Name, err)
		return
	}
	if a.taskID() == h.ref.TaskID {
		a.Reload()
	}
}

// UndoDelete brings an attachment back whose deletion still waits.
func (a *Attachments) UndoDelete(id string) { a.deletions.undo(id) }

// FinishDelete ends the wait of a deletion: the person does not want to undo it.
func (a *Attachments) FinishDelete(id string) { a.deletions.finish(id) }

// knowSizes puts in the files' own sizes where they are known: from the queue, and from what was downloaded. The
// service lists some 240 bytes more (L9).
func (a *Attachments) knowSizes(entries []view.Attachment) {
	own := map[string]int64{}
	for _, item := range a.Items() {
		if item.State == transfer.StateAttached && item.AttachmentID != "" {
			own[item.AttachmentID] = item.Size
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range entries {
		if size, known := own[entries[i].ID]; known {
			entries[i].Size, entries[i].Exact = size, true
		} else if size, known := a.lengths[entries[i].ID]; known {
			entries[i].Size, entries[i].Exact = size, true
		}
	}
}

// learnSize notes an attachment's own size, which its download told.
func (a *Attachments) learnSize(id string, size int64) {
	a.mu.Lock()
	a.lengths[id] = size
	a.mu.Unlock()
	a.Board.Update(func(v *view.Snapshot) {
		at := slices.IndexFunc(v.Attachments.Entries, func(a view.Attachment) bool { return a.ID == id })
		if at < 0 || v.Attachments.Entries[at].Exact {
			return
		}
		v.Attachments.Entries = slices.Clone(v.Attachments.Entries)
		v.Attachments.Entries[at].Size, v.Attachments.Entries[at].Exact = size, true
	})
}

func (a *Attachments) taskID() string {
	_, t := a.Chosen()
	return t.TaskID
}

// begin numbers a load.
func (a *Attachments) begin() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.newest++
	return a.newest
}

// show changes what is shown unless a newer load has begun meanwhile.
func (a *Attachments) show(turn int, change func(*view.Snapshot)) {
	a.Board.Update(func(v *view.Snapshot) {
		a.mu.Lock()
		newest := a.newest == turn
		a.mu.Unlock()
		if newest {
			change(v)
		}
	})
}

// Reload reads the chosen task's attachments again.
func (a *Attachments) Reload() {
	client, t := a.Chosen()
	if client != nil && t.Chosen() {
		a.Group.Go(func(ctx context.Context) { a.Load(ctx, client, t.ListID, t.TaskID) })
	}
}

// Draw adds to a Snapshot what is kept here: pictures, and what is being deleted.
func (a *Attachments) Draw(v *view.Snapshot) {
	v.Attachments.Entries, v.Deleting = a.deletions.left(v.Attachments.Entries), a.deletions.pending()
	v.Pictures = a.pictures.known()
}

// Close takes away the copies that were opened.
func (a *Attachments) Close() { a.opened.discard() }

// Load reads what hangs on a task and shows it.
func (a *Attachments) Load(ctx context.Context, client *graph.Client, listID, taskID string) {
	turn := a.begin()
	a.show(turn, func(v *view.Snapshot) {
		if v.Attachments.TaskID != taskID {
			v.Attachments = view.Attachments{TaskID: taskID}
		}
		v.Attachments.Load, v.Attachments.Problem = view.Stage(len(v.Attachments.Entries)), nil
	})
	ref := graph.TaskRef{ListID: listID, TaskID: taskID}
	found, err := retry.Briefly(ctx, func() ([]graph.Attachment, error) { return client.Attachments(ctx, ref) })
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		a.Log.Warn("could not read the attachments", "err", err)
		err = transfer.OfList(ctx, client, a.Board.Now().ListName, err)
		a.Refused(client, err)
		a.show(turn, func(v *view.Snapshot) {
			v.Attachments.Load, v.Attachments.Problem = view.LoadFailed, transfer.Explain("", err)
		})
		return
	}
	entries := Of(found)
	a.knowSizes(entries)
	a.show(turn, func(v *view.Snapshot) {
		v.Attachments = view.Attachments{Load: view.LoadReady, TaskID: taskID, Entries: entries}
	})
	a.retryPictures()
}

// Of words what the server lists.
func Of(found []graph.Attachment) []view.Attachment {
	entries := make([]view.Attachment, len(found))
	for i, a := range found {
		entries[i] = view.Attachment{ID: a.ID, Name: a.Name, ContentType: a.ContentType, Size: a.Size, Modified: a.Modified}
	}
	return entries
}
