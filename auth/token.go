package auth

import (
	"context"
	"time"
)

// TokenSource gives one account's access tokens. It may be used from any number of goroutines, and outlives sign-out and
// a new sign-in of its account.
type TokenSource struct {
	client    *Client
	accountID string
}

// Tokens is the source of an account's access tokens. An unknown account's source gives errors until it signs in.
func (c *Client) Tokens(accountID string) *TokenSource { return &TokenSource{c, accountID} }

// Token is an access token that is good for minutes to come, renewed when less than 5 minutes are left (C7). Callers at
// the same time share one request. While the present token works, a failing renewal does not show. The error is an
// *Error; SignInRequired tells when only a person can help.
func (t *TokenSource) Token(ctx context.Context) (string, error) {
	return t.token(ctx, "")
}

// Renew is for a request that was answered 401: it gives a token other than the rejected one, renewing at most once
// however many requests were rejected together. With a claims challenge (JSON, S8) no silent renewal helps: the
// token is dropped and the error carries the claims for SignIn. An application has nobody to ask, and passes them on.
func (t *TokenSource) Renew(ctx context.Context, rejected, claims string) (string, error) {
	if claims == "" {
		return t.token(ctx, rejected)
	}
	if s := t.client.session(t.accountID); s != nil && s.challenge(rejected, claims) {
		return t.token(ctx, rejected)
	}
	return "", &Error{Op: "token", Code: codeClaimsChallenge, Claims: claims}
}

func (t *TokenSource) token(ctx context.Context, rejected string) (string, error) {
	s := t.client.session(t.accountID)
	if s == nil {
		return "", fault("token", keySignedOut, nil)
	}
	access, err := s.token(ctx, rejected)
	if err != nil {
		return "", err
	}
	return access, nil
}

// challenge forgets an access token, if it is still the present one, and remembers what the next sign-in has to answer. It is
// true where no sign-in is needed for the next token: one came in the meantime, or an application passes the claims on.
func (s *session) challenge(rejected, claims string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims = claims
	if s.access == rejected {
		s.access = ""
	}
	return s.account.App != nil || s.usable(rejected)
}

// flight is one renewal under way, shared by everyone who needs it.
type flight struct {
	done    chan struct{} // closed when err is set
	err     *Error
	waiters int
	give    context.CancelFunc // ends the pauses between attempts
}

// token gives the present token, or that of a renewal. rejected is one that must not be given out, or "".
func (s *session) token(ctx context.Context, rejected string) (string, *Error) {
	for {
		if ctx.Err() != nil {
			return "", cancelled("token", ctx)
		}
		access, f, err := s.presentOrFlight(rejected)
		if f == nil {
			return access, err
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			s.leave(f)
			return "", cancelled("token", ctx)
		}
		if access, ok := s.present(rejected); ok {
			return access, nil
		}
		if f.err == nil {
			return "", fault("token", keySignedOut, nil)
		}
		// A renewal that everybody else gave up on says nothing to one who came late.
		if f.err.key != keyCancelled {
			return "", f.err
		}
	}
}

// presentOrFlight is the present token, or why there is none, or the renewal to wait for.
func (s *session) presentOrFlight(rejected string) (string, *flight, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	usable := s.usable(rejected)
	if usable && !s.dueForRenewal() {
		return s.access, nil, nil
	}
	if e := s.hopeless(); e != nil {
		if usable {
			return s.access, nil, nil
		}
		return "", nil, e
	}
	return "", s.join(usable), nil
}

func (s *session) present(rejected string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.access, s.usable(rejected)
}

// usable reports whether the present token can be given out. The caller holds s.mu, as for the following.
func (s *session) usable(rejected string) bool {
	return s.access != "" && s.access != rejected && (s.expiry.IsZero() || time.Now().Before(s.expiry))
}

func (s *session) dueForRenewal() bool {
	now := time.Now()
	return !s.expiry.IsZero() && !now.Before(s.renewAt) && !now.Before(s.calmUntil)
}

// hopeless is why there is no point in asking for a renewal: signed out, or refused in a way only a person can lift.
func (s *session) hopeless() *Error {
	if s.refused != nil && (s.refusedUntil.IsZero() || time.Now().Before(s.refusedUntil)) {
		return s.refused
	}
	if s.closed || !s.renewable() {
		return fault("token", keySignedOut, nil)
	}
	return nil
}

// join takes part in the renewal under way, or starts one. early is true while the present token still works.
func (s *session) join(early bool) *flight {
	if s.flight == nil {
		ctx, give := context.WithCancel(context.Background())
		s.flight = &flight{done: make(chan struct{}), give: give}
		go s.fly(ctx, s.flight, early)
	}
	s.flight.waiters++
	return s.flight
}

