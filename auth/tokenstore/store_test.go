package tokenstore

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

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

// saved is an entry of the tests.
type saved struct{ ID, Name, RefreshToken string }

func sameID(a, b saved) bool { return a.ID == b.ID }

func newStore(folder string, ring Keyring) *Store[saved] { return New(folder, ring, sameID) }

func entry(id, token string) saved { return saved{ID: id, Name: "Mia", RefreshToken: token} }

func mustSave(t *testing.T, s *Store[saved], e saved) {
	t.Helper()
	if err := s.Save(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

func mustLoad(t *testing.T, s *Store[saved]) []saved {
	t.Helper()
	entries, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

func TestSealedStoreKeepsAcrossRuns(t *testing.T) {
	folder, ring := filepath.Join(t.TempDir(), "state"), &memoryKeyring{}
	first := newStore(folder, ring)
	if entries := mustLoad(t, first); len(entries) != 0 || ring.asked() != 0 {
		t.Errorf("a new folder holds %v, or the keyring was asked for nothing", entries)
	}
	secret := "0.refresh-token-of-mia"
	mustSave(t, first, entry("mia", "older"))
	mustSave(t, first, entry("jo", "jo-token"))
	mustSave(t, first, entry("mia", secret))

	again := mustLoad(t, newStore(folder, ring))
	if len(again) != 2 || again[0].RefreshToken != secret || again[0].Name != "Mia" || again[1].RefreshToken != "jo-token" {
		t.Errorf("after a restart: %+v", again)
	}
	if err := first.Delete(t.Context(), entry("mia", "")); err != nil {
		t.Fatal(err)
	}
	if left := mustLoad(t, first); len(left) != 1 || left[0].ID != "jo" {
		t.Errorf("after deleting: %+v", left)
	}
}

func TestSealedFileIsForUsAlone(t *testing.T) {
	folder, ring := filepath.Join(t.TempDir(), "state"), &memoryKeyring{}
	mustSave(t, newStore(folder, ring), entry("mia", "0.refresh-token-of-mia"))
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
	store := newStore(folder, ring)
	mustSave(t, store, entry("mia", "token"))
	path := filepath.Join(folder, FileName)
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
	if entries := mustLoad(t, newStore(folder, ring)); len(entries) != 1 || entries[0].ID != "jo" {
		t.Errorf("kept %+v", entries)
	}
	if _, err := os.Stat(filepath.Join(folder, damagedName)); err != nil {
		t.Errorf("the damaged file is gone: %v", err)
	}
}

func TestKeyLost(t *testing.T) {
	folder := t.TempDir()
	mustSave(t, newStore(folder, &memoryKeyring{}), entry("mia", "token"))
	other := newStore(folder, &memoryKeyring{})
	_, err := other.Load(t.Context())
	wantError(t, err, ErrNoKey)
	if err := other.Delete(t.Context(), entry("mia", "")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, FileName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("signed out, and the file is still there: %v", err)
	}
	mustSave(t, other, entry("jo", "t"))
	if len(mustLoad(t, other)) != 1 {
		t.Error("nothing is kept after a lost key")
	}
}

// The library panics where the session bus goes away while the person is at the prompt.
func TestAKeyringThatGoesAwayEndsNothing(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	var gone *struct{ err error }
	if err := askSystem(func() error { return gone.err }); err == nil || !strings.Contains(err.Error(), "went away") {
		t.Errorf("error %v", err)
	}
}

// Many copies write different accounts at once: none is lost.
func TestConcurrentSaves(t *testing.T) {
	folder, ring := t.TempDir(), &memoryKeyring{}
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			store := newStore(folder, ring)
			if err := store.Save(t.Context(), entry(strings.Repeat("x", i+1), "t")); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if entries := mustLoad(t, newStore(folder, ring)); len(entries) != 20 {
		t.Errorf("%d of 20 are kept", len(entries))
	}
	leftovers, _ := filepath.Glob(filepath.Join(folder, FileName+".*"))
	if len(leftovers) != 0 {
		t.Errorf("left over: %v", leftovers)
	}
}

// A file in the folder's place is a fault of the disk, and said as such.
func TestFileInPlaceOfTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var disk *fs.PathError
	if err := newStore(file, &memoryKeyring{}).Save(t.Context(), entry("mia", "t")); !errors.As(err, &disk) {
		t.Errorf("error %v, want one of the disk", err)
	}
}

// Whatever stands in the file: no panic, and nothing opens that this key did not seal.
func FuzzSealedFile(f *testing.F) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key)
	good, err := seal([]saved{entry("mia", "token")}, strings.Repeat("ab", keyIDSize), key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:headSize])
	f.Add([]byte(sealMagic))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, file []byte) {
		_, _ = sealedKeyID(file)
		if entries, err := unseal[saved](file, key); err == nil && !bytes.Equal(file, good) {
			t.Errorf("a file that was never sealed opens: %+v", entries)
		}
	})
}
