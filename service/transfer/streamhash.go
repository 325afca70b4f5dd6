package transfer

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"hash"
	"io"
	"sync"
)

// streamHash computes the SHA-256 of a file from the bytes as they are sent, range by range, so that what came out can
// be compared with what went in while the file is read once. A range that is sent again counts once. If the ranges do
// not meet there is no sum, and the file is read again for it.
type streamHash struct {
	file io.ReaderAt

	mu      sync.Mutex
	settled hash.Hash // of the bytes below at, which the server has answered for
	at      int64
	current hash.Hash // and of those of the range on its way, up to end
	end     int64
	broken  bool
}

func newStreamHash(file io.ReaderAt) *streamHash {
	return &streamHash{file: file, settled: sha256.New()}
}

// ReadAt reads for a request, and takes note of the bytes. A range is read from its start to its end, each time it is
// sent.
func (s *streamHash) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.file.ReadAt(p, off)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.broken:
	case off == s.at:
		s.current, s.end = cloneHash(s.settled), off
		s.note(p[:n])
	case s.current != nil && off == s.end:
		s.note(p[:n])
	default:
		s.broken = true
	}
	return n, err
}

func (s *streamHash) note(p []byte) {
	_, _ = s.current.Write(p) // a hash never fails
	s.end += int64(len(p))
}

// taken settles the range up to next, where the server goes on.
func (s *streamHash) taken(next int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.broken || next == s.at:
	case s.current != nil && next == s.end:
		s.settled, s.at, s.current = s.current, next, nil
	default:
		s.broken = true
	}
}

// soFar is how many bytes the server has answered for, and their SHA-256, if all of them came by in order.
func (s *streamHash) soFar() (length int64, sum string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return 0, "", false
	}
	return s.at, hex.EncodeToString(s.settled.Sum(nil)), true
}

// begin reads the first bytes, which an earlier upload sent, and returns their SHA-256.
func (s *streamHash) begin(length int64) (string, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(s.file, 0, length)); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settled, s.at, s.current, s.end, s.broken = hash, length, nil, 0, false
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// read is the SHA-256 of the first bytes, if all of them were read in order, answered for or not.
func (s *streamHash) read(length int64) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	read, end := s.current, s.end
	if read == nil {
		read, end = s.settled, s.at
	}
	if s.broken || end != length {
		return "", false
	}
	return hex.EncodeToString(read.Sum(nil)), true
}

// sum is the SHA-256 of a file of this many bytes, if all of them came by in order.
func (s *streamHash) sum(total int64) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken || s.at != total {
		return "", false
	}
	return hex.EncodeToString(s.settled.Sum(nil)), true
}

// cloneHash copies a hash in the middle of its work, as the standard library's can be.
func cloneHash(h hash.Hash) hash.Hash {
	clone := sha256.New()
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	if err == nil {
		err = clone.(encoding.BinaryUnmarshaler).UnmarshalBinary(state)
	}
	if err != nil {
		panic(err) // SHA-256 of the standard library does neither
	}
	return clone
}
