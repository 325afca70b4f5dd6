package auth

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// margin is how long before its end a token is renewed (C7), for tokens that live long enough.
	margin = 5 * time.Minute
	// calm is the pause between attempts to renew ahead of time while the present token still works, and how long a
	// refusal that only a person can lift is believed without asking again.
	calm = 30 * time.Second
	// longestRefusal caps how long a server's Retry-After keeps us from asking.
	longestRefusal = 10 * time.Minute
	// storeTimeout bounds the wait for the store: long enough for a disk, not for a person at a keyring's prompt.
	storeTimeout = 5 * time.Second
	// promptTimeout bounds the wait in the background for a person at a keyring's prompt.
	promptTimeout = 10 * time.Minute
)

// session is one account's tokens in memory. The newest refresh token is in the store before it is used (C7).
type session struct {
	client *Client
	id     string

	// keeping orders what goes to the store: sign-in, renewal, sign-out. It is taken before mu.
	keeping sync.Mutex

	mu           sync.Mutex
	account      Account
	generation   int // counts sign-ins and sign-outs; a renewal that began before one of them is void
	closed       bool
	refreshToken string
	key          AppKey // of app-only access, in place of a refresh token
	kept         bool   // the store holds refreshToken, or key
	access       string
	expiry       time.Time // zero: until refused
	renewAt      time.Time
	calmUntil    time.Time // no renewal ahead of time before
	refused      *Error    // why renewing failed, if only a sign-in helps
	refusedUntil time.Time // zero: until the next sign-in
	renewal      *sharedRenewal
	claims       string // a challenge that the next sign-in has to answer
	waiting      bool   // keepLater is under way
}

func newSession(c *Client, account Account) *session {
	return &session{client: c, id: account.ID, account: account}
}

// restoredSession is an account from the store. Its first token costs a refresh.
func restoredSession(c *Client, entry Saved) *session {
	s := newSession(c, entry.Account)
	s.refreshToken, s.kept = entry.RefreshToken, true
	if entry.Key != nil {
		s.key = *entry.Key
	}
	if !s.renewableLocked() {
		s.refused = fault("token", keySignedOut, nil)
	}
	return s
}

// renewableLocked reports whether there is anything to get the next token with.
func (s *session) renewableLocked() bool {
	if s.account.App != nil {
		return !s.key.isZero()
	}
	return s.refreshToken != ""
}

func (s *session) snapshot() Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.account
	account.NeedsSignIn = s.refused != nil && s.refusedUntil.IsZero()
	return account
}

// begin takes over the grant of an interactive sign-in.
func (s *session) begin(ctx context.Context, account Account, granted grant) {
	unlock := s.lockStore(ctx)
	defer unlock()
	s.keeping.Lock()
	defer s.keeping.Unlock()
	kept := s.keepLocked(ctx, account, granted.refresh)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.generation++
	s.account, s.closed, s.claims = account, false, ""
	s.refused, s.refusedUntil, s.calmUntil = nil, time.Time{}, time.Time{}
	s.installLocked(granted, kept)
}

// installLocked makes a grant the present one.
func (s *session) installLocked(granted grant, kept bool) {
	s.refreshToken, s.kept = granted.refresh, kept
	s.access, s.expiry = granted.access, granted.expiry
	s.renewAt = renewAt(time.Now(), granted.expiry)
}

// renewAt is when a token is renewed: 5 minutes before its end, or halfway for one that lives less than 10 minutes.
func renewAt(now, expiry time.Time) time.Time {
	if expiry.IsZero() {
		return time.Time{}
	}
	return expiry.Add(-min(margin, expiry.Sub(now)/2))
}

// keepLocked puts a refresh token into the store and reports whether it is there. It needs s.keeping. If the store
// fails the person signs in again at the next start; this run goes on.
func (s *session) keepLocked(ctx context.Context, account Account, refreshToken string) bool {
	store := s.client.config.Store
	if store == nil {
		return false
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	entry := s.client.saved(account, refreshToken)
	if account.App != nil {
		key := s.appKey()
		entry.Key = &key
	}
	err := store.Save(bounded, entry)
	s.client.noteStore(err)
	if errors.Is(err, context.DeadlineExceeded) {
		s.keepLater()
	}
	return err == nil
}

// keepLater puts the newest refresh token into the store once the person has unlocked the keyring.
func (s *session) keepLater() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting {
		return
	}
	s.waiting = true
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), promptTimeout)
		defer cancel()
		err := s.client.config.Store.Ready(ctx)
		s.keeping.Lock()
		defer s.keeping.Unlock()
		s.mu.Lock()
		s.waiting = false
		account, refreshToken, closed := s.account, s.refreshToken, s.closed
		s.mu.Unlock()
		if err != nil || closed {
			return
		}
		kept := s.keepLocked(ctx, account, refreshToken)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.kept = kept && s.refreshToken == refreshToken
	}()
}

// lockStore keeps other copies of the program from renewing. If the lock can't be had in time the work goes on
// without, as Microsoft does not revoke a refresh token by its use (S6).
func (s *session) lockStore(ctx context.Context) (unlock func()) {
	store := s.client.config.Store
	if store == nil {
		return func() {}
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	unlock, err := store.Lock(ctx, s.client.saved(s.snapshot(), ""))
	if err != nil {
		s.client.logger.Warn("renewing without the lock", "error", err)
		return func() {}
	}
	return unlock
}

// close deletes the tokens in memory and in the store.
func (s *session) close(ctx context.Context) error {
	s.mu.Lock()
	s.generation++
	s.closed = true
	s.refreshToken, s.access, s.key = "", "", AppKey{}
	account := s.account
	s.mu.Unlock()
	store := s.client.config.Store
	if store == nil {
		return nil
	}
	s.keeping.Lock()
	defer s.keeping.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	return store.Delete(ctx, s.client.saved(account, ""))
}
