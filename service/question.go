package service

import (
	"slices"
	"sync"

	"taskdrop/service/view"
)

// asked is a question and what to do with its answer. answered is called once, after every lock is given back.
type asked struct {
	question Question
	answered func(answer Answer, forAll bool)
	// about are the items that wait for the answer. again asks about those of them that still do; nil if it can't be
	// put off.
	about []uint64
	again func(about []uint64)
	off   bool // put off
}

// questions are those that wait for an answer, in the order they were put. The window shows one at a time.
type questions struct {
	window *view.Board
	held   *heldFor

	mu    sync.Mutex
	asked []asked
	last  uint64 // number of the newest one
}

// change changes the questions and shows the oldest that was not put off.
func (s *questions) change(change func()) {
	s.window.Update(func(v *Snapshot) {
		s.mu.Lock()
		defer s.mu.Unlock()
		change()
		v.Question = nil
		at := slices.IndexFunc(s.asked, func(a asked) bool { return !a.off })
		if at >= 0 {
			first := s.asked[at].question
			v.Question = &first
		}
	})
}

// ask puts a question behind those that wait.
func (s *questions) ask(q Question, answered func(answer Answer, forAll bool)) {
	s.askAbout(nil, q, nil, answered)
}

// askAbout asks about items of the queue.
func (s *questions) askAbout(ids []uint64, q Question, again func([]uint64), answered func(answer Answer, forAll bool)) {
	s.change(func() {
		s.last++
		q.ID = s.last
		s.asked = append(s.asked, asked{question: q, answered: answered, about: ids, again: again})
	})
}

// takeOut removes the first question that fits and returns it, nil if none does.
func (s *questions) takeOut(fits func(asked) bool) (found *asked) {
	s.change(func() {
		if at := slices.IndexFunc(s.asked, fits); at >= 0 {
			one := s.asked[at]
			found = &one
			s.asked = slices.Delete(slices.Clone(s.asked), at, at+1)
		}
	})
	return found
}

// PutOff takes a question away until the person starts one of the items it is about. Until then they wait.
func (s *questions) PutOff(id uint64) {
	s.change(func() {
		for i := range s.asked {
			if s.asked[i].question.ID == id && s.asked[i].again != nil {
				s.asked[i].off = true
			}
		}
	})
}

// askAgain puts the question about an item once more, with this item first. It reports whether there is one.
func (s *questions) askAgain(id uint64) bool {
	found := s.takeOut(func(a asked) bool { return slices.Contains(a.about, id) })
	if found == nil {
		return false
	}
	s.held.set(found.about, HeldForLook) // so that they can be asked about
	others := slices.DeleteFunc(slices.Clone(found.about), func(other uint64) bool { return other == id })
	found.again(append([]uint64{id}, others...))
	return true
}

// Answer answers a question: for the first thing it is about, or for all of them. One that was answered already is
// passed over.
func (s *questions) Answer(id uint64, answer Answer, forAll bool) {
	if found := s.takeOut(func(a asked) bool { return a.question.ID == id }); found != nil {
		found.answered(answer, forAll)
	}
}

// about returns all items that a question is about, and the first item of each question.
func (s *questions) about() (all map[uint64]bool, first []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all = map[uint64]bool{}
	for _, a := range s.asked {
		for _, id := range a.about {
			all[id] = true
		}
		if len(a.about) > 0 {
			first = append(first, a.about[0])
		}
	}
	return all, first
}

// forget drops all questions: the queue they were about is gone.
func (s *questions) forget() { s.change(func() { s.asked = nil }) }
