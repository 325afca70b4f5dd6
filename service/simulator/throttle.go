package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// The windows of the limits (E40).
const (
	requestWindow = 10 * time.Minute
	uploadWindow  = 5 * time.Minute
)

// throttleKey names what a limit counts for: one registration in one mailbox.
type throttleKey struct {
	clientID, mailbox string
}

// throttle counts what one registration does in one mailbox. Server.mu guards it.
type throttle struct {
	inFlight int
	requests []time.Time
	uploads  []upload
	uploaded int64
	// Until heldUntil everything is refused, since a 429 asked for a pause. heldSince is when that one went out,
	// zero before: nobody can know of it yet.
	heldSince, heldUntil time.Time
	// asked is a pause that another status asked for. It is not enforced.
	asked pause
}

type upload struct {
	at   time.Time
	size int64
}

// forget drops what has left the windows.
func (t *throttle) forget(now time.Time) {
	for len(t.requests) > 0 && now.Sub(t.requests[0]) >= requestWindow {
		t.requests = t.requests[1:]
	}
	for len(t.uploads) > 0 && now.Sub(t.uploads[0].at) >= uploadWindow {
		t.uploaded -= t.uploads[0].size
		t.uploads = t.uploads[1:]
	}
}

// admit lets a call in, or refuses it with 429 (L14, E40). Refused calls count against the number of requests, too.
func (s *Server) admit(c *call, g *graphRequest) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	t := s.throttleOfLocked(c)
	t.forget(now)
	if now.Before(t.heldUntil) && !t.heldSince.IsZero() {
		c.entry.InsideRetryAfter, c.entry.AfterThrottled = true, now.Sub(t.heldSince)
	} else if now.Before(t.asked.until) {
		c.entry.InsideRetryAfter, c.entry.AfterThrottled = true, now.Sub(t.asked.since)
	}
	if c.kind == CallBatch {
		return nil // its parts are asked one by one (L14)
	}
	if c.opts.Unlimited {
		t.inFlight++
		c.throttle = t
		return nil
	}
	t.requests = append(t.requests, now)
	size := int64(0)
	if g.write && c.r.Method != http.MethodDelete {
		size = max(c.r.ContentLength, 0)
	}
	if refusal := s.exceededLocked(c, t, size, now); refusal != nil {
		return refusal
	}
	t.uploads = append(t.uploads, upload{now, size})
	t.uploaded += size
	t.inFlight++
	c.throttle = t
	return nil
}

func (s *Server) throttleOfLocked(c *call) *throttle {
	key := throttleKey{c.token.clientID, c.mailbox.account.key()}
	t := s.throttles[key]
	if t == nil {
		t = &throttle{}
		s.throttles[key] = t
	}
	return t
}

func (s *Server) exceededLocked(c *call, t *throttle, size int64, now time.Time) *answer {
	switch {
	case now.Before(t.heldUntil):
		return c.throttled(t.heldUntil.Sub(now))
	case t.inFlight >= c.opts.MaxConcurrent:
		pause := time.Duration(2+s.draws.IntN(9)) * time.Second // L14
		t.hold(now, pause)
		return c.throttled(pause)
	case len(t.requests) > c.opts.MaxRequests:
		// This call counts, too: so many must have left the window that the next one fits.
		pause := t.requests[len(t.requests)-c.opts.MaxRequests].Add(requestWindow).Sub(now)
		t.hold(now, pause)
		return c.tooMany(pause)
	case t.uploaded > 0 && t.uploaded+size > c.opts.MaxUpload:
		pause := t.roomFor(size, c.opts.MaxUpload, now)
		t.hold(now, pause)
		return c.tooMany(pause)
	}
	return nil
}

// hold refuses everything for a while: a request inside Retry-After is refused again.
func (t *throttle) hold(now time.Time, pause time.Duration) {
	if !now.Before(t.heldUntil) {
		t.heldSince = time.Time{}
	}
	if until := now.Add(pause); until.After(t.heldUntil) {
		t.heldUntil = until
	}
}

// roomFor is how long until size bytes fit the upload window.
func (t *throttle) roomFor(size, limit int64, now time.Time) time.Duration {
	left := t.uploaded
	for _, u := range t.uploads {
		left -= u.size
		if left == 0 || left+size <= limit {
			return u.at.Add(uploadWindow).Sub(now)
		}
	}
	return uploadWindow
}

// throttled is the 429 of L14, word for word.
func (c *call) throttled(pause time.Duration) *answer {
	a := c.json(http.StatusTooManyRequests, map[string]graphError{"error": {
		Code: "activityLimitReached", Message: "The app or user has been throttled.", InnerError: &innerError{Code: "ApplicationThrottled"},
	}})
	a.header.Set("Retry-After", wholeSeconds(pause))
	return a
}

// tooMany is the documented 429 of the two windows.
func (c *call) tooMany(pause time.Duration) *answer {
	a := c.fail(http.StatusTooManyRequests, "TooManyRequests", "", fmt.Sprintf("Too many requests. Try again in %s seconds.", wholeSeconds(pause)))
	a.header.Set("Retry-After", wholeSeconds(pause))
	return a
}

// wholeSeconds rounds up, so that a client that waits that long is not too early.
func wholeSeconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
