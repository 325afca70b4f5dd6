package simulator

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
)

// mint makes ids that look like Graph's: long, URL-safe base64 with '-', '_' and a trailing '=' (E19).
// One key gives the same ids again.
type mint struct {
	key     []byte
	counter uint64
}

// sampleMint makes the ids of the sample data: the same for one seed and account at every start.
func sampleMint(seed uint64, account Account) *mint {
	return &mint{key: fmt.Appendf(nil, "sample %d %s %s", seed, account.TenantID, account.ID)}
}

// freshMint makes the ids of what is created later. They never repeat, not even after a restart: a client that
// comes back with the URL of a session of an earlier run must not meet another one.
func freshMint() *mint {
	key := make([]byte, 32)
	rand.Read(key)
	return &mint{key: key}
}

// The shapes of ids: a prefix as mailboxes of that kind use it, and the length before encoding (not a multiple of
// three, so that the id ends in '=').
const (
	personalPrefix = "AQMkADAwATM0MDAAMS1i"
	workPrefix     = "AAMkADhkNTc4OGZkLTI1"
	listIDBytes    = 89
	taskIDBytes    = 113
	attachIDBytes  = 137
	sessionIDBytes = 104
)

// id makes the next id of a kind.
func (m *mint) id(personal bool, size int) string {
	m.counter++
	var stream []byte
	for block := uint64(0); len(stream) < size; block++ {
		mac := hmac.New(sha256.New, m.key)
		binary.Write(mac, binary.BigEndian, [3]uint64{m.counter, uint64(size), block})
		stream = mac.Sum(stream)
	}
	id := []byte(base64.URLEncoding.EncodeToString(stream[:size]))
	prefix := workPrefix
	if personal {
		prefix = personalPrefix
	}
	copy(id, prefix)
	id[len(prefix)+17] = '-'
	id[len(prefix)+40] = '_'
	return string(id)
}

// caseTwin is an id that differs from id in the case of one letter only, as Exchange's do now and then. A
// client that compares without case takes one for the other (E19).
func caseTwin(id string) string {
	for i := len(id) / 2; i < len(id); i++ {
		if letter := id[i : i+1]; strings.ToUpper(letter) != letter {
			return id[:i] + strings.ToUpper(letter) + id[i+1:]
		}
	}
	return id
}

// newGUID is a random GUID, for request-id and the like.
func newGUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// randomText is URL-safe random text from size random bytes.
func randomText(size int) string {
	b := make([]byte, size)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}
