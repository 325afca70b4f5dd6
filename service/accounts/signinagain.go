package accounts

import (
	"cmp"
	"context"

	"taskdrop/auth"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// Person is who a sign-in is for. The zero value is anybody.
type Person struct {
	id      string // the account's, if one is meant
	Address string // what they sign in with, if that is known
}

// is reports whether the account that came of a sign-in is the one it was for.
func (w Person) is(account auth.Account) bool {
	if w.id != "" {
		return account.ID == w.id
	}
	return w.Address == "" || account.Called(w.Address)
}

// Person is the account of that id, also one that only items in the queue still tell of.
func (s *Accounts) Person(accountID string) Person {
	for _, account := range s.Known() {
		if account.ID == accountID {
			return Person{accountID, account.Username}
		}
	}
	for _, item := range s.Queue().Snapshot().Items {
		if item.Target.AccountID == accountID && item.Target.AccountName != "" {
			return Person{accountID, item.Target.AccountName}
		}
	}
	return Person{id: accountID}
}

// Missing is who a sign-in is for that names nobody: the account in use where its sign-in has ended, else the one of
// the command line.
func (s *Accounts) Missing() Person {
	id, ended := s.Current(), s.Board.Now().Account.NeedsSignIn
	if id != "" && ended {
		return s.Person(id)
	}
	return Person{Address: s.Account}
}

// SignInAgain opens the person's browser for one account, whose items go on after that. "" is whoever is missing.
func (s *Accounts) SignInAgain(accountID string) {
	if accountID == "" {
		s.SignIn()
		return
	}
	s.AfterStart(func(ctx context.Context) {
		s.mu.Lock()
		prompt := ""
		if s.whyNobody.Of(problem.OtherAccount) {
			prompt = promptAccount // the browser came back with another account before
		}
		s.mu.Unlock()
		s.SignInFor(ctx, s.Person(accountID), prompt)
	})
}

// SignInFor signs in Person a sign-in is for: a person in their browser, an application with the key that is kept.
func (s *Accounts) SignInFor(ctx context.Context, who Person, prompt string) {
	for _, account := range s.Known() {
		if account.App != nil && (account.ID == who.id || who.id == "" && account.Called(who.Address)) {
			s.mu.Lock()
			s.asked[account.ID] = true
			s.mu.Unlock()
			s.tryAppAgain(ctx, *account.App)
			return
		}
	}
	if s.withCode(false) {
		s.runCode(ctx, who, s.seemsPersonal(who))
		return
	}
	s.runSignIn(ctx, who, prompt)
}

// takeUp notes that an account is signed in, and says so where it is not the one that the sign-in was for: that one's
// items go on waiting.
func (s *Accounts) takeUp(who Person, account auth.Account) {
	var other *problem.Problem
	if !who.is(account) {
		other = problem.New(problem.OtherAccount,
			"Name", account.Label(), "Wanted", cmp.Or(who.Address, who.id))
		s.Log.Warn("another account signed in than was asked for", "account", account.ID, "wanted", who.id)
		s.Board.Tell(other, false)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.ended, account.ID)
	s.whyNobody = other
}

// SignInNeeded takes up that the server takes no token of an account any more (C9). Its items wait for a person,
// sessions kept; the other accounts go on.
func (s *Accounts) SignInNeeded(accountID string, cause error) {
	s.Log.Warn("an account has to sign in again", "account", accountID, "err", cause)
	why := problem.Describe(cause)
	if !s.byApp(accountID) { // for which nobody signs in: its sentence says what to correct
		why = problem.New(problem.SignInNeeded).WithDetail(why.Detail)
	}
	s.mu.Lock()
	s.ended[accountID] = true
	s.mu.Unlock()
	s.Board.Update(func(v *view.Snapshot) {
		if s.Current() == accountID {
			v.SignInError = why
		}
	})
	s.mailboxes.close(accountID) // last: who finds none here finds out why
	s.showAccounts()
}

// Refused takes up that a read was refused for want of a sign-in, as the queue does for uploads.
func (s *Accounts) Refused(client *graph.Client, err error) {
	if !transfer.SignInRequired(err) {
		return
	}
	if refused := s.mailboxes.owner(client); refused != "" {
		s.SignInNeeded(refused, err)
	}
}

// TakeEnded takes up which accounts the sign-in host refused, whatever was asked for.
func (s *Accounts) TakeEnded(cause error) {
	for _, account := range s.Known() {
		if account.NeedsSignIn && s.Of(account.ID) != nil {
			s.SignInNeeded(account.ID, cause)
		}
	}
}

// hasEnded reports whether an account has to sign in again.
func (s *Accounts) hasEnded(account auth.Account) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return account.NeedsSignIn || s.ended[account.ID]
}

// Asked reports whether an account was asked to sign in again without its doing.
func (s *Accounts) Asked(accountID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[accountID]
}

// Ended reports whether the sign-in of an account has ended in this run.
func (s *Accounts) Ended(accountID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended[accountID]
}

// showAtRest shows that sign-ins are kept for this run only, or that they are kept after all, and says the former once
// per run.
func (s *Accounts) showAtRest(fault error) {
	s.Board.Update(func(v *view.Snapshot) {
		v.MemoryOnly = nil
		if fault == nil {
			return
		}
		v.MemoryOnly = problem.Describe(fault)
		s.mu.Lock()
		told := s.toldAtRest
		s.toldAtRest = true
		s.mu.Unlock()
		if !told {
			v.AddNotice(view.Notice{Problem: v.MemoryOnly})
		}
	})
}
