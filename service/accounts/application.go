package accounts

import (
	"context"

	"taskdrop/service/settings"
	"taskdrop/service/view"
)

// SetApplication changes which application signs in where. Where that makes a difference, whoever is known to the new
// one is signed in, and else nobody.
func (s *Accounts) SetApplication(a settings.Application) {
	s.AfterStart(func(ctx context.Context) {
		if s.Setup.TakeApplication(a) {
			s.moveOver(ctx)
		}
	})
}

// Connect is SetApplication by somebody who wants to sign in with it now: what the command line or the environment
// said gives way for this run, and so does the demo. Without a client id it signs in with the application that is in
// force.
func (s *Accounts) Connect(a settings.Application) {
	s.AfterStart(func(ctx context.Context) {
		s.LeaveDemo()
		if a = a.Trimmed(); a.ClientID != "" {
			s.Setup.ForgetStart()
			s.Setup.TakeApplication(a)
		}
		if !s.moveOver(ctx) || s.SignedIn() {
			return
		}
		s.SignInFor(ctx, s.Missing(), "")
	})
}

// moveOver leaves whoever is signed in and goes to the endpoint that is in force now. It reports whether one can sign
// in there.
func (s *Accounts) moveOver(ctx context.Context) bool {
	select {
	case s.moving <- struct{}{}:
		defer func() { <-s.moving }()
	case <-ctx.Done():
		return false
	}
	if !s.endSignIn(ctx) {
		return false
	}
	e := s.endpoint()
	s.LeaveAll()
	if err := s.Use(ctx, e); err != nil {
		s.SignInEnded(err)
		return false
	}
	return e.ClientID != ""
}

// LeaveAll closes every mailbox; the queue keeps all items for the next sign-in.
func (s *Accounts) LeaveAll() {
	s.mailboxes.closeAll()
	s.Left()
	s.mu.Lock()
	s.account = ""
	s.mu.Unlock()
	s.Board.Update(func(v *view.Snapshot) {
		v.Phase, v.Account, v.Accounts = s.IdlePhase(v.Demo), view.Account{}, nil
		v.SignIn, v.SignInError = view.SignIn{}, nil
		s.ResetLocked(v, "", false)
	})
}
