package auth

import (
	"context"
	"errors"

	"github.com/zalando/go-keyring"
)

// PasswordRing is a Keyring that can also forget.
type PasswordRing interface {
	Keyring
	Delete(service, user string) error
}

// Delete forgets a secret.
func (systemKeyring) Delete(service, user string) error {
	return askSystem(func() error { return keyring.Delete(service, user) })
}

// Passwords keeps passwords in the system's keyring and nowhere else: where there is no keyring, nothing is kept. A keyring may
// ask the person to unlock it, and so take any time; each method returns when its context ends.
type Passwords struct{ ring PasswordRing }

// NewPasswords keeps passwords in that keyring; nil is the system's.
func NewPasswords(ring PasswordRing) *Passwords {
	if ring == nil {
		ring = systemKeyring{}
	}
	return &Passwords{ring}
}

// Get is the password of that name, "" where there is none.
func (p *Passwords) Get(ctx context.Context, name string) (string, error) {
	return patiently(ctx, func() (string, error) {
		password, err := p.ring.Get(keyringService, name)
		if errors.Is(err, keyring.ErrNotFound) {
			return "", nil
		}
		return password, err
	})
}

// Set keeps a password under that name, in place of the one before; "" forgets it.
func (p *Passwords) Set(ctx context.Context, name, password string) error {
	_, err := patiently(ctx, func() (string, error) {
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

// patiently waits for the keyring on a goroutine of its own: its libraries can't be interrupted.
func patiently(ctx context.Context, ask func() (string, error)) (string, error) {
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
