package view

import (
	"slices"
	"sync"

	"taskdrop/service/problem"
)

// Board holds the newest Snapshot and tells who watches it about changes. Its methods may be called from any
// goroutine.
//
// Lock order: a function given to Update or Read may take the lock of the part that gave it. A part holds no lock of
// its own when it calls the Board.
type Board struct {
	changed chan struct{}

	mu  sync.Mutex
	now Snapshot

	watching sync.Mutex
	watchers map[chan struct{}]bool
}

// NewBoard returns a Board with an empty Snapshot.
func NewBoard() *Board {
	return &Board{changed: make(chan struct{}, 1), watchers: map[chan struct{}]bool{}}
}

// Changed receives after each change that is more than a byte count. Changes in between are merged into one.
func (b *Board) Changed() <-chan struct{} { return b.changed }

// Watch returns a channel that receives as Changed does, until stop is called.
func (b *Board) Watch() (changes <-chan struct{}, stop func()) {
	watcher := make(chan struct{}, 1)
	b.watching.Lock()
	defer b.watching.Unlock()
	b.watchers[watcher] = true
	return watcher, func() {
		b.watching.Lock()
		defer b.watching.Unlock()
		delete(b.watchers, watcher)
	}
}

// Wake tells the window and all watchers that something changed, such as the queue. It never blocks.
func (b *Board) Wake() {
	signal(b.changed)
	b.WakeWatchers()
}

// WakeWatchers tells all watchers and leaves the window alone.
func (b *Board) WakeWatchers() {
	b.watching.Lock()
	defer b.watching.Unlock()
	for watcher := range b.watchers {
		signal(watcher)
	}
}

func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}

// Update changes the Snapshot and tells everyone. The slices and maps in it are shared with earlier ones: change
// replaces them.
func (b *Board) Update(change func(*Snapshot)) {
	b.mu.Lock()
	change(&b.now)
	b.now.Revision++
	b.mu.Unlock()
	b.Wake()
}

// Now is the newest Snapshot, without what the parts add to it.
func (b *Board) Now() Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// Tell shows a passing message.
func (b *Board) Tell(p *Problem, good bool) {
	b.Update(func(v *Snapshot) { v.AddNotice(Notice{Problem: p, Good: good}) })
}

// TellIn shows a passing message about a folder of this computer.
func (b *Board) TellIn(p *problem.Problem, good bool, folder string) {
	b.Update(func(v *Snapshot) { v.AddNotice(Notice{Problem: p, Good: good, Folder: folder}) })
}

// maxNotices is how many messages a window that was away for a while still gets to see.
const maxNotices = 5

// AddNotice adds a passing message and numbers it. It is for Update.
func (v *Snapshot) AddNotice(n Notice) {
	v.lastNotice++
	n.ID = v.lastNotice
	notices := append(slices.Clone(v.Notices), n)
	v.Notices = notices[max(0, len(notices)-maxNotices):]
}
