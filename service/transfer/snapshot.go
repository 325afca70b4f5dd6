package transfer

import "time"

// Snapshot pictures the whole queue. Only running items are drawn anew; the others share their last picture.
func (q *Queue) Snapshot() QueueStatus {
	q.mu.Lock()
	defer q.mu.Unlock()
	status := QueueStatus{Items: make([]*Status, len(q.items))}
	var left int64
	for i, it := range q.items {
		shown := it.status()
		status.Items[i] = shown
		status.Totals.add(shown)
		if shown.State == StateRunning || shown.State == StateQueued {
			left += shown.Size - shown.Sent
		}
	}
	status.Totals.QuietSince = quietSince(status.Items)
	if status.Totals.Running > 0 && status.Totals.QuietSince.IsZero() {
		status.Totals.Rate = q.meter.rate()
	}
	if rate := status.Totals.Rate; rate > 0 {
		status.Totals.Left = time.Duration(float64(left) / rate * float64(time.Second))
	}
	return status
}

// quietSince is when anything last moved, if some of the items hear nothing and none makes progress; else zero.
func quietSince(items []*Status) time.Time {
	var last time.Time
	for _, s := range items {
		switch {
		case s.State != StateRunning:
		case s.Wait.Reason == WaitNone:
			return time.Time{}
		case s.Wait.Reason == WaitAnswer && s.Wait.Since.After(last):
			last = s.Wait.Since
		}
	}
	return last
}

func (it *item) status() *Status {
	if it.shown != nil && it.cancel == nil && it.stopPacking == nil {
		return it.shown
	}
	rec := &it.rec
	s := &Status{
		ID: rec.ID, Path: rec.shownPath(), Given: rec.Given, Name: rec.Name, Size: rec.Print.Size, Target: rec.Target,
		State: rec.State, Held: rec.Held, Wait: it.wait, AttachmentID: rec.Attachment, Problem: rec.Problem, Finished: rec.Finished,
		SHA256: rec.Sum, Attempts: rec.Attempts, RequestID: rec.RequestID,
	}
	if rec.Packed {
		s.Archive = rec.Path
	}
	switch rec.State {
	case StatePacking:
		s.Sent = min(it.live.sent(), s.Size)
		if it.stopPacking == nil {
			s.Wait.Reason = WaitTurn
		}
	case StateAttached:
		s.Sent = s.Size
	case StateRunning:
		s.Sent = min(it.live.sent(), s.Size)
		s.Rate = it.live.meter.rate()
		if since := it.live.quietSince(); s.Wait.Reason == WaitNone && !since.IsZero() {
			s.Wait, s.Rate = Wait{Reason: WaitAnswer, Since: since}, 0
		}
		s.Problem = it.note
	case StateQueued, StatePaused, StateSignIn, StateFailed:
		s.Sent = min(rec.Next, s.Size)
	}
	it.shown = s
	return s
}

func (t *Totals) add(s *Status) {
	if s.State == StateUndone {
		t.Undone++
		return
	}
	t.Files++
	switch s.State {
	case StateAttached:
		t.Attached++
	case StateFailed:
		t.Failed++
		if s.CanSucceed() {
			t.Retryable++
		}
	case StateRunning:
		t.Running++
	case StatePaused:
		t.Paused++
		if s.Held {
			t.Held++
		}
	case StatePacking:
		t.Waiting++
		t.Packing++
		t.ToPack += s.Size
		t.Read += s.Sent
	default:
		t.Waiting++
	}
	if s.State == StateFailed || s.State == StatePacking {
		return // their bytes are not on the way
	}
	t.Bytes += s.Size
	t.Sent += s.Sent
}

// Busy reports whether an item runs or is about to.
func (q *Queue) Busy() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, it := range q.items {
		if it.rec.State == StateRunning || it.rec.State == StateQueued || it.rec.State == StatePacking {
			return true
		}
	}
	return false
}
