package service

import (
	"context"

	"taskdrop/service/problem"
)

// StartDemo switches to the built-in stand-in for Microsoft To Do.
func (s *Service) StartDemo() { s.group.Go(s.startDemo) }

func (s *Service) startDemo(ctx context.Context) {
	if s.cfg.StartDemo == nil {
		s.SignInEnded(problem.New(problem.DemoFailed))
		return
	}
	e, err := s.cfg.StartDemo()
	if err != nil {
		s.SignInEnded(problem.New(problem.DemoFailed).WithDetail(err.Error()))
		return
	}
	s.switchQueue(true)
	s.board.Update(func(v *Snapshot) { v.SignInError = nil })
	if err := s.Use(ctx, e); err != nil {
		s.SignInEnded(err)
	}
}

// leaveDemo goes back to the person's own queue.
func (s *Service) leaveDemo() {
	if !s.board.Now().Demo {
		return
	}
	s.LeaveAll()
	s.switchQueue(false)
	s.board.Update(func(v *Snapshot) {
		v.HasClientID = s.InForce().ClientID.Value != ""
		v.Phase = s.IdlePhase(v.Demo)
	})
}

// switchQueue puts the demo's queue in use, or the person's own, unless it is.
func (s *Service) switchQueue(demo bool) {
	if s.board.Now().Demo != demo {
		s.board.Update(func(v *Snapshot) { v.Demo = demo })
		old := s.openQueue()
		s.group.Go(func(context.Context) {
			if err := old.Close(); err != nil {
				s.log.Warn("could not close the journal", "err", err)
			}
		})
	}
	s.questions.forget()
}
