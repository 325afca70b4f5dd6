package simulator

import (
	"net/http"
	"strconv"
	"time"
)

// Request is what the stand-in keeps of a request it was sent (E46).
type Request struct {
	Number int    `json:"number"` // from 1, in the order of arrival
	Call   Call   `json:"call"`
	Method string `json:"method"`
	// Path is path and query as sent.
	Path string `json:"path"`
	// Header has all headers but Authorization and Cookie.
	Header http.Header `json:"header"`
	// Length is the Content-Length, -1 if none was sent.
	Length int64 `json:"length"`
	// Mailbox is the username whose token came with it.
	Mailbox string `json:"mailbox,omitempty"`
	// Start and End are when the headers had come and when the answer went out. End is zero while under way.
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Status is what was answered, 0 while it is under way and if the connection ended without an answer.
	Status int `json:"status"`
	// RequestID is the answer's request-id.
	RequestID string `json:"requestId,omitempty"`
	// InFlight is how many requests of the mailbox were under way, this one included, when it came.
	InFlight int `json:"inFlight,omitempty"`
	// InsideRetryAfter is true for a request sent although an answer had asked for a pause that is not over: to
	// anything of the mailbox, at the sign-in to the same method and path. AfterThrottled tells how long ago that
	// answer went out: a request sent within a round trip of it cannot have known.
	InsideRetryAfter bool          `json:"insideRetryAfter,omitempty"`
	AfterThrottled   time.Duration `json:"afterThrottled,omitempty"`
	// Fault is the name of the fault that struck, if it has one, else its number from 1.
	Fault string `json:"fault,omitempty"`
}

// entry is a Request being written.
type entry struct {
	Request
	status int
}

// record is all that was asked. Server.mu guards it.
type record struct {
	entries []*entry
	last    int
	most    map[string]int // by username: most requests under way at once
	now     map[string]int
	issued  Issued
	pauses  map[string]pause // of the sign-in, by method and path
}

// pause is what an answer's Retry-After asked for.
type pause struct{ since, until time.Time }

func (s *Server) begin(r *http.Request) *entry {
	header := r.Header.Clone()
	header.Del("Authorization")
	header.Del("Cookie")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record.last++
	e := &entry{Request: Request{Number: s.record.last, Method: r.Method, Path: r.RequestURI, Header: header, Length: r.ContentLength, Start: time.Now()}}
	if e.Path == "" {
		e.Path = r.URL.RequestURI()
	}
	if p := s.record.pauses[pauseKey(r)]; e.Start.Before(p.until) {
		e.InsideRetryAfter, e.AfterThrottled = true, e.Start.Sub(p.since)
	}
	s.record.entries = append(s.record.entries, e)
	return e
}

func pauseKey(r *http.Request) string { return r.Method + " " + r.URL.EscapedPath() }

// asksForPause remembers an answer's Retry-After, at the moment it goes out.
func (s *Server) asksForPause(c *call, a *answer) {
	after := a.header.Get("Retry-After")
	if after == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if a.status == http.StatusTooManyRequests && c.mailbox != nil {
		if t := s.throttleOfLocked(c); t.heldSince.IsZero() {
			t.heldSince = now
		}
		return
	}
	until, err := http.ParseTime(after)
	if seconds, notNumber := strconv.Atoi(after); notNumber == nil {
		until, err = now.Add(time.Duration(seconds)*time.Second), nil
	}
	switch {
	case err != nil:
	case c.mailbox == nil:
		s.record.pauses[pauseKey(c.r)] = pause{now, until}
	case until.After(s.throttleOfLocked(c).asked.until):
		s.throttleOfLocked(c).asked = pause{now, until}
	}
}

// enterLocked counts a call as under way in its mailbox.
func (s *Server) enterLocked(c *call) {
	if c.kind == CallBatch {
		return // its parts count
	}
	c.entered = true
	user := c.mailbox.account.Username
	s.record.now[user]++
	s.record.most[user] = max(s.record.most[user], s.record.now[user])
	c.entry.Mailbox, c.entry.InFlight = user, s.record.now[user]
}

// leaveLocked takes a call out of that count.
func (s *Server) leaveLocked(c *call) {
	if c.entered {
		c.entered = false
		s.record.now[c.mailbox.account.Username]--
	}
}

// finish closes the books of a call.
func (s *Server) finish(c *call) {
	s.mu.Lock()
	c.entry.End, c.entry.Status, c.entry.Call = time.Now(), c.entry.status, c.kind
	c.entry.RequestID = c.requestID
	s.leaveLocked(c)
	if c.throttle != nil {
		c.throttle.inFlight--
	}
	if c.claimed != nil {
		c.claimed.busy = false
	}
	line := c.entry.Request
	s.mu.Unlock()
	if logger := c.opts.Logger; logger != nil {
		logger.Info("request", "n", line.Number, "call", line.Call, "method", line.Method, "status", line.Status,
			"length", line.Length, "took", line.End.Sub(line.Start).Round(time.Millisecond), "fault", line.Fault)
	}
}
