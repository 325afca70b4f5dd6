package auth

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"taskdrop/auth/tokenstore"
)

// memoryKeyring is a keyring that several copies of the program share. broken, if set, is what every call answers;
// locked, if not nil, holds every call until it is closed.
type memoryKeyring struct {
	mu      sync.Mutex
	secrets map[string]string
	broken  error
	locked  chan struct{}
	prompts int
}

func (k *memoryKeyring) enter() error {
	k.mu.Lock()
	k.prompts++
	locked, broken := k.locked, k.broken
	k.mu.Unlock()
	if locked != nil {
		<-locked
	}
	return broken
}

// asked is how often the person was asked since the last call.
func (k *memoryKeyring) asked() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := k.prompts
	k.prompts = 0
	return n
}

func (k *memoryKeyring) Get(service, user string) (string, error) {
	if err := k.enter(); err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	secret, ok := k.secrets[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return secret, nil
}

func (k *memoryKeyring) Set(service, user, secret string) error {
	if err := k.enter(); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.secrets == nil {
		k.secrets = map[string]string{}
	}
	k.secrets[service+"/"+user] = secret
	return nil
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Key() != key {
		t.Errorf("error %v, want %s", err, key)
	}
}

func entry(id, token string) Saved {
	return Saved{Account: Account{ID: id, Name: "Mia"}, ClientID: "c", Login: "l", Graph: "g", RefreshToken: token}
}

func mustLoad(t *testing.T, s *SealedStore) []Saved {
	t.Helper()
	entries, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// TestStoreFaultsAreExplained expects a sentence of its own for each way in which a store fails.
func TestStoreFaultsAreExplained(t *testing.T) {
	fails := func(folder string, ring tokenstore.Keyring, key string) {
		t.Helper()
		wantKey(t, NewSealedStore(folder, ring).Save(t.Context(), entry("mia", "t")), key)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	fails(file, &memoryKeyring{}, keyNotKept)
	fails(t.TempDir(), &memoryKeyring{broken: errors.New("locked for good")}, keyMemoryOnly)

	folder, ring := t.TempDir(), &memoryKeyring{}
	if err := NewSealedStore(folder, ring).Save(t.Context(), entry("mia", "token")); err != nil {
		t.Fatal(err)
	}
	_, err := NewSealedStore(folder, &memoryKeyring{}).Load(t.Context())
	wantKey(t, err, keyKeyringMissing)
	if err := os.WriteFile(filepath.Join(folder, tokenstore.FileName), []byte("TaskDrop"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = NewSealedStore(folder, ring).Load(t.Context())
	wantKey(t, err, keyTokensDamaged)
	wantKey(t, explainStore(folder, tokenstore.ErrForeign), keyStateForeign)
}

// No keyring: the sign-in works for this run, nothing is on disk, and the window can say so.
func TestNoKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "state")
		store := NewSealedStore(folder, &memoryKeyring{broken: errors.New("The name org.freedesktop.secrets was not provided")})
		p := newProvider(t)
		c, account := p.offline(func(config *Config) { config.Store = store })
		mustToken(t, c.Tokens(account.ID))
		wantKey(t, c.AtRest(), keyMemoryOnly)
		if _, err := os.Stat(filepath.Join(folder, tokenstore.FileName)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("something was written: %v", err)
		}
		time.Sleep(2 * time.Hour)
		mustToken(t, c.Tokens(account.ID))
		if err := c.SignOut(t.Context(), account.ID); err != nil {
			t.Error(err)
		}
	})
}

// A keyring that waits for the person: the start and the sign-in do not, and once it opens the token is kept.
func TestKeyringPrompts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, ring := t.TempDir(), &memoryKeyring{locked: make(chan struct{})}
		p := newProvider(t)
		start := time.Now()
		c, account := p.offline(func(config *Config) { config.Store = NewSealedStore(folder, ring) })
		if took := time.Since(start); took > storeTimeout {
			t.Errorf("the sign-in waited %v", took)
		}
		wantKey(t, c.AtRest(), keyKeyringLocked)
		mustToken(t, c.Tokens(account.ID))
		time.Sleep(time.Minute)
		if n := ring.asked(); n != 1 {
			t.Errorf("the person was asked %d times", n)
		}
		close(ring.locked)
		synctest.Wait()
		if err := c.AtRest(); err != nil {
			t.Errorf("at rest: %v", err)
		}
		next := p.client(func(config *Config) { config.Store = NewSealedStore(folder, ring) })
		if err := next.Load(t.Context()); err != nil || len(next.Accounts()) != 1 {
			t.Errorf("the next start knows %v, %v", next.Accounts(), err)
		}
	})
}

func TestLoadWithLockedKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, ring := t.TempDir(), &memoryKeyring{}
		p := newProvider(t)
		p.offline(func(config *Config) { config.Store = NewSealedStore(folder, ring) })

		ring.locked = make(chan struct{})
		c := p.client(func(config *Config) { config.Store = NewSealedStore(folder, ring) })
		ring.asked()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		wantKey(t, c.Load(ctx), keyKeyringLocked)
		later := make(chan error, 1)
		go func() { later <- c.Load(t.Context()) }()
		time.Sleep(time.Minute)
		if n := ring.asked(); n != 1 {
			t.Errorf("the person was asked %d times", n)
		}
		close(ring.locked)
		if err := <-later; err != nil || len(c.Accounts()) != 1 {
			t.Errorf("accounts %v, %v", c.Accounts(), err)
		}
	})
}

func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, ring := t.TempDir(), &memoryKeyring{}
		with := func(config *Config) {
			config.Store = NewSealedStore(folder, ring)
		}
		p := newProvider(t)
		p.revokeOld = true
		_, account := p.offline(with)
		for range 3 {
			c := p.client(with, func(config *Config) { config.HTTP = offlineHTTP(p) })
			if err := c.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := c.Accounts(); len(got) != 1 || got[0] != account {
				t.Fatalf("accounts %+v", got)
			}
			mustToken(t, c.Tokens(account.ID))
			time.Sleep(2 * time.Hour)
			mustToken(t, c.Tokens(account.ID))
		}
		for name, change := range map[string]func(*Config){
			"another registration":       func(config *Config) { config.ClientID = "another-app" },
			"another Graph":              func(config *Config) { config.Graph = "https://graph.example" },
			"another login":              func(config *Config) { config.Login = "https://sign-in.example" },
			"another Graph and login":    func(config *Config) { config.Graph, config.Login = "https://graph.example", "https://graph.example" },
			"another port of that Graph": func(config *Config) { config.Graph += ":8443" },
		} {
			other := p.client(with, change)
			if err := other.Load(t.Context()); err != nil || len(other.Accounts()) != 0 {
				t.Errorf("%s sees %v, %v", name, other.Accounts(), err)
			}
		}
	})
}

// Two copies run side by side, with a provider that ends a refresh token when it is used: neither locks the other out.
func TestTwoCopies(t *testing.T) {
	folder, ring := t.TempDir(), &memoryKeyring{}
	p := newProvider(t)
	p.revokeOld = true
	p.lifetime = 1
	with := func(config *Config) { config.Store = NewSealedStore(folder, ring) }
	first, account := p.offline(with)
	second := p.client(with, func(config *Config) { config.HTTP = offlineHTTP(p) })
	if err := second.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 5 {
		for _, c := range []*Client{first, second} {
			wait.Go(func() {
				source := c.Tokens(account.ID)
				for range 10 {
					token, err := source.Token(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := source.Renew(t.Context(), token, ""); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	wait.Wait()
	// One signs out: so does the other, at its next renewal.
	if err := first.SignOut(t.Context(), account.ID); err != nil {
		t.Fatal(err)
	}
	_, err := second.Tokens(account.ID).Renew(t.Context(), second.session(account.ID).access, "")
	wantKey(t, err, keySignedOut)
}

func TestInvalidGrantIsDeletedFromTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, ring := t.TempDir(), &memoryKeyring{}
		store := NewSealedStore(folder, ring)
		p := newProvider(t)
		c, account := p.offline(func(config *Config) { config.Store = store })
		for _, passing := range []func(){
			func() { p.fault(status(500), status(500), status(500), status(500)) },
			func() {
				p.fault(refusal(400, "temporarily_unavailable", 90024), status(403), status(429, "Retry-After", "60"))
			},
			func() { p.fault(refusal(400, "interaction_required", 50076)) },
		} {
			time.Sleep(2 * time.Hour)
			passing()
			if _, err := c.Tokens(account.ID).Token(t.Context()); err == nil {
				t.Error("no error")
			}
			if entries := mustLoad(t, store); entries[0].RefreshToken == "" {
				t.Fatal("deleted on an error that passes")
			}
			p.faults = nil
		}
		time.Sleep(2 * time.Hour)
		p.fault(refusal(400, "invalid_grant", 700082))
		_, err := c.Tokens(account.ID).Token(t.Context())
		wantKey(t, err, keyExpired)
		if entries := mustLoad(t, store); len(entries) != 1 || entries[0].RefreshToken != "" {
			t.Errorf("kept %+v", entries)
		}
		next := p.client(func(config *Config) { config.Store = store })
		if err := next.Load(t.Context()); err != nil || !next.Accounts()[0].NeedsSignIn {
			t.Errorf("the next start: %+v, %v", next.Accounts(), err)
		}
	})
}
