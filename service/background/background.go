// Package background runs what goes on behind the window, and ends all of it when the program closes.
package background

import (
	"context"
	"sync"
)

// Group is the work of one run of the program. Its methods may be called from any goroutine.
type Group struct {
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu     sync.Mutex
	closed bool
}

// New returns a Group with nothing in it.
func New() *Group {
	ctx, stop := context.WithCancel(context.Background())
	return &Group{ctx: ctx, stop: stop}
}

// Context ends when the program closes.
func (g *Group) Context() context.Context { return g.ctx }

// Go runs f on a goroutine of its own. After Stop it does nothing.
func (g *Group) Go(f func(context.Context)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.work.Go(func() { f(g.ctx) })
	}
}

// Stop ends the context and lets nothing new begin.
func (g *Group) Stop() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.stop()
}

// Wait returns when all that was begun has ended.
func (g *Group) Wait() { g.work.Wait() }
