package service

import (
	"cmp"
	"context"
	"slices"

	"taskdrop/auth"
	"taskdrop/service/problem"
)

// Done is closed when, under -quit, everything is attached or has failed.
func (s *orders) Done() <-chan struct{} { return s.done }

// watchForEnd closes Done once nothing is left that could still come to an end by itself. Whatever waits for an answer
// that nobody will give is failed then, with a sentence that says so.
func (s *orders) watchForEnd(ctx context.Context) {
	changes, stop := s.board.Watch()
	defer stop()
	for {
		for !s.outcome.hasBegun() || s.queues.Busy() || s.accounts.SigningIn() || s.refusalUnnoticed() {
			select {
			case <-ctx.Done():
				return
			case <-changes:
			}
		}
		lost := s.lostAccount()
		if lost == "" {
			break
		}
		s.accounts.SignInFor(ctx, s.accounts.Person(lost), "") // nobody is there to press the button
	}
	s.queues.now().FailWaiting(s.whyWaiting)
	close(s.done)
}

// whyWaiting words why an item did not get its turn.
func (s *orders) whyWaiting(item Item) *Problem {
	whyNobody := cmp.Or(s.accounts.WhyNobody(), s.board.Now().SignInError)
	account := s.accounts.Current()
	switch {
	case whyNobody != nil:
		return whyNobody
	case account == "" || item.State == ItemSignIn:
		return problem.New(problem.SignInNeeded)
	default:
		return problem.New(problem.NoTaskChosen, "Name", item.Name)
	}
}

// Results are the files of this run in the order they came, for -quit.
func (s *orders) Results() []Result {
	s.outcome.mu.Lock()
	followed := slices.Clone(s.outcome.followed)
	s.outcome.mu.Unlock()
	return s.resultsOf(followed)
}

func (s *orders) resultsOf(ids []uint64) []Result {
	items := map[uint64]*Item{}
	for _, item := range s.queues.now().Snapshot().Items {
		items[item.ID] = item
	}
	s.outcome.mu.Lock()
	defer s.outcome.mu.Unlock()
	results := make([]Result, 0, len(ids))
	for _, id := range ids {
		results = append(results, resultOf(items[id], s.outcome.paths[id]))
	}
	return results
}

// lostAccount is an account that has to sign in again before its items or what was ordered go on, and was not asked to
// yet; "" where there is none.
func (s *orders) lostAccount() string {
	current := s.accounts.Current()
	s.mu.Lock()
	ordered := len(s.pending) > 0
	s.mu.Unlock()
	if ordered && s.accounts.Ended(current) && !s.accounts.Asked(current) {
		return current
	}
	accounts := s.accounts.Known()
	for _, item := range s.queues.now().Snapshot().Items {
		id := item.Target.AccountID
		known := slices.ContainsFunc(accounts, func(a auth.Account) bool { return a.ID == id })
		if item.State == ItemSignIn && known && !s.accounts.Asked(id) {
			return id
		}
	}
	return ""
}

// refusalUnnoticed reports whether a file waits for a sign-in of an account that still counts as signed in: the moment
// between the server's refusal and its being noticed here.
func (s *orders) refusalUnnoticed() bool {
	return slices.ContainsFunc(s.queues.now().Snapshot().Items, func(item *Item) bool {
		return item.State == ItemSignIn && s.accounts.Of(item.Target.AccountID) != nil
	})
}
