//go:build keyring

// With -tags keyring: tokens at rest with the Secret Service of this session, such as that of
//
//	dbus-run-session -- sh -c 'echo pw | gnome-keyring-daemon --unlock --components=secrets
//	    go test -tags keyring -run TestRealKeyring ./auth'
//
// with HOME set to a scratch folder.

package auth

import (
	"path/filepath"
	"testing"
	"time"
)

func TestRealKeyring(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	p := newProvider(t)
	p.revokeOld = true
	kept := func(config *Config) { config.Store, config.HTTP = NewSealedStore(folder, nil), offlineHTTP(p) }
	start := time.Now()
	first, account := p.offline(kept)
	if err := first.AtRest(); err != nil {
		t.Fatal(err)
	}
	t.Logf("kept in %v", time.Since(start))
	for range 3 {
		next := p.client(kept)
		start = time.Now()
		if err := next.Load(t.Context()); err != nil || len(next.Accounts()) != 1 {
			t.Fatalf("the next start knows %v, %v", next.Accounts(), err)
		}
		t.Logf("read in %v", time.Since(start))
		mustToken(t, next.Tokens(account.ID))
	}
	last := p.client(kept)
	if err := last.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := last.SignOut(t.Context(), account.ID); err != nil {
		t.Fatal(err)
	}
	if entries := mustLoad(t, NewSealedStore(folder, nil)); len(entries) != 0 {
		t.Errorf("after signing out: %+v", entries)
	}
}
