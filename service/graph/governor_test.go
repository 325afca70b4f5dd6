package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// enterNow takes a pass that must be had without waiting.
func ignoreWaits(Waiting) {}

func enterNow(t *testing.T, g *Governor, queue priority, cost int64) *pass {
	t.Helper()
	began := time.Now()
	p, err := g.enter(t.Context(), queue, cost, ignoreWaits)
	if err != nil {
		t.Fatalf("enter: %v", err)
	}
	if waited := time.Since(began); waited != 0 {
		t.Fatalf("waited %s for a pass that should have been free", waited)
	}
	return p
}

// idle fails the test where something was left behind.
func idle(t *testing.T, g *Governor) {
	t.Helper()
	synctest.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.active != 0 || len(g.waiting[windowQueue]) != 0 || len(g.waiting[engineQueue]) != 0 || g.pace.underWay != 0 {
		t.Errorf("left behind: %d passes, %d and %d waiters, %d bytes under way",
			g.active, len(g.waiting[windowQueue]), len(g.waiting[engineQueue]), g.pace.underWay)
	}
	if g.timer != nil && g.timer.Stop() {
		t.Error("a timer runs although nobody waits")
	}
}

func TestFourAtOnceTheWindowFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		passes := make([]*pass, maxPasses)
		for i := range passes {
			passes[i] = enterNow(t, g, engineQueue, 1000)
		}
		var mu sync.Mutex
		var order []string
		queueUp := func(name string, queue priority) {
			go func() {
				p, err := g.enter(t.Context(), queue, 0, ignoreWaits)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				mu.Lock()
				order = append(order, name)
				mu.Unlock()
				time.Sleep(time.Second)
				p.leave()
			}()
			synctest.Wait()
		}
		for i := range 3 {
			queueUp(fmt.Sprintf("engine %d", i), engineQueue)
		}
		for i := range 2 {
			queueUp(fmt.Sprintf("window %d", i), windowQueue)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(order) != 0 {
			t.Fatalf("a fifth request went ahead: %v", order)
		}
		passes[0].leave() // one place: they go one after another
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := []string{"window 0", "window 1", "engine 0", "engine 1", "engine 2"}; !slices.Equal(order, want) {
			t.Errorf("served %v, want %v", order, want)
		}
		for _, p := range passes[1:] {
			p.leave()
		}
		idle(t, g)
	})
}

func TestFullSpeedUntilTheFirst429(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		for range 100 {
			p := enterNow(t, g, engineQueue, 3_900_000)
			p.answered()
			p.leave()
		}
		if g.Governed() {
			t.Error("governed without a 429")
		}
		idle(t, g)
	})
}

// Nobody may enter inside a Retry-After, and the many 429s of one burst are one decrease.
func TestRetryAfterHoldsTheMailbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		began := time.Now()
		var burst []*pass
		for range maxPasses {
			burst = append(burst, enterNow(t, g, engineQueue, 0))
		}
		for i, p := range burst {
			p.throttled(time.Duration(7+i)*time.Second, true)
			p.leave()
		}
		if !g.Governed() {
			t.Error("not governed after a 429")
		}
		var mu sync.Mutex
		var starts []time.Duration
		for range 6 {
			go func() {
				p, err := g.enter(t.Context(), windowQueue, 0, ignoreWaits)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				starts = append(starts, time.Since(began))
				mu.Unlock()
				time.Sleep(time.Second)
				p.answered()
				p.leave()
			}()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		want := []time.Duration{10, 10, 11, 11, 12, 12} // seconds: after the longest hold, two at once
		for i := range want {
			want[i] *= time.Second
		}
		if !slices.Equal(starts, want) {
			t.Errorf("started after %v, want %v", starts, want)
		}
		idle(t, g)
	})
}

func TestConcurrencyHalvesAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		throttle := func() {
			p, err := g.enter(t.Context(), engineQueue, 0, ignoreWaits)
			if err != nil {
				t.Fatal(err)
			}
			p.throttled(2*time.Second, true)
			p.leave()
		}
		atOnce := func() int {
			time.Sleep(time.Hour) // past every hold
			g.mu.Lock()
			defer g.mu.Unlock()
			return g.limit
		}
		for _, want := range []int{2, 1, 1} {
			throttle()
			if got := atOnce(); got != want {
				t.Fatalf("%d at once, want %d", got, want)
			}
		}
		for _, want := range []int{2, 3, 4, 4} {
			for range raiseAfter {
				p := enterNow(t, g, engineQueue, 0)
				p.answered()
				p.leave()
			}
			if got := atOnce(); got != want {
				t.Fatalf("%d at once, want %d", got, want)
			}
		}
		g.SetGoverned(false)
		if g.Governed() {
			t.Error("still governed")
		}
		idle(t, g)
	})
}

// An answer to a request from before the 429 says nothing about the time after it.
func TestLateAnswersDoNotRaise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		late := enterNow(t, g, engineQueue, 0)
		p := enterNow(t, g, engineQueue, 0)
		p.throttled(time.Second, true)
		p.leave()
		for range 10 * raiseAfter {
			late.answered()
		}
		late.leave()
		if g.limit != 2 {
			t.Errorf("%d at once, want 2", g.limit)
		}
		time.Sleep(time.Second)
		idle(t, g)
	})
}

// Without a Retry-After the pause doubles, with jitter, up to a bound; a server that always says 1 is believed once.
func TestPausesGrow(t *testing.T) {
	for name, known := range map[string]bool{"no Retry-After": false, "always 1": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := NewGovernor()
				var pauses []time.Duration
				for range 9 {
					p, err := g.enter(t.Context(), engineQueue, 0, ignoreWaits)
					if err != nil {
						t.Fatal(err)
					}
					p.throttled(time.Second, known)
					p.leave()
					began := time.Now()
					if p, err = g.enter(t.Context(), engineQueue, 0, ignoreWaits); err != nil {
						t.Fatal(err)
					}
					p.cancel()
					pauses = append(pauses, time.Since(began))
				}
				want := firstHold
				if known {
					if pauses[0] != time.Second {
						t.Errorf("the first pause is %s, want 1s", pauses[0])
					}
					pauses = pauses[1:]
				}
				for i, pause := range pauses {
					if pause < want || pause >= want*3/2 {
						t.Errorf("pause %d is %s, want %s and up to half more", i, pause, want)
					}
					want = min(2*want, longestHold)
				}
				idle(t, g)
			})
		})
	}
}

// sent is an upload as a strict server may count it: at its beginning or at its end.
type sent struct {
	began, ended time.Time
	bytes        int64
}

// mostIn is the most bytes in any window, counted by the given moment of each upload.
func mostIn(uploads []sent, window time.Duration, moment func(sent) time.Time) int64 {
	uploads = slices.Clone(uploads)
	slices.SortFunc(uploads, func(a, b sent) int { return moment(a).Compare(moment(b)) })
	var most, sum int64
	first := 0
	for _, u := range uploads {
		sum += u.bytes
		for moment(u).Sub(moment(uploads[first])) >= window {
			sum -= uploads[first].bytes
			first++
		}
		most = max(most, sum)
	}
	return most
}

func TestPaceKeepsTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		began := time.Now()
		// What went before the 429 counts, too.
		var mu sync.Mutex
		var uploads []sent
		upload := func(bytes int64, takes time.Duration) {
			p, err := g.enter(t.Context(), engineQueue, bytes, ignoreWaits)
			if err != nil {
				t.Error(err)
				return
			}
			u := sent{began: time.Now(), bytes: bytes}
			time.Sleep(takes)
			u.ended = time.Now()
			p.answered()
			p.leave()
			mu.Lock()
			uploads = append(uploads, u)
			mu.Unlock()
		}
		for range 30 {
			upload(3_276_800, 100*time.Millisecond)
		}
		p := enterNow(t, g, engineQueue, 0)
		p.throttled(time.Second, true)
		p.leave()

		const length = 30 * time.Minute
		var workers sync.WaitGroup
		for worker := range 4 {
			workers.Go(func() {
				for n := 0; time.Since(began) < length; n++ {
					switch {
					case n%10 == worker:
						upload(400, 50*time.Millisecond) // a session
					default:
						upload(3_276_800-int64(n*worker), time.Duration(300+70*worker)*time.Millisecond)
					}
				}
			})
		}
		workers.Wait()
		for name, moment := range map[string]func(sent) time.Time{
			"beginning": func(u sent) time.Time { return u.began },
			"end":       func(u sent) time.Time { return u.ended },
		} {
			if most := mostIn(uploads, 5*time.Minute, moment); most > 150_000_000 {
				t.Errorf("%d bytes within 5 minutes by their %s", most, name)
			}
		}
		var sum int64
		for _, u := range uploads {
			sum += u.bytes
		}
		if fair := int64(140_000_000) * int64(length/(5*time.Minute)); sum < fair {
			t.Errorf("only %d bytes in %s, want at least %d", sum, length, fair)
		}
		idle(t, g)
	})
}

// Requests without a body, or with a small one, do not wait behind an upload that waits for the pace.
func TestPaceHoldsUploadsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		g.SetGoverned(true)
		p := enterNow(t, g, engineQueue, 148_000_000)
		time.Sleep(10 * time.Second)
		p.leave()
		filled := time.Now()
		paced := make(chan Waiting, 10)
		var went time.Duration
		go func() {
			p, err := g.enter(t.Context(), engineQueue, 3_900_000, func(w Waiting) { paced <- w })
			if err != nil {
				t.Error(err)
				return
			}
			went = time.Since(filled)
			p.leave()
		}()
		synctest.Wait()
		if got := <-paced; got != (Waiting{Reason: WaitingPace, Until: filled.Add(5 * time.Minute)}) {
			t.Errorf("told %+v", got)
		}
		for _, cost := range []int64{0, 400} {
			enterNow(t, g, engineQueue, cost).leave()
			enterNow(t, g, windowQueue, cost).leave()
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if went != 5*time.Minute {
			t.Errorf("went after %s, want 5m", went)
		}
		if got := <-paced; got != (Waiting{}) {
			t.Errorf("told %+v at the end", got)
		}
		idle(t, g)
	})
}

// Bytes that were never sent do not count, and a body larger than the window's whole budget is not held for ever.
func TestPaceCountsWhatWasSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		g.SetGoverned(true)
		for range 10 {
			enterNow(t, g, engineQueue, 140_000_000).cancel()
		}
		enterNow(t, g, engineQueue, 200_000_000).leave()
		idle(t, g)
	})
}

func TestWaitsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		var passes []*pass
		for range maxPasses {
			passes = append(passes, enterNow(t, g, engineQueue, 0))
		}
		var told []Waiting
		done := make(chan struct{})
		go func() {
			defer close(done)
			p, err := g.enter(t.Context(), windowQueue, 0, func(w Waiting) { told = append(told, w) })
			if err != nil {
				t.Error(err)
				return
			}
			p.leave()
		}()
		synctest.Wait()
		passes[0].throttled(8*time.Second, true)
		until := time.Now().Add(8 * time.Second)
		synctest.Wait()
		for _, p := range passes {
			p.leave()
		}
		<-done
		want := []Waiting{{Reason: WaitingTurn}, {Reason: WaitingThrottled, Until: until}, {}}
		if !slices.Equal(told, want) {
			t.Errorf("told %+v, want %+v", told, want)
		}
		if !time.Now().Equal(until) {
			t.Errorf("went on at %s, want %s", time.Now(), until)
		}
		idle(t, g)
	})
}