// leave gives up waiting. When nobody waits any more the renewal stops trying again.
func (s *session) leave(f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		f.give()
	}
}

// fly renews and tells everyone who waits. Ahead of time one attempt is enough: the next comes soon.
func (s *session) fly(ctx context.Context, f *flight, early bool) {
	defer f.give()
	var err *Error
	for attempt := 0; ; attempt++ {
		err = s.renew(ctx)
		if err == nil || early || attempt >= retries || !s.client.pause(ctx, err, attempt) {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.calmUntil = time.Now().Add(max(calm, err.RetryAfter))
	}
	f.err, s.flight = err, nil
	close(f.done)
}

// renew trades the refresh token for a new grant once, keeps the new refresh token, and only then lets it be used (C7).
func (s *session) renew(ctx context.Context) *Error {
	s.mu.Lock()
	generation, byApp := s.generation, s.account.App != nil
	s.mu.Unlock()
	if byApp {
		return s.renewApp(ctx, generation)
	}
	unlock := s.lockStore(ctx)
	defer unlock()
	refreshToken, err := s.newestRefreshToken(ctx)
	if err != nil {
		return s.note(ctx, generation, err)
	}
	granted, err := s.client.refresh(ctx, refreshToken)
	if err != nil {
		return s.note(ctx, generation, err)
	}
	s.keeping.Lock()
	defer s.keeping.Unlock()
	account, current := s.at(generation)
	if !current {
		return nil // a sign-in or sign-out came in between and has the last word
	}
	kept := s.keep(ctx, account, granted.refresh)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.generation == generation {
		s.refused, s.calmUntil = nil, time.Time{}
		s.install(granted, kept)
	}
	return nil
}

// at reports whether no sign-in or sign-out happened since generation.
func (s *session) at(generation int) (Account, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account, s.generation == generation
}

// newestRefreshToken is the one in the store, where another copy of the program may have renewed since, or signed out.
func (s *session) newestRefreshToken(ctx context.Context) (string, *Error) {
	s.mu.Lock()
	own := s.refreshToken
	s.mu.Unlock()
	entry, err := s.newestEntry(ctx)
	switch {
	case err != nil:
		return "", err
	case entry.RefreshToken == "":
		return own, nil
	}
	return entry.RefreshToken, nil
}

// newestEntry is this account in the store; a zero entry where the store does not have what we have, or can't be read. An entry
// that is gone means that another copy signed out.
func (s *session) newestEntry(ctx context.Context) (Saved, *Error) {
	s.mu.Lock()
	kept, account := s.kept, s.account
	s.mu.Unlock()
	if !kept {
		return Saved{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	entries, err := s.client.config.Store.Load(ctx)
	if err != nil {
		s.client.logger.Warn("the store can't be read", "error", err)
		return Saved{}, nil
	}
	wanted := s.client.saved(account, "")
	for _, entry := range entries {
		if entry.Same(wanted) && (entry.RefreshToken != "" || entry.Key != nil) {
			return entry, nil
		}
	}
	return Saved{}, fault("token", keySignedOut, nil)
}

// note remembers a failure for as long as asking again is pointless: until the server's pause is over, or where only a
// sign-in helps. On invalid_grant, and on nothing else, the refresh token is deleted; the account stays known (C8).
func (s *session) note(ctx context.Context, generation int, e *Error) *Error {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	if forgotten, account := s.remember(generation, e); forgotten {
		s.keep(ctx, account, "")
	}
	return e
}

// remember does note's part in memory. forgotten is true where the store has to forget the refresh token, too.
func (s *session) remember(generation int, e *Error) (forgotten bool, account Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.generation != generation {
		return false, s.account
	}
	switch {
	case e.Temporary():
		if e.RetryAfter > longestPause {
			s.refused, s.refusedUntil = e, time.Now().Add(min(e.RetryAfter, longestRefusal))
		}
	case e.Op == opApp && e.SignInRequired():
		s.refused, s.refusedUntil = e, time.Time{} // until a person corrects it; the key stays (C8)
	case e.Code == codeInvalidGrant, e.key == keySignedOut:
		s.refused, s.refusedUntil = e, time.Time{}
		s.key = AppKey{}
		s.refreshToken = ""
		return s.kept && e.Code == codeInvalidGrant, s.account
	case e.SignInRequired():
		s.refused, s.refusedUntil = e, time.Now().Add(calm)
	}
	return false, s.account
}
