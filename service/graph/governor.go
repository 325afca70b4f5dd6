package graph

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

const (
	// maxPasses is how many requests one mailbox takes at once (L14, R3).
	maxPasses = 4
	// raiseAfter is how many answers in a row without a 429 earn one more request at once.
	raiseAfter = 16
	// firstHold and longestHold bound the pause after a 429 that names none, before jitter.
	firstHold   = 2 * time.Second
	longestHold = time.Minute
)

// Governor keeps one mailbox's manners for everybody who uses it (R3): at most four requests at once, the window's
// before the engine's, each in its order. It lets everything pass at full speed until the first 429. From then on the
// mailbox is governed: half as many requests at once after each 429 and slowly more again, and at most 150 MB of
// upload in any 5 minutes. A Retry-After holds the whole mailbox back.
//
// It has no goroutine of its own, and a timer only while somebody waits.
type Governor struct {
	mu        sync.Mutex
	limit     int             // requests at once, 1 to maxPasses
	active    int             // passes given out
	taken     [maxPasses]bool // slots of those
	waiting   [priorities][]*waiter
	hold      time.Time // nobody enters before
	governed  bool
	decreases int // 429s acted upon: passes given out before the last one share its decrease
	inARow    int // of those, without an answer between
	answers   int // since the last decrease or increase
	pace      pace
	timer     *time.Timer
	onHold    func() // see OnHold

	gauge gauge
}

// priority is which queue a request waits in.
type priority int

const (
	windowQueue priority = iota
	engineQueue
	priorities
)

// NewGovernor makes the governor of one mailbox, to be shared by all who use it.
func NewGovernor() *Governor {
	return &Governor{limit: maxPasses}
}

// Governed reports whether the server has said 429 since the program began, or SetGoverned said so.
func (g *Governor) Governed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.governed
}

// SetGoverned brings back what was remembered of the mailbox; false gives it full speed again.
func (g *Governor) SetGoverned(governed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.governed = governed
	if !governed {
		g.limit, g.answers, g.inARow = maxPasses, 0, 0
	}
	g.admit(time.Now())
}

// Held is until when the server has asked the mailbox to pause: a time that may be past, or zero.
func (g *Governor) Held() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.hold
}

// Hold brings back a pause that an earlier run was asked for. It is no longer than RetryAfterCap from now on.
func (g *Governor) Hold(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := min(time.Until(until), RetryAfterCap); wait > 0 {
		g.holdForLocked(wait)
	}
}

// OnHold has changed called, on a goroutine of its own, after each pause that the server asks for from now on.
func (g *Governor) OnHold(changed func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.onHold = changed
}

// waiter is a request that has not been let in.
type waiter struct {
	cost    int64
	pass    *pass   // set once it is let in
	reason  Waiting // what it waits for just now
	changed chan struct{}
}

// pass is the right to have one request under way.
type pass struct {
	governor  *Governor
	upload    *upload
	slot      int  // 0 to maxPasses-1, no other pass has it
	decreases int  // as it was when the pass was given out
	waited    bool // it was not given out at once
	left      bool
	tell      func(Waiting)
}

// enter waits for a pass. cost is how many bytes of body the request uploads. tell hears of each wait, of the pass's
// own, too. The caller must leave or cancel the pass.
func (g *Governor) enter(ctx context.Context, queue priority, cost int64, tell func(Waiting)) (*pass, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	w := &waiter{cost: cost, changed: make(chan struct{}, 1)}
	g.mu.Lock()
	g.waiting[queue] = append(g.waiting[queue], w)
	g.admit(time.Now())
	p, reason := w.pass, w.reason
	g.mu.Unlock()
	if p != nil {
		p.tell = tell
		return p, nil
	}
	for told := (Waiting{}); p == nil; {
		if reason != told {
			told = reason
			tell(told)
		}
		select {
		case <-w.changed:
		case <-ctx.Done():
			g.giveUp(queue, w)
			tell(Waiting{})
			return nil, contextError(ctx)
		}
		g.mu.Lock()
		p, reason = w.pass, w.reason
		g.mu.Unlock()
	}
	tell(Waiting{})
	p.waited, p.tell = true, tell
	return p, nil
}

// giveUp takes a waiter out of its queue, or gives back the pass it got in the meantime.
func (g *Governor) giveUp(queue priority, w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.pass != nil {
		g.leave(w.pass, true)
		return
	}
	for i, other := range g.waiting[queue] {
		if other == w {
			g.waiting[queue] = append(g.waiting[queue][:i:i], g.waiting[queue][i+1:]...)
			break
		}
	}
	g.admit(time.Now())
}