func TestEveryWaitEndsWithItsContext(t *testing.T) {
	enough := errors.New("enough")
	hinder := map[string]func(t *testing.T, g *Governor){
		"turn": func(t *testing.T, g *Governor) {
			for range maxPasses {
				p := enterNow(t, g, engineQueue, 0)
				time.AfterFunc(time.Hour, p.leave)
			}
		},
		"throttled": func(t *testing.T, g *Governor) {
			p := enterNow(t, g, engineQueue, 0)
			p.throttled(5*time.Minute, true)
			p.leave()
		},
		"pace": func(t *testing.T, g *Governor) {
			g.SetGoverned(true)
			enterNow(t, g, engineQueue, 149_000_000).leave()
		},
	}
	for name, hinder := range hinder {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := NewGovernor()
				hinder(t, g)
				var last Waiting
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(enough) })
				began := time.Now()
				_, err := g.enter(ctx, engineQueue, 3_000_000, func(w Waiting) { last = w })
				if !errors.Is(err, context.Canceled) || !errors.Is(err, enough) {
					t.Errorf("the wait ended with %v", err)
				}
				if waited := time.Since(began); waited != time.Second {
					t.Errorf("the wait ended after %s", waited)
				}
				if last != (Waiting{}) {
					t.Errorf("last told %+v", last)
				}
				if _, err := g.enter(ctx, engineQueue, 0, ignoreWaits); !errors.Is(err, enough) {
					t.Errorf("an ended context entered: %v", err)
				}
				time.Sleep(2 * time.Hour)
				idle(t, g)
			})
		})
	}
}

// A pass handed to a waiter whose context ends at the same moment is not lost.
func TestNoPassIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		var workers sync.WaitGroup
		for worker := range 20 {
			workers.Go(func() {
				for n := range 200 {
					ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n%7+worker%3)*time.Millisecond)
					if p, err := g.enter(ctx, priority(n%2), int64(n), ignoreWaits); err == nil {
						time.Sleep(time.Duration(1+n%3) * time.Millisecond)
						p.leave()
						p.leave() // twice does no harm
					}
					cancel()
				}
			})
		}
		workers.Wait()
		idle(t, g)
	})
}

// A request that has its pass but was not written yet when the mailbox was closed is held back, too.
func TestReadyWaitsForTheHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		slow, other := enterNow(t, g, engineQueue, 0), enterNow(t, g, engineQueue, 0)
		other.throttled(9*time.Second, true)
		other.leave()
		var told []Waiting
		began := time.Now()
		slow.tell = func(w Waiting) { told = append(told, w) }
		slow.ready(t.Context())
		if waited := time.Since(began); waited != 9*time.Second {
			t.Errorf("ready after %s, want 9s", waited)
		}
		if len(told) != 2 || told[0].Reason != WaitingThrottled || told[1].Reason != WaitingNone {
			t.Errorf("told %+v", told)
		}
		slow.heldBack(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		slow.ready(ctx)
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("an ended context was held until %s", waited)
		}
		slow.leave()
		idle(t, g)
	})
}

// TestAPauseOutlivesTheProgram: the next run waits for the end of a pause that the server asked the last one for.
func TestAPauseOutlivesTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGovernor()
		told := make(chan time.Time, 1)
		g.OnHold(func() { told <- g.Held() })
		g.mu.Lock()
		g.holdForLocked(time.Minute)
		g.mu.Unlock()
		until := <-told
		if until != time.Now().Add(time.Minute) {
			t.Fatalf("remembered is %v", until)
		}
		next := NewGovernor() // of the next run
		next.Hold(until)
		began := time.Now()
		p, err := next.enter(t.Context(), engineQueue, 0, ignoreWaits)
		if err != nil || time.Since(began) != time.Minute {
			t.Errorf("went ahead after %v, %v", time.Since(began), err)
		}
		p.cancel()
		later := NewGovernor()
		later.Hold(time.Now().Add(-time.Second)) // long over
		enterNow(t, later, engineQueue, 0).cancel()
		idle(t, later)
	})
}
