package service

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"taskdrop/auth"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// whom is who a sign-in is for. The zero value is anybody.
type whom struct {
	id      string // the account's, where one is meant
	address string // what it signs in with, where that is known
}

// is reports whether the account that came of a sign-in is the one it was for.
func (w whom) is(account auth.Account) bool {
	if w.id != "" {
		return account.ID == w.id
	}
	return w.address == "" || account.Called(w.address)
}

// whois is the account of that id, also one that only items in the queue still tell of.
func (s *Service) whois(accountID string) whom {
	for _, account := range s.knownAccounts() {
		if account.ID == accountID {
			return whom{accountID, account.Username}
		}
	}
	for _, item := range s.queueNow().Snapshot().Items {
		if item.Target.AccountID == accountID && item.Target.AccountName != "" {
			return whom{accountID, item.Target.AccountName}
		}
	}
	return whom{id: accountID}
}

// whoIsMissing is who a sign-in is for that names nobody: the account in use where its sign-in has ended, else the one of
// the command line.
func (s *Service) whoIsMissing() whom {
	s.mu.Lock()
	id, ended := s.account, s.view.Account.NeedsSignIn
	s.mu.Unlock()
	if id != "" && ended {
		return s.whois(id)
	}
	return whom{address: s.cfg.Account}
}

// SignInAgain opens the person's browser for one account, whose items go on after that. "" is whoever is missing.
func (s *Service) SignInAgain(accountID string) {
	if accountID == "" {
		s.SignIn()
		return
	}
	s.afterStart(func(ctx context.Context) {
		s.mu.Lock()
		prompt := ""
		if s.whyNobody.Of(problem.OtherAccount) {
			prompt = promptAccount // the browser came back with another account before
		}
		s.mu.Unlock()
		s.signInFor(ctx, s.whois(accountID), prompt)
	})
}

// signInFor signs in whom a sign-in is for: a person in their browser, an application with the key that is kept.
func (s *Service) signInFor(ctx context.Context, who whom, prompt string) {
	for _, account := range s.knownAccounts() {
		if account.App != nil && (account.ID == who.id || who.id == "" && account.Called(who.address)) {
			s.mu.Lock()
			s.asked[account.ID] = true
			s.mu.Unlock()
			s.tryAppAgain(ctx, *account.App)
			return
		}
	}
	s.runSignIn(ctx, who, prompt)
}

// takeUp notes that an account is signed in, and says so where it is not the one that the sign-in was for: that one's items
// go on waiting.
func (s *Service) takeUp(who whom, account auth.Account) {
	var other *Problem
	if !who.is(account) {
		other = problem.New(problem.OtherAccount,
			"Name", account.Label(), "Wanted", cmp.Or(who.address, who.id))
		s.log.Warn("another account signed in than was asked for", "account", account.ID, "wanted", who.id)
		s.tell(other, false)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.ended, account.ID)
	s.whyNobody = other
}

// signInNeeded: the server takes no token of this account any more. Its items wait, sessions kept, for a person (C9), who can go
// on looking at them; the other accounts go on.
func (s *Service) signInNeeded(accountID string, cause error) {
	s.log.Warn("an account has to sign in again", "account", accountID, "err", cause)
	why := describeAuth(cause)
	if !s.byApp(accountID) { // for which nobody signs in: its sentence says what to correct
		why = problem.New(problem.SignInNeeded).WithDetail(why.Detail)
	}
	s.update(func(v *Snapshot) {
		s.ended[accountID] = true
		if s.account == accountID {
			v.SignInError = why
		}
	})
	s.closeMailbox(accountID) // last: who finds none here finds out why
	s.showAccounts()
}

// noteRefusal takes up that a read was refused for want of a sign-in, as the queue does for uploads.
func (s *Service) noteRefusal(client *graph.Client, err error) {
	if !transfer.SignInRequired(err) {
		return
	}
	refused := ""
	s.boxes.RLock()
	for id, box := range s.mailboxes {
		if box.client == client {
			refused = id
		}
	}
	s.boxes.RUnlock()
	if refused != "" { // and not a client from before a new sign-in
		s.signInNeeded(refused, err)
	}
}

// noteEnded takes up which accounts the sign-in host refused, whatever was asked for.
func (s *Service) noteEnded(cause error) {
	for _, account := range s.knownAccounts() {
		if account.NeedsSignIn && s.mailboxOf(account.ID) != nil {
			s.signInNeeded(account.ID, cause)
		}
	}
}

// hasEnded reports whether an account has to sign in again.
func (s *Service) hasEnded(account auth.Account) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return account.NeedsSignIn || s.ended[account.ID]
}

// lostAccount is an account that has to sign in again before its items or what was ordered go on, and was not asked to yet; "" where there is none.
func (s *Service) lostAccount() string {
	s.mu.Lock()
	asked, current := maps.Clone(s.asked), s.account
	ordered := len(s.pending) > 0 && s.ended[current]
	s.mu.Unlock()
	if ordered && !asked[current] {
		return current
	}
	accounts := s.knownAccounts()
	for _, item := range s.queueNow().Snapshot().Items {
		id := item.Target.AccountID
		known := slices.ContainsFunc(accounts, func(a auth.Account) bool { return a.ID == id })
		if item.State == ItemSignIn && known && !asked[id] {
			return id
		}
	}
	return ""
}

// refusalUnnoticed reports whether a file waits for a sign-in of an account that still counts as signed in: the moment between
// the server's refusal and its being noticed here.
func (s *Service) refusalUnnoticed() bool {
	return slices.ContainsFunc(s.queueNow().Snapshot().Items, func(item *Item) bool {
		return item.State == ItemSignIn && s.mailboxOf(item.Target.AccountID) != nil
	})
}

// nothingToRead is what the dropdowns say of an account that has to sign in again. What is known and chosen stays.
func (v *Snapshot) nothingToRead() {
	why := problem.New(problem.SignInNeeded)
	if v.Tasks.ListID != v.ListID {
		v.Tasks = Tasks{ListID: v.ListID}
	}
	if v.Attachments.TaskID != v.TaskID {
		v.Attachments = Attachments{TaskID: v.TaskID}
	}
	v.Lists.Load, v.Lists.Problem = LoadFailed, why
	v.Tasks.Load, v.Tasks.Problem = LoadFailed, why
	v.Attachments.Load, v.Attachments.Problem = LoadFailed, why
}

// showAtRest shows that sign-ins are kept for this run only, or that they are kept after all, and says the former once per run.
func (s *Service) showAtRest(fault error) {
	s.update(func(v *Snapshot) {
		v.MemoryOnly = nil
		if fault == nil {
			return
		}
		v.MemoryOnly = describeAuth(fault)
		if !s.toldAtRest {
			s.toldAtRest = true
			s.note(v.MemoryOnly, false)
		}
	})
}
