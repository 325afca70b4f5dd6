package ui

import (
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"taskdrop/service"
)

// How often the window draws. A frame costs the same whatever changed in it, so bytes are shown at a calm pace, and a
// burst of changes becomes one frame.
const (
	tick      = 225 * time.Millisecond
	burstRest = 90 * time.Millisecond
)

// watcher follows the service on a goroutine of its own, and hands snapshots to the UI goroutine.
type watcher struct {
	state   State
	show    func(service.Snapshot) // draws one, on the UI goroutine
	done    chan struct{}          // closed by stop
	stopped bool                   // the UI goroutine's
	pending atomic.Bool            // a draw is on its way to the UI goroutine
	latest  atomic.Pointer[service.Snapshot]
}

func newWatcher(state State, show func(service.Snapshot)) *watcher {
	return &watcher{state: state, show: show, done: make(chan struct{})}
}

// watch follows the service until the window is closed.
func (w *Window) watch() {
	fyne.Do(w.tellWindow)
	fyne.Do(w.takeDrops)
	w.watcher.follow()
}

// follow draws once for each change, and ticks only while files are on their way. Idle, it sleeps. It returns after
// stop.
func (w *watcher) follow() {
	for {
		snapshot := w.state.Snapshot()
		w.latest.Store(&snapshot)
		w.offer()
		var next <-chan time.Time
		var timer *time.Timer
		if totals := snapshot.Queue.Totals; totals.Running > 0 || totals.Packing > 0 {
			timer = time.NewTimer(tick)
			next = timer.C
		}
		select {
		case <-w.done:
		case <-next:
		case <-w.state.Changed():
			w.rest()
		}
		if timer != nil {
			timer.Stop()
		}
		select {
		case <-w.done:
			return
		default:
		}
	}
}

// rest gathers a burst of changes.
func (w *watcher) rest() {
	timer := time.NewTimer(burstRest)
	defer timer.Stop()
	select {
	case <-w.done:
	case <-timer.C:
	}
}

// offer hands the newest snapshot to the UI goroutine, unless it has not come round to the last one yet: then it will
// find this one there.
func (w *watcher) offer() {
	if !w.pending.CompareAndSwap(false, true) {
		return
	}
	fyne.Do(func() {
		w.pending.Store(false)
		if latest := w.latest.Load(); latest != nil && !w.stopped {
			w.show(*latest)
		}
	})
}

// stop ends the following. It reports whether this was the first call.
func (w *watcher) stop() bool {
	if w.stopped {
		return false
	}
	w.stopped = true
	close(w.done)
	return true
}