// admit lets in whoever may go, tells the rest what they wait for, and sets the timer for when that may change.
func (g *Governor) admit(now time.Time) {
	for g.active < g.limit && !now.Before(g.hold) {
		w := g.next(now)
		if w == nil {
			break
		}
		w.pass = &pass{governor: g, slot: g.takeSlotLocked(), decreases: g.decreases, upload: g.pace.admit(w.cost)}
		g.active++
		w.wake()
	}
	var alarm time.Time
	sooner := func(t time.Time) {
		if !t.IsZero() && (alarm.IsZero() || t.Before(alarm)) {
			alarm = t
		}
	}
	for _, queue := range g.waiting {
		for _, w := range queue {
			reason := g.reason(w, now)
			sooner(reason.Until)
			if reason != w.reason {
				w.reason = reason
				w.wake()
			}
		}
	}
	g.setAlarm(alarm, now)
}

// takeSlotLocked takes the first free slot, so that few requests keep few connections in use.
func (g *Governor) takeSlotLocked() int {
	slot := slices.Index(g.taken[:], false)
	g.taken[slot] = true
	return slot
}

// next takes the first waiter that may go out of its queue: the window's first, then first come first served. An
// upload that waits for the pace holds back the uploads behind it, but nothing else.
func (g *Governor) next(now time.Time) *waiter {
	paced := false
	for queue := range g.waiting {
		for i, w := range g.waiting[queue] {
			if paced && !smallBody(w.cost) {
				continue
			}
			if g.governed && !g.pace.fits(w.cost, now) {
				paced = true
				continue
			}
			g.waiting[queue] = append(g.waiting[queue][:i:i], g.waiting[queue][i+1:]...)
			return w
		}
	}
	return nil
}

func (g *Governor) reason(w *waiter, now time.Time) Waiting {
	switch {
	case now.Before(g.hold):
		return Waiting{Reason: WaitingThrottled, Until: g.hold}
	case g.governed && !g.pace.fits(w.cost, now):
		return Waiting{Reason: WaitingPace, Until: g.pace.when(w.cost)}
	default:
		return Waiting{Reason: WaitingTurn}
	}
}

func (w *waiter) wake() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (g *Governor) setAlarm(at, now time.Time) {
	if g.timer != nil {
		g.timer.Stop()
	}
	if at.IsZero() {
		return
	}
	g.timer = time.AfterFunc(at.Sub(now), func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.admit(time.Now())
	})
}

// ready waits until the mailbox is open, for a request that has its pass and is about to be written. None may start
// inside a Retry-After that came while it was looking for a connection. It also returns when the context ends.
func (p *pass) ready(ctx context.Context) {
	g := p.governor
	for held := false; ; held = true {
		g.mu.Lock()
		until := g.hold
		g.mu.Unlock()
		wait := time.Until(until)
		if wait <= 0 || ctx.Err() != nil {
			if held {
				p.tell(Waiting{})
			}
			return
		}
		p.tell(Waiting{Reason: WaitingThrottled, Until: until})
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// cancel gives the pass back unused: nothing was sent.
func (p *pass) cancel() { p.end(true) }

// leave gives the pass back after the request.
func (p *pass) leave() { p.end(false) }

func (p *pass) end(unused bool) {
	p.governor.mu.Lock()
	defer p.governor.mu.Unlock()
	p.governor.leave(p, unused)
}

func (g *Governor) leave(p *pass, unused bool) {
	if p.left {
		return
	}
	p.left = true
	g.active--
	g.taken[p.slot] = false
	now := time.Now()
	g.pace.finish(p.upload, unused, now)
	g.admit(now)
}

// answered notes a good answer.
func (p *pass) answered() {
	g := p.governor
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.decreases != g.decreases {
		return // sent before the last 429: says nothing about the time since
	}
	g.inARow = 0
	if g.limit == maxPasses {
		return
	}
	if g.answers++; g.answers >= raiseAfter {
		g.answers = 0
		g.limit++
		g.admit(time.Now())
	}
}

// throttled notes a 429. All that answer requests already under way at the first one count as one decrease.
func (p *pass) throttled(wait time.Duration, known bool) {
	g := p.governor
	g.mu.Lock()
	defer g.mu.Unlock()
	g.governed = true
	if p.decreases == g.decreases {
		g.decreases++
		g.inARow++
		g.answers = 0
		g.limit = max(1, g.limit/2)
		// A server that always says 1 is believed once (F28).
		if !known {
			wait = max(wait, unnamedHold(g.inARow))
		} else if g.inARow > 1 {
			wait = max(wait, unnamedHold(g.inARow-1))
		}
	}
	g.holdForLocked(wait)
}

// heldBack notes a Retry-After that came without a 429.
func (p *pass) heldBack(wait time.Duration) {
	g := p.governor
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holdForLocked(wait)
}

// holdForLocked closes the mailbox for so long, at least.
func (g *Governor) holdForLocked(wait time.Duration) {
	now := time.Now()
	if until := now.Add(wait); until.After(g.hold) {
		g.hold = until
		if g.onHold != nil {
			go g.onHold()
		}
	}
	g.admit(now)
}

// unnamedHold is the pause after the n-th 429 in a row: doubling, with up to half of it added by chance (C28).
func unnamedHold(n int) time.Duration {
	wait := min(firstHold<<min(n-1, 10), longestHold)
	return wait + rand.N(wait/2)
}
