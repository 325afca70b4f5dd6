package ui

import (
	"time"

	"fyne.io/fyne/v2"
)

// How often the window draws. A frame costs the same whatever changed in it, so bytes are shown at a calm pace, and a
// burst of changes becomes one frame.
const (
	tick      = 225 * time.Millisecond
	burstRest = 90 * time.Millisecond
)

// watch follows the service on a goroutine of its own: one draw for each change, and ticks only while files are on
// their way. Idle, it sleeps.
func (w *Window) watch() {
	fyne.Do(w.tellWindow)
	fyne.Do(w.takeDrops)
	for {
		snapshot := w.svc.State.Snapshot()
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
		case <-w.svc.State.Changed():
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
func (w *Window) rest() {
	timer := time.NewTimer(burstRest)
	defer timer.Stop()
	select {
	case <-w.done:
	case <-timer.C:
	}
}

// offer hands the newest snapshot to the UI goroutine, unless it has not come round to the last one yet: then it will
// find this one there.
func (w *Window) offer() {
	if !w.pending.CompareAndSwap(false, true) {
		return
	}
	fyne.Do(func() {
		w.pending.Store(false)
		if latest := w.latest.Load(); latest != nil && !w.left {
			w.show(*latest)
		}
	})
}
