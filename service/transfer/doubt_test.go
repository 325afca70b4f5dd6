package transfer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
)

// TestHowLongADoubtTakes bounds how long a small file takes whose one POST had no good answer. What bounds it stands
// beside the times in shelf.go.
func TestHowLongADoubtTakes(t *testing.T) {
	for name, c := range map[string]struct {
		fault simulator.Fault
		most  time.Duration
	}{
		"dropped within it":      {simulator.Fault{Reset: simulator.ResetMiddle, ResetAfter: 1000}, 2 * time.Second},
		"dropped, and it is on":  {simulator.Fault{Reset: simulator.ResetCommit}, time.Second},
		"dropped, and it is not": {simulator.Fault{Status: 503, Reset: simulator.ResetMiddle, ResetAfter: 1 << 20}, 11 * time.Second},
		"two 503":                {simulator.Fault{Status: 503, Times: 2}, 14 * time.Second},
		"504 done":               {simulator.Fault{Status: 504, Commit: true}, time.Second},
		"two pages":              {simulator.Fault{Status: 503, Body: simulator.BodyHTML, Times: 2}, 22 * time.Second},
		"503 with a time":        {simulator.Fault{Status: 503, RetryAfter: "5"}, 8 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.fault.Call = simulator.CallInline
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{c.fault}})
				path := w.file("letter.txt", 90_000)
				w.add(path)
				began := time.Now()
				w.settle()
				if took := time.Since(began); took > c.most {
					t.Errorf("took %s, want at most %s", took, c.most)
				}
				w.attachedOnce(path)
				w.noneInsideRetryAfter()
				if w.server.Faults()[0].Strikes == 0 {
					t.Error("the fault never struck")
				}
			})
		})
	}
}

// TestAnAnswerThatNeverComes: a range is asked after while its answer is owed, and goes on without it. An answer that
// is only late is waited for.
func TestAnAnswerThatNeverComes(t *testing.T) {
	late := simulator.Duration(100 * time.Second)
	for name, c := range map[string]struct {
		fault simulator.Fault
		most  time.Duration
		puts  int // at most: three ranges, one question, and a range in place of one that never ends
	}{
		"never":               {simulator.Fault{Hang: true}, 45 * time.Second, 5},
		"never, last":         {simulator.Fault{Hang: true, Range: simulator.LastRange}, 45 * time.Second, 5},
		"never, last and on":  {simulator.Fault{Hang: true, Commit: true, Range: simulator.LastRange}, 45 * time.Second, 5},
		"late":                {simulator.Fault{Delay: late}, 110 * time.Second, 4},
		"late, middle":        {simulator.Fault{Delay: late, Range: simulator.MiddleRange}, 110 * time.Second, 4},
		"late, last":          {simulator.Fault{Delay: late, Range: simulator.LastRange}, 110 * time.Second, 4},
		"late, and not taken": {simulator.Fault{Status: 503, Delay: late}, 45 * time.Second, 5},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.fault.Call = simulator.CallPutRange
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{c.fault}})
				path := w.file("film.mp4", 10_000_000)
				w.add(path)
				began := time.Now()
				w.settle()
				if took := time.Since(began); took > c.most {
					t.Errorf("took %s, want at most %s", took, c.most)
				}
				w.attachedOnce(path)
				if n := w.sessionsMade(); n != 1 {
					t.Errorf("%d sessions", n)
				}
				if n := w.calls(simulator.CallPutRange); n > c.puts {
					t.Errorf("%d ranges were sent, want at most %d", n, c.puts)
				}
			})
		})
	}
}

// TestA503ThatAttachedIsNotBelieved: a POST that was carried out and answered 503 is found on a list that lags, and not
// made again.
func TestA503ThatAttachedIsNotBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{
			ListingLag: 5 * time.Second,
			Faults:     []simulator.Fault{{Call: simulator.CallInline, Status: 503, Commit: true}},
		})
		path := w.file("letter.txt", 90_000)
		w.add(path)
		w.settle()
		w.attachedOnce(path)
	})
}
