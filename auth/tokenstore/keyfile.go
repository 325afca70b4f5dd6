package tokenstore

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/zalando/go-keyring"
)

// The size of a key file in bytes: its least is that of a key, and its most is more than anybody writes by hand.
const (
	leastKeyFile = keySize
	mostKeyFile  = 4096
)

// KeyFile stands in for a keyring on computers without one: the keys of sealed files are derived from the secret in a
// file. It keeps no passwords.
type KeyFile struct{ secret []byte }

// OpenKeyFile reads the secret. The file must be this user's alone (mode 0600 or less) and hold at least 32 bytes.
func OpenKeyFile(path string) (*KeyFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat() // of the file that is read, whatever the name leads to meanwhile
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", path)
	case !belongsToUs(path, info):
		return nil, fmt.Errorf("%s belongs to another user; its owner must be the one who runs TaskDrop", path)
	case !isPrivate(info):
		return nil, fmt.Errorf("others may read %s (mode %04o); run: chmod 600 %[1]s", path, info.Mode().Perm())
	}
	secret, err := io.ReadAll(io.LimitReader(file, mostKeyFile+1))
	if err != nil {
		return nil, err
	}
	secret = bytes.TrimSpace(secret)
	if len(secret) < leastKeyFile || len(secret) > mostKeyFile {
		return nil, fmt.Errorf("%s must hold a secret of %d to %d characters, such as: openssl rand -base64 48", path, leastKeyFile, mostKeyFile)
	}
	return &KeyFile{secret}, nil
}

// Get returns the key of a sealed file. Every other secret is missing.
func (k *KeyFile) Get(service, user string) (string, error) {
	if !strings.HasPrefix(user, keyUser) {
		return "", keyring.ErrNotFound
	}
	key, err := hkdf.Key(sha256.New, k.secret, nil, service+"\n"+user, keySize)
	return base64.StdEncoding.EncodeToString(key), err
}

// Set fails: the file is only read.
func (k *KeyFile) Set(string, string, string) error {
	return errors.New("a key file keeps no passwords")
}

// Delete finds nothing to delete.
func (k *KeyFile) Delete(string, string) error { return keyring.ErrNotFound }
