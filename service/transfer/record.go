package transfer

import (
	"time"

	"taskdrop/service/problem"
)

// stage is the act that was announced in the journal and may or may not have been carried out.
type stage string

const (
	stageNone    stage = ""
	stageInline  stage = "inline"  // the one POST that attaches the whole file
	stageSession stage = "session" // ranges of an upload session; none of them attaches anything yet
	stageLast    stage = "last"    // the session's last range, which attaches the file
)

// Record is what the journal keeps of an item (C41).
type Record struct {
	ID     uint64 `json:"id"`
	Order  int64  `json:"order"` // the queue is sorted by it
	Path   string `json:"path"`
	Given  string `json:"given,omitempty"` // the path as it was typed, for the line on standard output
	Name   string `json:"name"`
	Target Target `json:"target"`
	// Wanted is where an item without a task is to go once that was found.
	Wanted Wanted `json:"wanted,omitzero"`
	State  State  `json:"state"`
	// Held marks a paused item that was never started: a person is to say whether it is sent at all.
	Held bool `json:"held,omitempty"`
	// Cancelled marks an item that the person took out of the queue: only what it left on the server is still to be
	// deleted.
	Cancelled bool `json:"cancelled,omitempty"`
	// Source is the file or folder of which Path is the .zip, "" where the file itself is sent. Packed says that it is
	// made.
	Source string `json:"source,omitempty"`
	Packed bool   `json:"packed,omitempty"`
	// LeftOut counts what of the folder is not in the .zip.
	LeftOut int `json:"leftOut,omitempty"`
	// Replaces are attachments that give way to this item's once that hangs there.
	Replaces []string `json:"replaces,omitempty"`
	// ReplacesItems are items on their way to the same task that give way like that.
	ReplacesItems []uint64 `json:"replacesItems,omitempty"`

	Print fingerprint `json:"print"` // of the version being sent

	Stage      stage     `json:"stage,omitempty"`
	SessionURL string    `json:"session,omitempty"`
	Expires    time.Time `json:"expires,omitzero"`
	Next       int64     `json:"next,omitempty"`       // first byte the server has not answered for
	SentSum    string    `json:"sentSum,omitempty"`    // SHA-256 of the bytes below Next
	MaybeSent  int64     `json:"maybe,omitempty"`      // bytes below this may have reached the server all the same
	RangeSize  int64     `json:"rangeSize,omitempty"`  // bytes of the next range
	Before     []string  `json:"before,omitempty"`     // attachments of this name that hung there before ours
	NoSession  bool      `json:"noSession,omitempty"`  // the server refused a session once (C40)
	Attachment string    `json:"attachment,omitempty"` // its id, once it hangs there
	SHA256     string    `json:"sha256,omitempty"`     // of the bytes sent, where known

	// Sum is the SHA-256 of the attachment, where known, once it hangs there. Attempts counts how often sending began,
	// and RequestID is the server's name for the last request that sent something of the file.
	Sum       string `json:"sum,omitempty"`
	Attempts  int    `json:"attempts,omitempty"`
	RequestID string `json:"requestId,omitempty"`

	Problem  *problem.Problem `json:"problem,omitempty"`
	Finished time.Time        `json:"finished,omitzero"`
}

// wantsTask reports whether nobody has said yet where the item is to hang.
func (r *Record) wantsTask() bool {
	return r.State == StateUnassigned || r.unpacked() && !r.State.Terminal() && !r.Target.Chosen()
}

// inDoubt reports whether the record announces an act that may have attached the file.
func (r *Record) inDoubt() bool { return r.Stage == stageInline || r.Stage == stageLast }

// forgetSession makes the next try start at byte 0.
func (r *Record) forgetSession() {
	r.Stage, r.SHA256, r.SentSum = stageNone, "", ""
	r.SessionURL, r.Expires, r.Next, r.MaybeSent, r.RangeSize = "", time.Time{}, 0, 0, 0
}
