package tokenstore_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"taskdrop/auth/tokenstore"
)

type entry struct{ Name string }

func openStore(t *testing.T, folder, secret string) *tokenstore.Store[entry] {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ring, err := tokenstore.OpenKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return tokenstore.New(folder, tokenstore.Keyring(ring), func(a, b entry) bool { return a == b })
}

func TestAKeyFileOpensWhatItSealed(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	secret := strings.Repeat("0123456789abcdef", 3)
	if err := openStore(t, folder, secret).Save(t.Context(), entry{"mia"}); err != nil {
		t.Fatal(err)
	}
	kept, err := openStore(t, folder, secret).Load(t.Context())
	if err != nil || len(kept) != 1 || kept[0].Name != "mia" {
		t.Errorf("the next run finds %v, %v", kept, err)
	}
	if kept, err := openStore(t, folder, secret+"!").Load(t.Context()); !errors.Is(err, tokenstore.ErrDamaged) {
		t.Errorf("another secret opens it: %v, %v", kept, err)
	}
}

func TestAKeyFileIsRefusedWithTheReason(t *testing.T) {
	long := strings.Repeat("x", 44)
	for _, test := range []struct {
		name, content string
		mode          os.FileMode
		why           string
	}{
		{"readable by the group", long, 0o640, "chmod 600"},
		{"readable by all", long, 0o604, "chmod 600"},
		{"too short", "secret", 0o600, "32"},
		{"endless", strings.Repeat("x", 5000), 0o600, "4096"},
	} {
		if runtime.GOOS == "windows" && test.why == "chmod 600" {
			continue // its access lists are not read
		}
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, test.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := tokenstore.OpenKeyFile(path); err == nil || !strings.Contains(err.Error(), test.why) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := tokenstore.OpenKeyFile(t.TempDir()); err == nil {
		t.Error("a folder is taken")
	}
	if _, err := tokenstore.OpenKeyFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if os.Geteuid() != 0 || runtime.GOOS == "windows" {
		return
	}
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(long), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if _, err := tokenstore.OpenKeyFile(path); err == nil || !strings.Contains(err.Error(), "another user") {
		t.Errorf("somebody else's file: %v", err)
	}
}
