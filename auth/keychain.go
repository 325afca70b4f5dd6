package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"github.com/zalando/go-keyring"
)

// Keyring is the system's store of small secrets: Secret Service, Keychain or Credential Manager.
type Keyring interface {
	// Get is keyring.ErrNotFound of github.com/zalando/go-keyring where there is no such secret.
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

// askSystem asks the system's keyring. A session bus that goes away while the person is at the prompt makes the library panic,
// on a goroutine where that would end the program: it is an error like any other.
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

// keyringService is the name a person finds in their keyring's own window.
const keyringService = "TaskDrop"

// keySize is the size of a file's key in bytes, for AES-256. As text it is 44 of the 2,560 bytes that Windows allows.
const keySize = 32

// errNoKey is a key that is not, or no longer, in the keyring.
var errNoKey = errors.New("the key is not in the keyring")

// keychain keeps the keys of sealed files in the keyring. A keyring may ask the person to unlock it, and so take any
// time: each question is asked on a goroutine of its own, once, and whoever wants the answer waits as long as they like.
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

// key is the key of that id. create makes one where there is none; otherwise that is errNoKey.
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
	user := "tokens " + q.id
	secret, err := k.ring.Get(keyringService, user)
	switch {
	case err == nil:
		key, err := base64.StdEncoding.DecodeString(secret)
		if err != nil || len(key) != keySize {
			return nil, errNoKey
		}
		return key, nil
	case !errors.Is(err, keyring.ErrNotFound):
		return nil, err
	case !q.create:
		return nil, errNoKey
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	if err := k.ring.Set(keyringService, user, base64.StdEncoding.EncodeToString(key)); err != nil {
		return nil, err
	}
	return key, nil
}
