package auth

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
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

func entry(id, token string) Saved {
	return Saved{Account: Account{ID: id, Name: "Mia"}, ClientID: "c", Login: "l", Graph: "g", RefreshToken: token}
}

func mustSave(t *testing.T, s *SealedStore, e Saved) {
	t.Helper()
	if err := s.Save(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

func mustLoad(t *testing.T, s *SealedStore) []Saved {
	t.Helper()
	entries, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Key() != key {
		t.Errorf("error %v, want %s", err, key)
	}
}

func TestSealedStoreKeepsAcrossRuns(t *testing.T) {
	folder, ring := filepath.Join(t.TempDir(), "state"), &memoryKeyring{}
	first := NewSealedStore(folder, ring)
	if entries := mustLoad(t, first); len(entries) != 0 || ring.asked() != 0 {
		t.Errorf("a new folder holds %v, or the keyring was asked for nothing", entries)
	}
	secret := "0.refresh-token-of-mia"
	mustSave(t, first, entry("mia", "older"))
	mustSave(t, first, entry("jo", "jo-token"))
	mustSave(t, first, entry("mia", secret))

	again := mustLoad(t, NewSealedStore(folder, ring))
	if len(again) != 2 || again[0].RefreshToken != secret || again[0].Account.Name != "Mia" || again[1].RefreshToken != "jo-token" {
		t.Errorf("after a restart: %+v", again)
	}
	if err := first.Delete(t.Context(), entry("mia", "")); err != nil {
		t.Fatal(err)
	}
	if left := mustLoad(t, first); len(left) != 1 || left[0].Account.ID != "jo" {
		t.Errorf("after deleting: %+v", left)
	}
}

func TestSealedFileIsForUsAlone(t *testing.T) {
	folder, ring := filepath.Join(t.TempDir(), "state"), &memoryKeyring{}
	mustSave(t, NewSealedStore(folder, ring), entry("mia", "0.refresh-token-of-mia"))
	names, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		path := filepath.Join(folder, name.Name())
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte("refresh-token")) || bytes.Contains(content, []byte("Mia")) {
			t.Errorf("%s holds plain text", name.Name())
		}
		info, err := name.Info()
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name.Name(), info.Mode())
		}
	}
	if info, err := os.Stat(folder); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("folder mode %v, %v", info.Mode(), err)
	}
	for user, secret := range ring.secrets {
		if len(user)+len(secret) > 2560 {
			t.Errorf("%d bytes are more than Windows keeps", len(user)+len(secret))
		}
	}
}

func TestSealedStoreTampering(t *testing.T) {
	folder, ring := t.TempDir(), &memoryKeyring{}
	store := NewSealedStore(folder, ring)
	mustSave(t, store, entry("mia", "token"))
	path := filepath.Join(folder, sealedName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if entries, err := store.Load(t.Context()); err == nil {
			t.Fatalf("byte %d changed, and it still opens: %+v", i, entries)
		}
	}
	for _, cut := range []int{0, 1, headSize - 1, headSize, headSize + nonceSize, len(good) - 1} {
		if err := os.WriteFile(path, good[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Load(t.Context()); err == nil {
			t.Errorf("cut to %d bytes, it still opens", cut)
		}
	}
	// Something new to keep sets the damaged file aside.
	mustSave(t, store, entry("jo", "jo-token"))
	if entries := mustLoad(t, NewSealedStore(folder, ring)); len(entries) != 1 || entries[0].Account.ID != "jo" {
		t.Errorf("kept %+v", entries)
	}
	if _, err := os.Stat(filepath.Join(folder, sealedDamaged)); err != nil {
		t.Errorf("the damaged file is gone: %v", err)
	}
}

func TestKeyLost(t *testing.T) {
	folder := t.TempDir()
	mustSave(t, NewSealedStore(folder, &memoryKeyring{}), entry("mia", "token"))
	other := NewSealedStore(folder, &memoryKeyring{})
	_, err := other.Load(t.Context())
	wantKey(t, err, keyKeyringMissing)
	if err := other.Delete(t.Context(), entry("mia", "")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, sealedName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("signed out, and the file is still there: %v", err)
	}
	mustSave(t, other, entry("jo", "t"))
	if len(mustLoad(t, other)) != 1 {
		t.Error("nothing is kept after a lost key")
	}
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
		if _, err := os.Stat(filepath.Join(folder, sealedName)); !errors.Is(err, os.ErrNotExist) {
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

// The library panics where the session bus goes away while the person is at the prompt.
func TestAKeyringThatGoesAwayEndsNothing(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	var gone *struct{ err error }
	if err := askSystem(func() error { return gone.err }); err == nil || !strings.Contains(err.Error(), "went away") {
		t.Errorf("error %v", err)
	}
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
		other := p.client(with, func(config *Config) { config.ClientID = "another-app" })
		if err := other.Load(t.Context()); err != nil || len(other.Accounts()) != 0 {
			t.Errorf("another application sees %v, %v", other.Accounts(), err)
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

// Many copies write different accounts at once: none is lost.
func TestConcurrentSaves(t *testing.T) {
	folder, ring := t.TempDir(), &memoryKeyring{}
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			store := NewSealedStore(folder, ring)
			if err := store.Save(t.Context(), entry(strings.Repeat("x", i+1), "t")); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if entries := mustLoad(t, NewSealedStore(folder, ring)); len(entries) != 20 {
		t.Errorf("%d of 20 are kept", len(entries))
	}
	leftovers, _ := filepath.Glob(filepath.Join(folder, sealedName+".*"))
	if len(leftovers) != 0 {
		t.Errorf("left over: %v", leftovers)
	}
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

// A file in the folder's place is a fault of the disk, and said as such.
func TestFileInPlaceOfTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantKey(t, NewSealedStore(file, &memoryKeyring{}).Save(t.Context(), entry("mia", "t")), keyNotKept)
}

// Whatever stands in the file: no panic, and nothing opens that this key did not seal.
func FuzzSealedFile(f *testing.F) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key)
	good, err := seal([]Saved{entry("mia", "token")}, strings.Repeat("ab", keyIDSize), key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:headSize])
	f.Add([]byte(sealMagic))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, file []byte) {
		_, _ = sealedKeyID(file)
		if entries, err := unseal(file, key); err == nil && !bytes.Equal(file, good) {
			t.Errorf("a file that was never sealed opens: %+v", entries)
		}
	})
}
