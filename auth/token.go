package auth

import (
	"context"
	"time"
)

// TokenSource gives one account's access tokens. It may be used from any number of goroutines, and outlives sign-out
// and a new sign-in of its account.
type TokenSource struct {
	client    *Client
	accountID string
}

// Tokens is the source of an account's access tokens. An unknown account's source gives errors until it signs in.
func (c *Client) Tokens(accountID string) *TokenSource { return &TokenSource{c, accountID} }

// Token is an access token that is good for minutes to come, renewed when less than 5 minutes are left (C7). Callers
// at the same time share one request. While the present token works, a failing renewal does not show. The error is an
// *Error; SignInRequired tells when only a person can help.
func (t *TokenSource) Token(ctx context.Context) (string, error) {
	return t.token(ctx, "")
}

// Renew is for a request that was answered 401: it gives a token other than the rejected one, renewing at most once
// however many requests were rejected together. With a claims challenge (JSON, S8) no silent renewal helps: the
// token is dropped and the error carries the claims for SignIn. App-only access has nobody to ask and passes them on.
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

// challenge drops an access token if it is still the present one, and keeps the claims for the next sign-in. It
// reports whether the next token needs no sign-in: another token came in the meantime, or a registration passes the
// claims on.
func (s *session) challenge(rejected, claims string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims = claims
	if s.access == rejected {
		s.access = ""
	}
	return s.account.App != nil || s.usableLocked(rejected)
}

// sharedRenewal is a renewal under way that all callers in need of a token wait for.
type sharedRenewal struct {
	done    chan struct{} // closed when err is set
	err     *Error
	waiters int
	cancel  context.CancelFunc // ends the pauses between attempts
}

// token returns the present token, or that of a renewal. rejected is a token that must not be returned, or "".
func (s *session) token(ctx context.Context, rejected string) (string, *Error) {
	for {
		if ctx.Err() != nil {
			return "", cancelled("token", ctx)
		}
		access, f, err := s.presentOrRenewal(rejected)
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
		// A renewal that all other callers gave up on says nothing to this one.
		if f.err.key != keyCancelled {
			return "", f.err
		}
	}
}

// presentOrRenewal returns the present token, or why there is none, or the renewal to wait for.
func (s *session) presentOrRenewal(rejected string) (string, *sharedRenewal, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	usable := s.usableLocked(rejected)
	if usable && !s.dueForRenewalLocked() {
		return s.access, nil, nil
	}
	if e := s.permanentLocked(); e != nil {
		if usable {
			return s.access, nil, nil
		}
		return "", nil, e
	}
	return "", s.joinLocked(usable), nil
}

func (s *session) present(rejected string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.access, s.usableLocked(rejected)
}

// usableLocked reports whether the present token can be given out.
func (s *session) usableLocked(rejected string) bool {
	return s.access != "" && s.access != rejected && (s.expiry.IsZero() || time.Now().Before(s.expiry))
}

func (s *session) dueForRenewalLocked() bool {
	now := time.Now()
	return !s.expiry.IsZero() && !now.Before(s.renewAt) && !now.Before(s.calmUntil)
}

// permanentLocked returns why asking for a renewal is pointless, or nil: the account is signed out, or was refused and
// only a person can help.
func (s *session) permanentLocked() *Error {
	if s.refused != nil && (s.refusedUntil.IsZero() || time.Now().Before(s.refusedUntil)) {
		return s.refused
	}
	if s.closed || !s.renewableLocked() {
		return fault("token", keySignedOut, nil)
	}
	return nil
}

// joinLocked takes part in the renewal under way, or starts one. early is true while the present token still works.
func (s *session) joinLocked(early bool) *sharedRenewal {
	if s.renewal == nil {
		ctx, cancel := context.WithCancel(context.Background())
		s.renewal = &sharedRenewal{done: make(chan struct{}), cancel: cancel}
		go s.renewShared(ctx, s.renewal, early)
	}
	s.renewal.waiters++
	return s.renewal
}

// leave ends a wait. Once nobody waits any more the renewal is not tried again.
func (s *session) leave(f *sharedRenewal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		f.cancel()
	}
}

// renewShared runs one renewal for all callers that wait for it. A renewal ahead of time is tried only once.
func (s *session) renewShared(ctx context.Context, f *sharedRenewal, early bool) {
	defer f.cancel()
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
	f.err, s.renewal = err, nil
	close(f.done)
}

// renew trades the refresh token for a new grant once, keeps the new refresh token, and only then lets it be used
// (C7).
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
	kept := s.keepLocked(ctx, account, granted.refresh)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.generation == generation {
		s.refused, s.calmUntil = nil, time.Time{}
		s.installLocked(granted, kept)
	}
	return nil
}

// at reports whether no sign-in or sign-out happened since generation.
func (s *session) at(generation int) (Account, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account, s.generation == generation
}

// newestRefreshToken returns the refresh token in the store: another copy of the program may have renewed or signed
// out since.
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

// newestEntry returns this account's entry in the store. It is zero if the store does not hold what we have, or can't
// be read. If the entry is gone another copy of the program has signed out, which is an error.
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

// note remembers a failure while asking again is pointless: until the server's pause is over, or until the next
// sign-in. The refresh token is deleted on invalid_grant only; the account stays known (C8).
func (s *session) note(ctx context.Context, generation int, e *Error) *Error {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	if forgotten, account := s.remember(generation, e); forgotten {
		s.keepLocked(ctx, account, "")
	}
	return e
}

// remember does note's part in memory. forgotten reports whether the store has to delete the refresh token too.
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
