package graph

import (
	"context"
	"fmt"
	"time"
)

// WaitingReason is why a request has not left yet, or is not answered yet.
type WaitingReason int

// The reasons.
const (
	WaitingNone      WaitingReason = iota // it goes on
	WaitingTurn                           // as many requests as allowed are under way in this mailbox
	WaitingThrottled                      // the server asked for a pause
	WaitingPace                           // 150 MB in 5 minutes are used up
	WaitingAnswer                         // it has left, and its answer is not there yet
	WaitingOver                           // its answer is there, or will not come
)

// Waiting is what a request waits for. Until is zero where the end is not known.
type Waiting struct {
	Reason WaitingReason
	Until  time.Time
}

// contextError is why a context ended, found by errors.Is as context.Canceled or DeadlineExceeded and as its cause.
func contextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if cause == nil || cause == err {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}
