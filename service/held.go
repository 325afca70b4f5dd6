package service

import (
	"maps"
	"sync"

	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// heldFor keeps what held items wait for. The queue knows only that they are held.
type heldFor struct {
	window *view.Board

	mu    sync.Mutex
	kinds map[uint64]HeldFor // shared with snapshots, so it is replaced and never changed
}

// set notes what items wait for and shows it.
func (h *heldFor) set(ids []uint64, what HeldFor) {
	if len(ids) == 0 {
		return
	}
	h.window.Update(func(v *Snapshot) {
		h.mu.Lock()
		defer h.mu.Unlock()
		kinds := maps.Clone(h.kinds)
		if kinds == nil {
			kinds = map[uint64]HeldFor{}
		}
		for _, id := range ids {
			if what == HeldForLook {
				delete(kinds, id)
			} else {
				kinds[id] = what
			}
		}
		h.kinds, v.HeldFor = kinds, kinds
	})
}

// of is what an item waits for.
func (h *heldFor) of(id uint64) HeldFor {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.kinds[id]
}

// restore takes up what an earlier run left held: it waits until its account is there, or a person starts it.
func (h *heldFor) restore(records []transfer.Record) {
	kinds := map[uint64]HeldFor{}
	for _, record := range records {
		if record.Held {
			kinds[record.ID] = HeldForStart
		}
	}
	h.window.Update(func(v *Snapshot) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.kinds, v.HeldFor = kinds, kinds
	})
}
