package auth

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"taskdrop/auth/tokenstore"
)

// SealedStore is a Store in a sealed file. Its errors are *Error and say what a failure means for the person.
type SealedStore struct {
	folder string
	sealed *tokenstore.Store[Saved]
}

// NewSealedStore keeps the file in that folder, which is made on first use with mode 0700. A nil ring is the system's
// keyring. NewSealedStore touches neither disk nor keyring.
func NewSealedStore(folder string, ring tokenstore.Keyring) *SealedStore {
	return &SealedStore{folder: folder, sealed: tokenstore.New(folder, ring, Saved.Same)}
}

// Load reads the entries. If there is no file there are none, and the keyring is not asked.
func (s *SealedStore) Load(ctx context.Context) ([]Saved, error) {
	entries, err := s.sealed.Load(ctx)
	return entries, explainStore(s.folder, err)
}

// Save keeps an entry in place of its older state.
func (s *SealedStore) Save(ctx context.Context, entry Saved) error {
	return explainStore(s.folder, s.sealed.Save(ctx, entry))
}

// Delete removes an entry. A file that cannot be opened any more is removed as a whole.
func (s *SealedStore) Delete(ctx context.Context, entry Saved) error {
	return explainStore(s.folder, s.sealed.Delete(ctx, entry))
}

// Ready waits for the keyring.
func (s *SealedStore) Ready(ctx context.Context) error {
	return explainStore(s.folder, s.sealed.Ready(ctx))
}

// Lock keeps other copies of the program from renewing the same entry.
func (s *SealedStore) Lock(ctx context.Context, entry Saved) (func(), error) {
	unlock, err := s.sealed.Lock(ctx, entry.Account.ID+"\n"+entry.ClientID+"\n"+entry.Login+"\n"+entry.Graph)
	return unlock, explainStore(s.folder, err)
}

// MAC returns the means to vouch for a file beside this one, such as the journal. See tokenstore.Store.MAC.
func (s *SealedStore) MAC(ctx context.Context, purpose string) (tokenstore.MAC, error) {
	return s.sealed.MAC(ctx, purpose)
}

// OwnFolder is tokenstore.OwnFolder with an *Error for a folder of somebody else, which wraps tokenstore.ErrForeign.
func OwnFolder(folder string) error {
	err := tokenstore.OwnFolder(folder)
	if errors.Is(err, tokenstore.ErrForeign) {
		return explainStore(folder, err)
	}
	return err
}

// explainStore makes an *Error of a failure of the store in a folder.
func explainStore(folder string, err error) error {
	key := keyMemoryOnly
	switch {
	case err == nil:
		return nil
	case errors.Is(err, tokenstore.ErrForeign):
		key = keyStateForeign
	case errors.Is(err, tokenstore.ErrNoKey):
		key = keyKeyringMissing
	case errors.Is(err, tokenstore.ErrDamaged):
		key = keyTokensDamaged
	case isDisk(err):
		key = keyNotKept
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		key = keyKeyringLocked
	}
	e := fault("store", key, err)
	e.args = map[string]string{"Path": filepath.Clean(folder)}
	return e
}

// isDisk reports whether the folder is at fault and not the keyring.
func isDisk(err error) bool {
	var (
		path *fs.PathError
		link *os.LinkError
	)
	return errors.Is(err, tokenstore.ErrLocked) || errors.As(err, &path) || errors.As(err, &link)
}
