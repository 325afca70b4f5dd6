package auth

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

// SealedStore keeps refresh tokens in one file of a folder, sealed with a key that rests in the system's keyring, so that
// neither the file nor a copy of the folder is worth anything by itself. Several copies of the program may share the
// folder. Without a keyring every method fails with an *Error that says so, and nothing is ever written in plain.
type SealedStore struct {
	folder string
	keys   *keychain

	mu     sync.Mutex
	nextID string // the key id of the next new file: a keyring is asked about one, however often a save fails
}

// NewSealedStore keeps the file in that folder, which is made on first use with mode 0700. ring nil is the system's
// keyring. It touches neither disk nor keyring yet.
func NewSealedStore(folder string, ring Keyring) *SealedStore {
	if ring == nil {
		ring = systemKeyring{}
	}
	return &SealedStore{folder: folder, keys: newKeychain(ring)}
}

// The names in the folder.
const (
	sealedName    = "signins.sealed"
	sealedLock    = "signins.lock"
	sealedDamaged = "signins.unreadable" // what could not be opened when something new had to be kept
)

// Load reads the file. No file is no entry, and asks no keyring.
func (s *SealedStore) Load(ctx context.Context) ([]Saved, error) {
	if err := s.checkFolder(); err != nil {
		return nil, err
	}
	file, err := s.read()
	if err != nil || file == nil {
		return nil, s.explain(err)
	}
	opened, err := s.open(ctx, file)
	return opened.entries, s.explain(err)
}

// Save puts an entry in place of its older self.
func (s *SealedStore) Save(ctx context.Context, entry Saved) error {
	return s.change(ctx, func(entries []Saved) []Saved {
		if i := slices.IndexFunc(entries, entry.Same); i >= 0 {
			entries[i] = entry
			return entries
		}
		return append(entries, entry)
	})
}

// Delete takes an entry out. A file that nobody can open any more goes as a whole.
func (s *SealedStore) Delete(ctx context.Context, entry Saved) error {
	file, err := s.read()
	if err != nil {
		return s.explain(err)
	}
	if file == nil {
		return s.explain(s.remove(sealedDamaged))
	}
	if _, err := s.open(ctx, file); isLost(err) {
		return s.explain(errors.Join(s.remove(sealedName), s.remove(sealedDamaged)))
	}
	return s.change(ctx, func(entries []Saved) []Saved { return slices.DeleteFunc(entries, entry.Same) })
}

// Ready waits for the keyring.
func (s *SealedStore) Ready(ctx context.Context) error {
	return s.change(ctx, nil)
}

// Lock holds off other copies that renew the same entry.
func (s *SealedStore) Lock(ctx context.Context, entry Saved) (func(), error) {
	if err := s.checkFolder(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(entry.Account.ID + "\n" + entry.ClientID + "\n" + entry.Login + "\n" + entry.Graph))
	return lockFile(ctx, s.path("renew-"+hex.EncodeToString(sum[:8])+".lock"))
}

// opened is a file's content and the key it is sealed with.
type opened struct {
	id      string
	key     []byte
	entries []Saved
}

func (s *SealedStore) open(ctx context.Context, file []byte) (opened, error) {
	id, err := sealedKeyID(file)
	if err != nil {
		return opened{}, err
	}
	key, err := s.keys.key(ctx, id, false)
	if err != nil {
		return opened{}, err
	}
	entries, err := unseal(file, key)
	return opened{id, key, entries}, err
}

// openNew is an empty file with a key of its own.
func (s *SealedStore) openNew(ctx context.Context) (opened, error) {
	s.mu.Lock()
	if s.nextID == "" {
		s.nextID = newKeyID()
	}
	id := s.nextID
	s.mu.Unlock()
	key, err := s.keys.key(ctx, id, true)
	return opened{id: id, key: key}, err
}

// isLost reports whether a file can't be opened by anybody: its key is gone, or it is damaged.
func isLost(err error) bool { return errors.Is(err, errNoKey) || errors.Is(err, errDamaged) }

