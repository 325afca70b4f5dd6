package graph

import (
	"context"
	"fmt"
	"time"
)

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

type waitsKey struct{}

// WithWaits has tell called when a request made with the context starts to wait, when its reason or end changes, and
// (WaitingNone) when it goes on. The calls come from the goroutine that makes the request.
func WithWaits(ctx context.Context, tell func(Waiting)) context.Context {
	return context.WithValue(ctx, waitsKey{}, tell)
}

func teller(ctx context.Context) func(Waiting) {
	if tell, ok := ctx.Value(waitsKey{}).(func(Waiting)); ok && tell != nil {
		return tell
	}
	return func(Waiting) {}
}

// contextError is why a context ended, found by errors.Is as context.Canceled or DeadlineExceeded and as its cause.
func contextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if cause == nil || cause == err {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}
