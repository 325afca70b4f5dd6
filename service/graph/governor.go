package graph

import (
	"context"
	"time"
)

// Governor keeps one mailbox's manners; see NewGovernor.
type Governor struct{}

// NewGovernor makes the governor of one mailbox, to be shared by all who use it.
func NewGovernor() *Governor { return &Governor{} }

// Governed reports whether the server has asked for restraint since the program began, or SetGoverned said so.
func (g *Governor) Governed() bool { return false }

// SetGoverned brings back what was remembered of the mailbox.
func (g *Governor) SetGoverned(governed bool) {}

// WaitingReason is why a request has not left yet.
type WaitingReason int

// The reasons.
const (
	WaitingNone      WaitingReason = iota // it goes on
	WaitingTurn                           // as many requests as allowed are under way in this mailbox
	WaitingThrottled                      // the server asked for a pause
	WaitingPace                           // 150 MB in 5 minutes are used up
)

// Waiting is what a request waits for. Until is zero where the end is not known.
type Waiting struct {
	Reason WaitingReason
	Until  time.Time
}

// WithWaits has tell called when a request made with the context starts to wait, when its reason or end changes, and
// (WaitingNone) when it goes on. The calls come from the request's own goroutine.
func WithWaits(ctx context.Context, tell func(Waiting)) context.Context { return ctx }
