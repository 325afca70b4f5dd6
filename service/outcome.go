package service

import (
	"cmp"
	"slices"
	"sync"

	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// Result is what became of one file, for the line on standard output.
type Result struct {
	Path         string // as it was given, or absolute for what an earlier run left
	Attached     bool
	AttachmentID string
	Reason       string // why it was not attached, one line

	Target    Target
	Size      int64
	SHA256    string // of the attachment, where known
	Attempts  int    // how often sending began
	RequestID string // the server's name for the last request that sent something of the file
}

// outcome follows the items of this run: those the command line or a drop added, and those an earlier run left
// unfinished.
type outcome struct {
	mu       sync.Mutex
	followed []uint64
	paths    map[uint64]string
	started  bool // the command line has been carried out
}

func newOutcome() *outcome { return &outcome{paths: map[uint64]string{}} }

// restore follows what an earlier run left unfinished, and drops what it had finished from the journal; failures stay,
// to be tried again.
func (o *outcome) restore(journal *transfer.Journal, records []transfer.Record) []transfer.Record {
	var gone []uint64
	kept := slices.DeleteFunc(records, func(r transfer.Record) bool {
		if r.State == transfer.StateAttached || r.State == transfer.StateUndone {
			gone = append(gone, r.ID)
			return true
		}
		return false
	})
	if len(gone) > 0 {
		_ = journal.Remove(gone...) // they come again next time, no harm done
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.followed, o.paths = nil, map[uint64]string{}
	for i, r := range kept {
		kept[i].Given = "" // relative to a folder that this run does not know
		if !r.State.Terminal() {
			o.followed = append(o.followed, r.ID)
			o.paths[r.ID] = cmp.Or(r.Source, r.Path)
		}
	}
	return kept
}

func (o *outcome) follow(ids []uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.followed = append(o.followed, ids...)
}

func (o *outcome) begun() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.started = true
}

func (o *outcome) hasBegun() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.started
}

// unfinished reports whether something followed waits for an account.
func (o *outcome) unfinished(queue *transfer.Queue) bool {
	if len(queue.Wanted()) > 0 {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, item := range queue.Snapshot().Items {
		if item.Target.Chosen() && slices.Contains(o.followed, item.ID) && !item.State.Terminal() {
			return true
		}
	}
	return false
}

// Line is the result as a script reads it: fields with tabs between, or a JSON object.
func (r Result) Line(asJSON bool) string {
	outcome, last := "failed", r.Reason
	if r.Attached {
		outcome, last = "attached", r.AttachmentID
	}
	if !asJSON {
		return fields(outcome, r.Path, last)
	}
	return object(struct {
		Outcome string `json:"outcome"`
		pathForm
		ID        string `json:"id,omitempty"`
		Size      int64  `json:"size"`
		SHA256    string `json:"sha256,omitempty"`
		Attempts  int    `json:"attempts"`
		Reason    string `json:"reason,omitempty"`
		RequestID string `json:"requestId,omitempty"`
		List      string `json:"list,omitempty"`
		Task      string `json:"task,omitempty"`
	}{
		outcome, pathOf(r.Path), r.AttachmentID, r.Size, r.SHA256, r.Attempts, r.Reason, r.RequestID,
		r.Target.ListID, r.Target.TaskID,
	})
}

func resultOf(item *Item, path string) Result {
	if item == nil {
		p := problem.New(problem.Cancelled, "Name", path)
		return Result{Path: path, Reason: p.Sentence()}
	}
	r := Result{
		Path: cmp.Or(item.Given, item.Path), Target: item.Target, Size: item.Size, SHA256: item.SHA256,
		Attempts: item.Attempts, RequestID: item.RequestID,
	}
	switch item.State {
	case ItemAttached:
		r.Attached, r.AttachmentID = true, item.AttachmentID
	case ItemFailed:
		r.Reason = item.Problem.Sentence()
	case ItemPaused:
		r.Reason = problem.New(problem.Paused, "Name", item.Name).Sentence()
	case ItemUndone:
		r.Reason = problem.New(problem.Undone, "Name", item.Name).Sentence()
	case ItemSignIn:
		r.Reason = problem.New(problem.SignInNeeded).Sentence()
	default:
		r.Reason = problem.New(problem.NotAttached, "Name", item.Name).Sentence()
	}
	return r
}
