package tokenstore

import (
	"context"
	"errors"

	"github.com/zalando/go-keyring"
)

// PasswordRing is a Keyring that can also delete.
type PasswordRing interface {
	Keyring
	Delete(service, user string) error
}

// Delete removes a secret.
func (systemKeyring) Delete(service, user string) error {
	return askSystem(func() error { return keyring.Delete(service, user) })
}

// Passwords keeps passwords in the keyring and nowhere else. Without a keyring nothing is kept. A keyring may ask the
// person to unlock it, which can take any time; each method returns when its context ends.
type Passwords struct{ ring PasswordRing }

// NewPasswords keeps passwords in ring; nil is the system's keyring.
func NewPasswords(ring PasswordRing) *Passwords {
	if ring == nil {
		ring = systemKeyring{}
	}
	return &Passwords{ring}
}

// Get returns the password of that name, or "" if there is none.
func (p *Passwords) Get(ctx context.Context, name string) (string, error) {
	return askWithin(ctx, func() (string, error) {
		password, err := p.ring.Get(keyringService, name)
		if errors.Is(err, keyring.ErrNotFound) {
			return "", nil
		}
		return password, err
	})
}

// Set keeps a password under that name, in place of an earlier one; "" deletes it.
func (p *Passwords) Set(ctx context.Context, name, password string) error {
	_, err := askWithin(ctx, func() (string, error) {
		if password != "" {
			return "", p.ring.Set(keyringService, name, password)
		}
		err := p.ring.Delete(keyringService, name)
		if errors.Is(err, keyring.ErrNotFound) {
			err = nil
		}
		return "", err
	})
	return err
}

// askWithin asks the keyring on a goroutine of its own, as its libraries can't be interrupted, and waits until ctx
// ends.
func askWithin(ctx context.Context, ask func() (string, error)) (string, error) {
	type reply struct {
		password string
		err      error
	}
	answered := make(chan reply, 1)
	go func() {
		password, err := ask()
		answered <- reply{password, err}
	}()
	select {
	case r := <-answered:
		return r.password, r.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
