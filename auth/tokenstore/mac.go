package tokenstore

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
)

// MAC vouches for files that stand beside the sealed file, such as a journal: whoever has no key cannot change them
// unnoticed. Each purpose has a key of its own, which is made of the sealed file's key.
type MAC struct{ key []byte }

// ErrNoFile says that there is no sealed file yet, and so no key to vouch with.
var ErrNoFile = errors.New("nothing is sealed yet")

// MAC returns the means to vouch for what has that purpose. The error is ErrNoFile or ErrNoKey if there is no key, or
// that of the keyring. The key, and with it every tag, changes when the sealed file is begun anew.
func (s *Store[E]) MAC(ctx context.Context, purpose string) (MAC, error) {
	file, err := s.read()
	if err != nil {
		return MAC{}, err
	}
	if file == nil {
		return MAC{}, ErrNoFile
	}
	content, err := s.open(ctx, file)
	if err != nil {
		return MAC{}, err
	}
	key, err := hkdf.Key(sha256.New, content.key, nil, "TaskDrop "+purpose, sha256.Size)
	return MAC{key}, err
}

// Sum returns the tag of data.
func (m MAC) Sum(data []byte) []byte {
	sum := hmac.New(sha256.New, m.key)
	sum.Write(data)
	return sum.Sum(nil)
}

// Verify reports whether tag is that of data.
func (m MAC) Verify(data, tag []byte) bool { return len(m.key) > 0 && hmac.Equal(tag, m.Sum(data)) }
