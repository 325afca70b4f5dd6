package widgets

import "fyne.io/fyne/v2"

// heads are things of which one is chosen: tabs, or the names of pages. Tab stops at the chosen one alone, and the
// arrow keys go on from there.
type heads[H head] struct {
	all      []H
	selected int
	changed  func(index int)
	focus    func(fyne.Focusable)
}

type head interface {
	fyne.Focusable
	choose(chosen bool)
}

// Selected is the index of the chosen one.
func (s *heads[H]) Selected() int { return s.selected }

// Chosen is the one that takes the keyboard.
func (s *heads[H]) Chosen() fyne.Focusable { return s.all[s.selected] }

// Select chooses another one.
func (s *heads[H]) Select(index int) {
	if index < 0 || index >= len(s.all) || index == s.selected {
		return
	}
	s.selected = index
	for i, head := range s.all {
		head.choose(i == index)
	}
	s.changed(index)
}

// step goes to a neighbour with the arrow keys and takes the keyboard along.
func (s *heads[H]) step(by int) {
	to := s.selected + by
	if to < 0 || to >= len(s.all) {
		return
	}
	s.Select(to)
	s.focus(s.all[to])
}

// headControl is what the heads of a kind share.
type headControl struct {
	control

	chosen         bool
	previous, next fyne.KeyName
	step           func(by int)
}

func (h *headControl) choose(chosen bool) {
	if h.chosen != chosen {
		h.chosen = chosen
		h.Refresh()
	}
}

// Disabled lets Tab pass by those that are not chosen. The mouse reaches them all the same.
func (h *headControl) Disabled() bool { return !h.chosen }

// TypedKey implements fyne.Focusable.
func (h *headControl) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case h.previous:
		h.step(-1)
	case h.next:
		h.step(1)
	default:
		h.control.TypedKey(key)
	}
}
