package transfer

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// learnt is what a run of the program finds out about one account's line and server, so that the next file need not.
type learnt struct {
	lanes  lanes
	inline atomic.Int64 // bytes of the largest file that went inline after a session was refused (C40)

	mu       sync.Mutex
	length   int64         // bytes of a range that the line carries, 0 while that is the longest
	cutAfter time.Duration // how long the last request lasted that was cut off
	quick    int           // ranges in a row since then that were taken quickly
	needed   int           // how many of them a longer range needs
}

// rangeSize is the length in bytes with which a session begins.
func (l *learnt) rangeSize() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return cmp.Or(l.length, RangeSize)
}

// cut notes that a request was cut off after a time, and the length of the ranges to come.
func (l *learnt) cut(after time.Duration, length int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.length, l.cutAfter, l.quick = length, after, 0
	l.needed = min(max(2*l.needed, firstTrial), 16*firstTrial)
}

// took notes that a range was taken, and reports whether one of twice the length may be tried: if it is likely to be
// through before the last request was cut off, or after a number of quick ones that doubles each time that the trial
// fails.
func (l *learnt) took(this time.Duration) (longer bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.quick++
	return 2*this < l.cutAfter*7/10 || this < quickRange && l.quick >= l.needed
}

// lengthened notes the length of the ranges to come.
func (l *learnt) lengthened(length int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.length, l.quick = length, 0
}

// quickRange is how long a range may take at most before a longer one is tried for no other reason than that it went
// well.
const quickRange = 4 * time.Second

// firstTrial is how many ranges have to go well for that at first.
const firstTrial = 4

func (q *Queue) learnt(accountID string) *learnt {
	q.mu.Lock()
	defer q.mu.Unlock()
	known := q.lines[accountID]
	if known == nil {
		known = &learnt{lanes: newLanes()}
		q.lines[accountID] = known
	}
	return known
}

// wentInline remembers that a file of this size may go inline at once.
func (r *run) wentInline() {
	if !r.rec.NoSession {
		return
	}
	known := r.q.learnt(r.rec.Target.AccountID)
	if size := r.src.print.Size; size > known.inline.Load() {
		known.inline.Store(size)
	}
}

// shorten makes the next ranges shorter if this one was cut off after bytes of it had moved: sent again at the same
// length it may never get through (R8, T13). What moved is counted as it leaves the program, so the half of it is what
// the line carries. One line found dead says nothing about length.
func (s *sender) shorten(ctx context.Context, part graph.Range, lasted time.Duration, err error) {
	moved := s.live.inFlight.Load()
	if ctx.Err() != nil || moved <= 0 || !cutOff(err) || graph.DeadLine(err) && s.deadLines == 0 || s.rec.RangeSize <= smallestRange {
		return
	}
	half := min(part.Length, moved) / 2
	s.rec.RangeSize = max(half/smallestRange*smallestRange, smallestRange)
	s.q.learnt(s.rec.Target.AccountID).cut(lasted, s.rec.RangeSize)
	s.p = patience{tries: min(s.p.tries, 1), throttles: s.p.throttles}
	s.q.showNote(s.rec.ID, problem.New(problem.SmallerParts, "Name", s.rec.Name))
	s.log.Info("shorter ranges", "item", s.rec.ID, "bytes", s.rec.RangeSize, "moved", moved)
}

// cutOff reports whether a request ended without the server's own answer to it.
func cutOff(err error) bool {
	var answer *graph.Error
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.Status {
	case 0, http.StatusRequestTimeout, http.StatusBadGateway, http.StatusGatewayTimeout:
		return answer.Transient()
	}
	return false
}

// lengthen makes the next ranges longer again if the line takes them.
func (s *sender) lengthen(part graph.Range, took time.Duration) {
	limit := cmp.Or(s.longest, RangeSize)
	known := s.q.learnt(s.rec.Target.AccountID)
	if part.Length < s.rec.RangeSize || s.rec.RangeSize >= limit || !known.took(took) {
		return
	}
	s.rec.RangeSize = min(2*s.rec.RangeSize, limit)
	known.lengthened(s.rec.RangeSize)
}

// refusedThere reports whether a 401, which comes again with a fresh token, is a refusal of one list and not of the
// person: their lists can be read.
func refusedThere(ctx context.Context, r *run, err error) bool {
	if !isPlainRefusal(err) {
		return false
	}
	_, listsErr := read(ctx, r, r.mailbox.Lists)
	return listsErr == nil
}

func isPlainRefusal(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && answer.Status == http.StatusUnauthorized && answer.Claims == "" && !answer.Foreign
}

// OfList returns what err, from a request about the list of this name, says of it: a Problem if the list is refused
// although the person is signed in, else err. To tell, it asks the server for the person's lists.
func OfList(ctx context.Context, mailbox *graph.Client, list string, err error) error {
	if !isPlainRefusal(err) {
		return err
	}
	if _, listsErr := mailbox.Lists(ctx); listsErr != nil {
		return err
	}
	return listRefused(list, err)
}

func listRefused(list string, cause error) *problem.Problem {
	return problem.New(problem.ListRefused, "List", list).WithDetail(detail(cause))
}
