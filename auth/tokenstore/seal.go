package tokenstore

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
)

// A sealed file holds a line of magic, the id of its key in the keyring, a nonce, and the entries as JSON under
// AES-256-GCM. The magic and the id are its additional data.
const (
	sealMagic = "TaskDrop tokens 1\n"
	keyIDSize = 16 // bytes; twice as many hexadecimal digits, and a line feed
	headSize  = len(sealMagic) + 2*keyIDSize + 1
	nonceSize = 12
	// sealLimit is the most of a file that is read, in bytes. It is enough for hundreds of accounts.
	sealLimit = 4 << 20
)

// ErrDamaged says that the file is not what was sealed with its key.
var ErrDamaged = errors.New("the file of saved sign-ins is damaged")

func newKeyID() string {
	id := make([]byte, keyIDSize)
	_, _ = rand.Read(id) // never fails
	return hex.EncodeToString(id)
}

// sealedKeyID returns the id of the key that a file was sealed with.
func sealedKeyID(file []byte) (string, error) {
	if len(file) < headSize || !bytes.HasPrefix(file, []byte(sealMagic)) || file[headSize-1] != '\n' {
		return "", ErrDamaged
	}
	id := string(file[len(sealMagic) : headSize-1])
	if raw, err := hex.DecodeString(id); err != nil || hex.EncodeToString(raw) != id {
		return "", ErrDamaged
	}
	return id, nil
}

func seal[E any](entries []E, id string, key []byte) ([]byte, error) {
	plain, err := json.Marshal(entries)
	if err != nil {
		return nil, err
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	head := []byte(sealMagic + id + "\n")
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce) // never fails
	file := append(bytes.Clone(head), nonce...)
	return aead.Seal(file, nonce, plain, head), nil
}

func unseal[E any](file, key []byte) ([]E, error) {
	if _, err := sealedKeyID(file); err != nil {
		return nil, err
	}
	if len(file) < headSize+nonceSize {
		return nil, ErrDamaged
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	head, nonce, rest := file[:headSize], file[headSize:headSize+nonceSize], file[headSize+nonceSize:]
	plain, err := aead.Open(nil, nonce, rest, head)
	if err != nil {
		return nil, ErrDamaged
	}
	var entries []E
	if json.Unmarshal(plain, &entries) != nil {
		return nil, ErrDamaged
	}
	return entries, nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
