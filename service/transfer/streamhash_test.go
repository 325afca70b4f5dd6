package transfer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"testing"
)

func TestStreamHashCountsEachRangeOnce(t *testing.T) {
	content := bytes.Repeat([]byte("receipt "), 1000)
	want := sha256.Sum256(content)
	s := newStreamHash(bytes.NewReader(content))
	send := func(from, to int64) {
		if _, err := io.Copy(io.Discard, io.NewSectionReader(s, from, to-from)); err != nil {
			t.Fatal(err)
		}
	}
	send(0, 3000)
	s.taken(3000)
	send(3000, 4500) // broken off
	send(3000, 6000) // and sent again
	s.taken(6000)
	send(6000, 8000)
	if sum, ok := s.sum(8000); ok {
		t.Errorf("a sum before the last answer: %s", sum)
	}
	s.taken(8000)
	if sum, ok := s.sum(8000); !ok || sum != hex.EncodeToString(want[:]) {
		t.Errorf("got %s, %v", sum, ok)
	}
}

func TestStreamHashHasNoSumOfWhatItDidNotSee(t *testing.T) {
	for name, use := range map[string]func(*streamHash){
		"gone on with after a restart": func(s *streamHash) { readRange(s, 4000, 8000); s.taken(8000) },
		"taken only in part":           func(s *streamHash) { readRange(s, 0, 8000); s.taken(5000); readRange(s, 5000, 8000); s.taken(8000) },
	} {
		s := newStreamHash(bytes.NewReader(make([]byte, 8000)))
		use(s)
		if sum, ok := s.sum(8000); ok {
			t.Errorf("%s: %s", name, sum)
		}
	}
}

func readRange(s *streamHash, from, to int64) {
	_, _ = io.Copy(io.Discard, io.NewSectionReader(s, from, to-from)) // a bytes.Reader does not fail
}
