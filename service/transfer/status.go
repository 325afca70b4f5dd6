package transfer

import (
	"time"

	"taskdrop/service/problem"
)

// State is where an item stands on its way from disk to task.
type State int

// The states an item goes through. Paused, Failed and SignIn can go back to Queued.
const (
	StateUnassigned State = iota // no task chosen yet: the item waits for one
	StateQueued                  // waits for its turn
	StateRunning                 // a request of it is on the way, or it waits between two (see Status.Wait)
	StatePaused                  // paused by the person, or held until they answer (Status.Held)
	StateSignIn                  // waits until the account is signed in again; its session is kept
	StateAttached                // on the task; Status.AttachmentID says which
	StateFailed                  // given up; Status.Problem says why
	StateUndone                  // was attached, and the person took it off again
	StatePacking                 // its .zip is being made, or waits for its turn at that
)

// Terminal reports whether nothing more happens to an item by itself.
func (s State) Terminal() bool {
	return s == StateAttached || s == StateFailed || s == StateUndone
}

// WaitReason is what a running item waits for.
type WaitReason int

// The reasons to wait.
const (
	WaitNone      WaitReason = iota
	WaitTurn                 // four requests are under way in this mailbox already
	WaitThrottled            // the server asked for a pause (429 with Retry-After)
	WaitPace                 // 150 MB in 5 minutes are used up
	WaitRetry                // a request failed and is tried again
	WaitCheck                // finding out whether the last bytes arrived
	WaitSibling              // another file of this name is on its way to the same task
	WaitAnswer               // nothing has moved for a while; the server may still answer
)

// Wait is what an item waits for and until when. Until is zero where the end is not known.
type Wait struct {
	Reason WaitReason
	Until  time.Time
	// Since is when the last byte moved or the last answer came, with WaitAnswer.
	Since time.Time
	// Why is what a person can do about it, with WaitRetry; nil where waiting is all there is to do.
	Why *problem.Problem
	// Status is the HTTP status that a WaitRetry follows, 0 after a connection that failed.
	Status int
	// Skippable says that Queue.TryNow ends the wait.
	Skippable bool
}

// Target is the task an item is to hang on. Ids decide; names are for display, and to find a task that was moved.
type Target struct {
	AccountID   string `json:"account"`
	AccountName string `json:"accountName,omitempty"`
	ByApp       bool   `json:"byApp,omitempty"` // an application attaches it, for which nobody signs in
	ListID      string `json:"list"`
	ListName    string `json:"listName,omitempty"`
	TaskID      string `json:"task"`
	TaskTitle   string `json:"taskTitle,omitempty"`
	// TaskCreated is when the task was made, where that is known: it tells one that was moved from its namesakes
	// (C15).
	TaskCreated time.Time `json:"taskCreated,omitzero"`
}

// Chosen reports whether the target names a task.
func (t Target) Chosen() bool { return t.ListID != "" && t.TaskID != "" }

// Status is an immutable picture of one item. A pointer to it may cross goroutines freely.
type Status struct {
	ID   uint64 // stable for the life of the item, restarts included
	Path string // absolute; of a .zip that TaskDrop makes, the file or folder it is made of
	// Archive is that .zip, once it is made.
	Archive string
	Given   string // as the person wrote it on the command line
	Name    string // what the attachment is called
	Size    int64  // bytes; while packing, what there is to pack
	Target  Target
	State   State
	Held    bool // with StatePaused: was never started, and waits for the person's word
	// Sent counts bytes that were packed with StatePacking, else those the server has answered for plus those written
	// of the range on its way.
	Sent int64
	// Rate is bytes per second over the last seconds, 0 while unknown.
	Rate         float64
	Wait         Wait
	AttachmentID string
	Problem      *problem.Problem // with StateFailed, and with StateRunning where the file had to start over
	Finished     time.Time        // when the state became terminal
	SHA256       string           // of the attachment, where known
	Attempts     int              // how often sending began
	RequestID    string           // the server's name for the last request that sent something of it
}

// CanSucceed reports whether trying a failed item again may end otherwise. To Do takes no file over its limit, however
// often it is sent.
func (s *Status) CanSucceed() bool { return !overLimit(s.Problem) }

func overLimit(p *problem.Problem) bool {
	return p.Of(problem.TooLarge) || p.Of(problem.PieceTooLarge) || p.Of(problem.ArchiveTooLarge)
}

// Totals sums a queue up for the line at the bottom.
type Totals struct {
	Files, Attached, Failed, Running, Waiting, Paused int
	Retryable                                         int // of those failed: trying again may help, see Status.CanSucceed
	Undone                                            int // attached and taken off again: none of Files
	Packing                                           int // of those waiting; their bytes count once the .zip is made
	Held                                              int // of those paused: never started, see Status.Held
	Bytes, Sent                                       int64
	ToPack, Read                                      int64 // bytes of what is being packed
	// QuietSince is when anything last moved, if every item under way has heard nothing for silenceShown; else zero.
	QuietSince time.Time
	Rate       float64       // bytes per second of all running items
	Left       time.Duration // estimate, 0 while unknown
}

// QueueStatus is an immutable picture of the whole queue, in the order shown.
type QueueStatus struct {
	Items  []*Status
	Totals Totals
}
