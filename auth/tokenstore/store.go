// Package tokenstore keeps small secrets at rest: sign-ins in a sealed file whose key is in the system's keyring, and
// passwords in the keyring itself. It also holds the locks and the checks of the folder's ownership that this needs.
//
// It knows nothing of OAuth: what an entry means, and how a failure is told to a person, is for its caller (package
// auth). Its errors are the Err values of this package, or those of the disk and the keyring.
package tokenstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Store keeps entries in one sealed file of a folder. The key of the file is in the keyring, so a copy of the file or
// of the folder is worth nothing by itself. Several copies of the program may share the folder. Without a keyring
// every method fails, and nothing is ever written in plain text.
type Store[E any] struct {
	folder string
	same   func(a, b E) bool
	keys   *keychain
	next   nextKey
}

// New keeps the file in that folder, which is made on first use with mode 0700. same reports whether two entries are
// an older and a newer state of one. A nil ring is the system's keyring. New touches neither disk nor keyring.
func New[E any](folder string, ring Keyring, same func(a, b E) bool) *Store[E] {
	if ring == nil {
		ring = systemKeyring{}
	}
	return &Store[E]{folder: folder, same: same, keys: newKeychain(ring)}
}

// FileName is the name of the sealed file in its folder.
const FileName = "signins.sealed"

const (
	lockName    = "signins.lock"
	damagedName = "signins.unreadable" // a file that could not be opened when something new had to be kept
)

// nextKey holds the key id for the next new file. All saves share one until a file with it is written, so that the
// keyring is asked about one key only.
type nextKey struct {
	mu sync.Mutex
	id string
}

func (n *nextKey) get() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.id == "" {
		n.id = newKeyID()
	}
	return n.id
}

// used drops the id once a file with that key is written.
func (n *nextKey) used(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.id == id {
		n.id = ""
	}
}

// Load reads the entries. If there is no file there are none, and the keyring is not asked.
func (s *Store[E]) Load(ctx context.Context) ([]E, error) {
	if err := OwnFolder(s.folder); err != nil {
		return nil, err
	}
	file, err := s.read()
	if err != nil || file == nil {
		return nil, err
	}
	content, err := s.open(ctx, file)
	return content.entries, err
}

// Save adds an entry, or puts it in place of its older state. It returns once the entry would survive a power cut.
func (s *Store[E]) Save(ctx context.Context, entry E) error {
	return s.change(ctx, func(entries []E) []E {
		if i := slices.IndexFunc(entries, s.isSame(entry)); i >= 0 {
			entries[i] = entry
			return entries
		}
		return append(entries, entry)
	})
}

// Delete removes an entry. A file that cannot be opened any more is removed as a whole.
func (s *Store[E]) Delete(ctx context.Context, entry E) error {
	file, err := s.read()
	if err != nil {
		return err
	}
	if file == nil {
		return s.remove(damagedName)
	}
	if _, err := s.open(ctx, file); isLost(err) {
		return errors.Join(s.remove(FileName), s.remove(damagedName))
	}
	return s.change(ctx, func(entries []E) []E { return slices.DeleteFunc(entries, s.isSame(entry)) })
}

// Ready waits until the file could be written, for example until the person has unlocked the keyring.
func (s *Store[E]) Ready(ctx context.Context) error {
	return s.change(ctx, nil)
}

// Lock keeps other copies of the program away from what name stands for, until unlock is called.
func (s *Store[E]) Lock(ctx context.Context, name string) (unlock func(), err error) {
	if err := OwnFolder(s.folder); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(name))
	return lockFile(ctx, s.path("renew-"+hex.EncodeToString(sum[:8])+".lock"))
}

func (s *Store[E]) isSame(entry E) func(E) bool {
	return func(other E) bool { return s.same(entry, other) }
}

// opened is the content of a file and the key it is sealed with.
type opened[E any] struct {
	id      string
	key     []byte
	entries []E
}

func (s *Store[E]) open(ctx context.Context, file []byte) (opened[E], error) {
	id, err := sealedKeyID(file)
	if err != nil {
		return opened[E]{}, err
	}
	key, err := s.keys.key(ctx, id, false)
	if err != nil {
		return opened[E]{}, err
	}
	entries, err := unseal[E](file, key)
	return opened[E]{id, key, entries}, err
}

// openNew returns an empty file with a key of its own.
func (s *Store[E]) openNew(ctx context.Context) (opened[E], error) {
	id := s.next.get()
	key, err := s.keys.key(ctx, id, true)
	return opened[E]{id: id, key: key}, err
}

// isLost reports whether nobody can open the file any more: its key is gone, or it is damaged.
func isLost(err error) bool { return errors.Is(err, ErrNoKey) || errors.Is(err, ErrDamaged) }

// change edits the newest entries; a nil edit only tests that it could. The keyring is asked before the lock is taken,
// so that no other copy waits while a person unlocks it. If another copy wrote in the meantime, change starts again
// from what that copy wrote.
func (s *Store[E]) change(ctx context.Context, edit func([]E) []E) error {
	if err := OwnFolder(s.folder); err != nil {
		return err
	}
	for {
		before, err := s.read()
		if err != nil {
			return err
		}
		var content opened[E]
		lost := before == nil
		if !lost {
			content, err = s.open(ctx, before)
			lost = isLost(err)
		}
		if lost {
			content, err = s.openNew(ctx)
		}
		if err != nil || edit == nil {
			return err
		}
		content.entries = edit(content.entries)
		if done, err := s.replace(ctx, before, content, lost); done || err != nil {
			return err
		}
	}
}

// replace writes content if the file is still what it was before, and reports whether it did.
func (s *Store[E]) replace(ctx context.Context, before []byte, content opened[E], lost bool) (bool, error) {
	sealed, err := seal(content.entries, content.id, content.key)
	if err != nil {
		return false, err
	}
	unlock, err := lockFile(ctx, s.path(lockName))
	if err != nil {
		return false, err
	}
	defer unlock()
	present, err := s.read()
	if err != nil || !bytes.Equal(present, before) {
		return false, err
	}
	if lost && before != nil {
		// The file stays for the case that its key turns up again.
		if err := rename(s.path(FileName), s.path(damagedName)); err != nil {
			return false, err
		}
	}
	if err := s.write(sealed); err != nil {
		return false, err
	}
	s.next.used(content.id)
	return true, nil
}

// read returns the file's bytes, or nil if there is no file.
func (s *Store[E]) read() ([]byte, error) {
	file, err := os.Open(s.path(FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, sealLimit+1))
	if err != nil {
		return nil, err
	}
	if content == nil {
		content = []byte{} // an empty file is damaged, not missing
	}
	return content, nil
}

// write replaces the file in one step, mode 0600. After a power cut the content is the old or the new one.
func (s *Store[E]) write(content []byte) error {
	file, err := os.CreateTemp(s.folder, FileName+".*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = rename(file.Name(), s.path(FileName))
	}
	if err != nil {
		os.Remove(file.Name())
		return err
	}
	return syncFolder(s.folder)
}

// rename tries for 0.4 seconds: on Windows it fails while another copy reads the file.
func rename(from, to string) (err error) {
	for range 20 {
		if err = os.Rename(from, to); err == nil || errors.Is(err, fs.ErrNotExist) {
			return err
		}
		time.Sleep(lockPoll)
	}
	return err
}

func (s *Store[E]) remove(name string) error {
	if err := os.Remove(s.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *Store[E]) path(name string) string { return filepath.Join(s.folder, name) }
