package service

import (
	"context"
	"slices"

	"taskdrop/auth"
	"taskdrop/service/problem"
)

// openMailboxes makes every account that needs nobody ready, so that each item goes on with its own account, whichever is in
// use.
func (s *Service) openMailboxes(accounts []auth.Account) {
	for _, account := range accounts {
		if account.NeedsSignIn {
			continue
		}
		s.mu.Lock()
		_, err := s.mailboxFor(account)
		s.mu.Unlock()
		if err != nil {
			s.log.Warn("could not open a mailbox", "account", account.ID, "err", err)
			continue
		}
		s.queueNow().SignedIn(account.ID)
		s.reviewHeld(account.ID)
	}
}

// showAccounts shows who is signed in on this computer, in the order of their sign-in.
func (s *Service) showAccounts() {
	s.mu.Lock()
	client := s.auth
	s.mu.Unlock()
	if client == nil {
		return
	}
	known := client.Accounts()
	s.update(func(v *Snapshot) {
		v.Accounts = make([]Account, len(known))
		for i, a := range known {
			v.Accounts[i] = shown(a, s.ended[a.ID])
			if a.ID == v.Account.ID {
				v.Account = v.Accounts[i]
			}
		}
	})
}

// UseAccount puts another signed-in account in use. What is on its way for the others goes on. One that has to sign in again is
// asked to.
func (s *Service) UseAccount(id string) {
	s.background(func(ctx context.Context) {
		s.mu.Lock()
		client, current := s.auth, s.account
		s.mu.Unlock()
		if client == nil {
			return
		}
		for _, account := range client.Accounts() {
			switch {
			case account.ID != id:
			case s.hasEnded(account):
				s.signInFor(ctx, s.whois(id), "")
			case id != current:
				if err := s.enter(ctx, account); err != nil {
					s.tellError(ctx, account.Username, err)
				}
			}
		}
	})
}

// AddAccount signs one more account in; those there are stay.
func (s *Service) AddAccount() {
	s.background(func(ctx context.Context) { s.runSignIn(ctx, whom{}, promptAccount) })
}

// another is an account that could be used in place of the one that left.
func (s *Service) another(left string) (auth.Account, bool) {
	s.mu.Lock()
	client := s.auth
	s.mu.Unlock()
	if client == nil {
		return auth.Account{}, false
	}
	others := slices.DeleteFunc(client.Accounts(), func(a auth.Account) bool { return a.ID == left })
	return pickAccount(others, "", "")
}

// backToAccount ends a sign-in that came to nothing while somebody is signed in: they stay, and are told.
func (s *Service) backToAccount(told *Problem) bool {
	s.mu.Lock()
	stays := s.account != ""
	s.mu.Unlock()
	if !stays {
		return false
	}
	s.update(func(v *Snapshot) {
		v.Phase, v.SignIn = PhaseSignedIn, SignIn{}
		if !told.Of(problem.Kind("auth.cancelled")) {
			s.note(told, false)
		}
	})
	return true
}
