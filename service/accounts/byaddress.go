package accounts

import (
	"context"
	"slices"
	"strings"

	"taskdrop/auth"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// byAddress finds the account of this computer with an address.
func (s *Accounts) byAddress(address string) (auth.Account, bool) {
	accounts := s.Known()
	at := slices.IndexFunc(accounts, func(a auth.Account) bool { return a.Called(address) })
	if at < 0 {
		return auth.Account{}, false
	}
	return accounts[at], true
}

// Reach makes the account with this address the one in use, and reports whether it is and needs nobody; "" is the one
// that is in use already.
func (s *Accounts) Reach(ctx context.Context, address string) bool {
	if address == "" {
		return s.SignedIn()
	}
	account, known := s.byAddress(address)
	switch {
	case !known || s.hasEnded(account):
		return false
	case account.ID == s.Current():
		return s.SignedIn()
	}
	if err := s.enter(ctx, account); err != nil {
		s.TellError(ctx, address, err)
		return false
	}
	return true
}

// Stranger words that others are signed in here and the one with this address is not, nil where that is not so.
func (s *Accounts) Stranger(address string) *problem.Problem {
	accounts := s.Known()
	if _, known := s.byAddress(address); known || address == "" || len(accounts) == 0 {
		return nil
	}
	names := make([]string, len(accounts))
	for i, a := range accounts {
		names[i] = a.Username
	}
	return problem.New(problem.AccountUnknown, "Name", address, "Known", strings.Join(names, ", "))
}

// PersonFor is who a sign-in is for that an order for this address asks for.
func (s *Accounts) PersonFor(address string) Person {
	if address == "" {
		return s.Missing()
	}
	if account, known := s.byAddress(address); known {
		return s.Person(account.ID)
	}
	return Person{Address: address}
}

// SignedIn reports whether an account is in use that can be read.
func (s *Accounts) SignedIn() bool { return s.InUse() != nil }

// TellError shows an error about a name in a person's words. An end that the person asked for is not an error.
func (s *Accounts) TellError(ctx context.Context, name string, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	s.Log.Error("command failed", "about", name, "err", err)
	if transfer.SignInRequired(err) {
		s.TakeEnded(err)
	}
	s.Board.Tell(transfer.Explain(name, err), false)
}
