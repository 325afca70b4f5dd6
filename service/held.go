package service

import (
	"maps"
	"slices"

	"taskdrop/service/transfer"
)

// HeldFor says what an item waits for that was never started. The queue knows only that it was not.
type HeldFor int

// What held items wait for.
const (
	HeldForLook   HeldFor = iota // it is being looked up whether its like hangs on the task already
	HeldForStart                 // the person starts it
	HeldForAnswer                // the person answers the question about it
)

// setHeldFor notes what items wait for and shows it. Snapshots share the map, so it is never changed in place.
func (s *Service) setHeldFor(ids []uint64, what HeldFor) {
	if len(ids) == 0 {
		return
	}
	s.update(func(v *Snapshot) {
		held := maps.Clone(v.HeldFor)
		if held == nil {
			held = map[uint64]HeldFor{}
		}
		for _, id := range ids {
			if what == HeldForLook {
				delete(held, id)
			} else {
				held[id] = what
			}
		}
		v.HeldFor = held
	})
}

// heldBefore notes what an earlier run left held: it waits until its account is there, or it is started by hand.
func heldBefore(records []transfer.Record) map[uint64]HeldFor {
	held := map[uint64]HeldFor{}
	for _, record := range records {
		if record.Held {
			held[record.ID] = HeldForStart
		}
	}
	return held
}

// notAskedAbout leaves out what no longer waits, or is part of an open question.
func (s *Service) notAskedAbout(ids []uint64) []uint64 {
	held := map[uint64]bool{}
	for _, item := range s.queueNow().Snapshot().Items {
		held[item.ID] = item.Held
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(ids), func(id uint64) bool {
		return !held[id] || s.view.HeldFor[id] == HeldForAnswer
	})
}

func (s *Service) held(id uint64) bool {
	item := s.item(id)
	return item != nil && item.Held
}

// Resume goes on with a paused item. Where a question about it was put off, that is asked again.
func (s *Service) Resume(id uint64) {
	if !s.askAgain(id) {
		s.queueNow().Resume(id)
	}
}

// ResumeAll goes on with what is paused, and asks again what was put off.
func (s *Service) ResumeAll() {
	asked := map[uint64]bool{}
	var first []uint64
	s.mu.Lock()
	for _, a := range s.questions {
		for _, id := range a.about {
			asked[id] = true
		}
		if len(a.about) > 0 {
			first = append(first, a.about[0])
		}
	}
	s.mu.Unlock()
	s.queueNow().ResumeAll(asked)
	for _, id := range first {
		s.askAgain(id)
	}
}
