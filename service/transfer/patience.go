package transfer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"taskdrop/service/graph"
)

// Limits on trying again. A throttled request counts as no failure, but has a limit of its own, far off.
const (
	maxTries     = 8   // failures of one request in a row
	maxFailures  = 60  // failures of one file in all
	maxThrottles = 500 // answers 429 to one request
	firstBackoff = time.Second
	longBackoff  = 30 * time.Second
)

// patience counts how often one request was tried.
type patience struct {
	tries, throttles, misses int
}

// again waits before the next try of the same request, or returns why there is none. It shows what is waited for.
func (p *patience) again(ctx context.Context, r *run, cause error) error {
	return p.againSince(ctx, r, cause, time.Now())
}

// againSince is again after a failure at which something else was done since.
func (p *patience) againSince(ctx context.Context, r *run, cause error, failed time.Time) error {
	if p.tries++; p.tries >= maxTries || r.failures.Add(1) >= maxFailures {
		return fmt.Errorf("gave up after %d tries: %w", p.tries, cause)
	}
	w := Wait{Reason: WaitRetry, Why: remedy(cause), Skippable: true}
	pause := backoff(p.tries)
	var answer *graph.Error
	if errors.As(cause, &answer) {
		w.Status = answer.Status
		if answer.HasRetryAfter {
			pause = max(pause, answer.RetryAfter) // C28
		}
	}
	if p.tries == 1 && graph.DeadLine(cause) {
		pause = 0 // nobody refused it, and a new connection may work at once (R8)
	}
	pause = max(pause-time.Since(failed), 0)
	r.log.Info("tries again", "item", r.rec.ID, "after", pause.Round(time.Millisecond), "because", cause)
	if pause == 0 {
		return nil
	}
	return r.waitFor(ctx, w, pause)
}

// throttled lets the mailbox's governor do the waiting; it holds the next request back (R3).
func (p *patience) throttled(cause error) error {
	if p.throttles++; p.throttles >= maxThrottles {
		return cause
	}
	return nil
}

// missed reports whether a 404 was the first for this request: one may be a passing fault (L18).
func (p *patience) missed() bool {
	p.misses++
	return p.misses == 1
}

// progressed forgets the failures in a row.
func (p *patience) progressed() { *p = patience{} }

// backoff doubles from a second to half a minute, with a quarter of jitter to either side (C28).
func backoff(try int) time.Duration {
	pause := min(firstBackoff<<(min(try, 10)-1), longBackoff)
	return time.Duration(float64(pause) * (0.75 + rand.Float64()/2))
}

// wait pauses the run, shows why and until when, and ends early with the run.
func (r *run) wait(ctx context.Context, why WaitReason, pause time.Duration) error {
	return r.waitFor(ctx, Wait{Reason: why}, pause)
}

func (r *run) waitFor(ctx context.Context, w Wait, pause time.Duration) error {
	w.Until = time.Now().Add(pause)
	select {
	case <-r.live.tryNow: // pressed as the last wait ended
	default:
	}
	r.leaveLane() // somebody else can use it meanwhile
	r.q.showWait(r.rec.ID, w)
	defer r.q.showWait(r.rec.ID, Wait{})
	timer := time.NewTimer(pause)
	defer timer.Stop()
	var tryNow <-chan struct{}
	if w.Skippable {
		tryNow = r.live.tryNow
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-tryNow:
		return nil
	case <-timer.C:
		return nil
	}
}

// read asks for something that does no harm to ask twice, until it is answered or refused.
func read[T any](ctx context.Context, r *run, ask func(context.Context) (T, error)) (T, error) {
	var p patience
	for {
		value, err := ask(ctx)
		if err == nil {
			return value, nil
		}
		if ctx.Err() != nil {
			return value, context.Cause(ctx)
		}
		switch decide(atRead, err) {
		case tryAgain:
			if stop := p.again(ctx, r, err); stop != nil {
				return value, stop
			}
		case pause:
			if stop := p.throttled(err); stop != nil {
				return value, stop
			}
		case gone:
			if !p.missed() {
				return value, err
			}
			if stop := r.wait(ctx, WaitRetry, secondLook); stop != nil {
				return value, stop
			}
		case signIn:
			return value, errors.Join(errSignIn, err)
		default:
			return value, err
		}
	}
}

// secondLook is how long to wait before a 404 is believed (L18).
const secondLook = time.Second