// change edits the newest entries; with edit nil it only makes sure that it could. The keyring is asked before the lock is taken, so that a person who takes their time
// to unlock it holds up no other copy; if another copy wrote in between, the change starts over from what it wrote.
func (s *SealedStore) change(ctx context.Context, edit func([]Saved) []Saved) error {
	if err := s.checkFolder(); err != nil {
		return err
	}
	for {
		before, err := s.read()
		if err != nil {
			return s.explain(err)
		}
		var content opened
		lost := before == nil
		if !lost {
			content, err = s.open(ctx, before)
			lost = isLost(err)
		}
		if lost {
			content, err = s.openNew(ctx)
		}
		if err != nil {
			return s.explain(err)
		}
		if edit == nil {
			return nil
		}
		content.entries = edit(content.entries)
		if done, err := s.replace(ctx, before, content, lost); done || err != nil {
			return s.explain(err)
		}
	}
}

// replace writes content where the file still is as it was before; otherwise it is false.
func (s *SealedStore) replace(ctx context.Context, before []byte, content opened, lost bool) (bool, error) {
	sealed, err := seal(content.entries, content.id, content.key)
	if err != nil {
		return false, err
	}
	unlock, err := lockFile(ctx, s.path(sealedLock))
	if err != nil {
		return false, err
	}
	defer unlock()
	present, err := s.read()
	if err != nil || !bytes.Equal(present, before) {
		return false, err
	}
	if lost && before != nil {
		// Kept for the case that its key turns up again.
		if err := rename(s.path(sealedName), s.path(sealedDamaged)); err != nil {
			return false, err
		}
	}
	if err := s.write(sealed); err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.nextID == content.id {
		s.nextID = ""
	}
	return true, nil
}

// read is the file's bytes, or nil where there is none.
func (s *SealedStore) read() ([]byte, error) {
	file, err := os.Open(s.path(sealedName))
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
		content = []byte{} // an empty file is a damaged one, not a missing one
	}
	return content, nil
}

// write replaces the file in one step, mode 0600: after a power cut there is the old content or the new.
func (s *SealedStore) write(content []byte) error {
	file, err := os.CreateTemp(s.folder, sealedName+".*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = rename(file.Name(), s.path(sealedName))
	}
	if err != nil {
		os.Remove(file.Name())
		return err
	}
	return syncFolder(s.folder)
}

// rename is tried for a moment: on Windows it fails while another copy reads the file.
func rename(from, to string) (err error) {
	for range 20 {
		if err = os.Rename(from, to); err == nil || errors.Is(err, fs.ErrNotExist) {
			return err
		}
		time.Sleep(lockPoll)
	}
	return err
}

func (s *SealedStore) remove(name string) error {
	if err := os.Remove(s.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *SealedStore) path(name string) string { return filepath.Join(s.folder, name) }

// checkFolder makes the folder where it is missing, and refuses one that is not this user's alone.
func (s *SealedStore) checkFolder() error { return s.explain(OwnFolder(s.folder)) }

// isDisk reports whether the folder was at fault, not the keyring.
func isDisk(err error) bool {
	var (
		path *fs.PathError
		link *os.LinkError
	)
	return errors.Is(err, errLocked) || errors.As(err, &path) || errors.As(err, &link)
}

// explain says what a failure means for the person: in the end, that they have to sign in again next time.
func (s *SealedStore) explain(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrForeign):
		return err
	case errors.Is(err, errNoKey):
		return fault("store", keyKeyringMissing, err)
	case errors.Is(err, errDamaged):
		return fault("store", keyTokensDamaged, err)
	case isDisk(err):
		e := fault("store", keyNotKept, err)
		e.args = map[string]string{"Path": s.folder}
		return e
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return fault("store", keyKeyringLocked, err)
	}
	return fault("store", keyMemoryOnly, err)
}
