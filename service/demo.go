package service

import (
	"context"

	"taskdrop/service/problem"
)

func (s *Service) demo() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view.Demo
}

// StartDemo switches to the built-in stand-in for Microsoft To Do.
func (s *Service) StartDemo() { s.background(s.startDemo) }

func (s *Service) startDemo(ctx context.Context) {
	if s.cfg.StartDemo == nil {
		s.signInEnded(problem.New(problem.DemoFailed))
		return
	}
	e, err := s.cfg.StartDemo()
	if err != nil {
		s.signInEnded(problem.New(problem.DemoFailed).WithDetail(err.Error()))
		return
	}
	s.mu.Lock()
	if !s.view.Demo {
		old := s.queue
		s.openQueue(s.stateDir(true))
		s.backgroundLocked(func(context.Context) {
			if err := old.Close(); err != nil {
				s.log.Warn("could not close the journal", "err", err)
			}
		})
	}
	s.mu.Unlock()
	s.dropQuestions()
	s.update(func(v *Snapshot) { v.Demo, v.SignInError = true, nil })
	if err := s.use(ctx, e); err != nil {
		s.signInEnded(err)
	}
}

// leaveDemo goes back to the person's own queue.
func (s *Service) leaveDemo() {
	if !s.demo() {
		return
	}
	s.leaveAll()
	s.dropQuestions()
	s.mu.Lock()
	old := s.queue
	s.openQueue(s.stateDir(false))
	s.auth = nil
	s.backgroundLocked(func(context.Context) {
		if err := old.Close(); err != nil {
			s.log.Warn("could not close the journal", "err", err)
		}
	})
	s.mu.Unlock()
	s.update(func(v *Snapshot) {
		v.Demo, v.HasClientID = false, s.endpoint().ClientID != ""
		v.Phase = s.idlePhase()
	})
}
