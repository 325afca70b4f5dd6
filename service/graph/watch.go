package graph

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// watch gives a request up when what is expected of it does not come in time.
type watch struct {
	cancel context.CancelCauseFunc

	mu     sync.Mutex
	timer  *time.Timer
	what   string
	within time.Duration
	until  time.Time // zero while nothing is expected
	ended  bool
}

func newWatch(cancel context.CancelCauseFunc) *watch { return &watch{cancel: cancel} }

// expect starts over with a new expectation.
func (w *watch) expect(what string, within time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.what, w.within, w.until = what, within, time.Now().Add(within)
	if w.timer == nil {
		w.timer = time.AfterFunc(within, w.expired)
		return
	}
	w.timer.Reset(within)
}

func (w *watch) expired() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.until.IsZero() || time.Now().Before(w.until) {
		return // it came, just as the timer rang
	}
	w.cancel(&StallError{Waiting: w.what, After: w.within})
}

// stop expects nothing for the time being.
func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.until = time.Time{}
	if w.timer != nil {
		w.timer.Stop()
	}
}

// end expects nothing any more: a transport may go on with the body of a request that was answered early.
func (w *watch) end() {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.stop()
}

// watched is a request's body. The transport reads the next piece when the one before is on the wire.
type watched struct {
	from   io.Reader
	watch  *watch
	left   int64 // bytes
	handed *handed
}

func (b *watched) Read(p []byte) (int, error) {
	b.watch.expect("the upload", stallTimeout)
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left <= 0 && !b.handed.whole() {
		return 0, io.ErrClosedPipe // nobody waits for the answer any more
	}
	return n, err
}

// handed is whether a request's body was handed to the transport to its end, in any of its sendings. A server acts on
// a body only when it has as much as the Content-Length says.
type handed struct{ state atomic.Int32 }

const (
	handedPart int32 = iota
	handedWhole
	handedNoMore
)

// whole is called before the end is handed out, and reports whether it may be.
func (h *handed) whole() bool {
	return h.state.CompareAndSwap(handedPart, handedWhole) || h.state.Load() == handedWhole
}

// noMore withholds the end from now on, and reports whether it was not handed out before.
func (h *handed) noMore() bool {
	return h.state.CompareAndSwap(handedPart, handedNoMore) || h.state.Load() == handedNoMore
}
