package tokenstore

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"github.com/zalando/go-keyring"
)

// Keyring is a store of small secrets, such as Secret Service, Keychain or Credential Manager.
type Keyring interface {
	// Get fails with keyring.ErrNotFound of github.com/zalando/go-keyring if there is no such secret.
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
}

type systemKeyring struct{}

func (systemKeyring) Get(service, user string) (secret string, err error) {
	err = askSystem(func() (err error) {
		secret, err = keyring.Get(service, user)
		return err
	})
	return secret, err
}

func (systemKeyring) Set(service, user, secret string) error {
	return askSystem(func() error { return keyring.Set(service, user, secret) })
}

// askSystem asks the system's keyring. The library panics when the session bus goes away while the person is at the
// prompt; askSystem makes an error of that.
func askSystem(ask func() error) (err error) {
	if err := hasKeyring(); err != nil {
		return err
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the keyring went away: %v", cause)
		}
	}()
	return ask()
}

// keyringService names the program's secrets in the keyring; a person finds them under it.
const keyringService = "TaskDrop"

// keyUser is before the id of a sealed file in the name of its key.
const keyUser = "tokens "

// keySize is the size of a key in bytes, for AES-256. Its text takes 44 of the 2,560 bytes that Windows allows.
const keySize = 32

// ErrNoKey says that the key is not, or no longer, in the keyring.
var ErrNoKey = errors.New("the key is not in the keyring")

// keychain keeps the keys of sealed files in the keyring. The keyring may ask the person to unlock it, which can take
// any time. So each question is asked once, on a goroutine of its own, and each caller waits until its context ends.
type keychain struct {
	ring Keyring

	mu        sync.Mutex
	keys      map[string][]byte
	questions map[question]*reply
}

type question struct {
	id     string
	create bool
}

type reply struct {
	done chan struct{}
	key  []byte
	err  error
}

func newKeychain(ring Keyring) *keychain {
	return &keychain{ring: ring, keys: map[string][]byte{}, questions: map[question]*reply{}}
}

// key returns the key of that id. If there is none, create makes one; otherwise the error is ErrNoKey.
func (k *keychain) key(ctx context.Context, id string, create bool) ([]byte, error) {
	k.mu.Lock()
	if key := k.keys[id]; key != nil {
		k.mu.Unlock()
		return key, nil
	}
	q := question{id, create}
	r := k.questions[q]
	if r == nil {
		r = &reply{done: make(chan struct{})}
		k.questions[q] = r
		go k.answer(q, r)
	}
	k.mu.Unlock()
	select {
	case <-r.done:
		return r.key, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (k *keychain) answer(q question, r *reply) {
	r.key, r.err = k.ask(q)
	k.mu.Lock()
	defer k.mu.Unlock()
	if r.err == nil {
		k.keys[q.id] = r.key
	}
	delete(k.questions, q)
	close(r.done)
}

func (k *keychain) ask(q question) ([]byte, error) {
	user := keyUser + q.id
	secret, err := k.ring.Get(keyringService, user)
	switch {
	case err == nil:
		key, err := base64.StdEncoding.DecodeString(secret)
		if err != nil || len(key) != keySize {
			return nil, ErrNoKey
		}
		return key, nil
	case !errors.Is(err, keyring.ErrNotFound):
		return nil, err
	case !q.create:
		return nil, ErrNoKey
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	if err := k.ring.Set(keyringService, user, base64.StdEncoding.EncodeToString(key)); err != nil {
		return nil, err
	}
	return key, nil
}
