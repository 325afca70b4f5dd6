package service

import (
	"context"
	"slices"
	"strings"

	"taskdrop/auth"
	"taskdrop/service/problem"
)

// What -account asks for, by the address a person signs in with.

// byAddress finds the account of this computer with an address.
func (s *Service) byAddress(address string) (auth.Account, bool) {
	accounts := s.knownAccounts()
	at := slices.IndexFunc(accounts, func(a auth.Account) bool { return a.Called(address) })
	if at < 0 {
		return auth.Account{}, false
	}
	return accounts[at], true
}

// reach makes the account with this address the one in use, and reports whether it is and needs nobody; "" is the one that is in
// use already.
func (s *Service) reach(ctx context.Context, address string) bool {
	if address == "" {
		return s.signedIn()
	}
	account, known := s.byAddress(address)
	switch {
	case !known || s.hasEnded(account):
		return false
	case account.ID == s.accountInUse():
		return s.signedIn()
	}
	if err := s.enter(ctx, account); err != nil {
		s.tellError(ctx, address, err)
		return false
	}
	return true
}

// stranger words that others are signed in here and the one with this address is not, nil where that is not so.
func (s *Service) stranger(address string) *Problem {
	accounts := s.knownAccounts()
	if _, known := s.byAddress(address); known || address == "" || len(accounts) == 0 {
		return nil
	}
	names := make([]string, len(accounts))
	for i, a := range accounts {
		names[i] = a.Username
	}
	return problem.New(problem.AccountUnknown, "Name", address, "Known", strings.Join(names, ", "))
}

// whoFor is who a sign-in is for that an order for this address asks for.
func (s *Service) whoFor(address string) whom {
	if address == "" {
		return s.whoIsMissing()
	}
	if account, known := s.byAddress(address); known {
		return s.whois(account.ID)
	}
	return whom{address: address}
}
