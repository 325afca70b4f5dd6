package tokenstore

import (
	"testing"
)

func TestMACNoticesEachChange(t *testing.T) {
	folder, ring := t.TempDir(), &memoryKeyring{}
	store := newStore(folder, ring)
	_, err := store.MAC(t.Context(), "journal")
	wantError(t, err, ErrNoFile)
	mustSave(t, store, entry("mia", "token"))
	mac := func(s *Store[saved], purpose string) MAC {
		t.Helper()
		m, err := s.MAC(t.Context(), purpose)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	journal, data := mac(store, "journal"), []byte("send /home/mia/report.pdf")
	tag := journal.Sum(data)
	mustSave(t, store, entry("jo", "another")) // the file changes, its key does not
	if again := mac(newStore(folder, ring), "journal"); !again.Verify(data, tag) {
		t.Error("the next start does not know its own tag")
	}
	for i := range data {
		changed := append([]byte{}, data...)
		changed[i] ^= 1
		if journal.Verify(changed, tag) {
			t.Errorf("byte %d was changed unnoticed", i)
		}
	}
	for name, wrong := range map[string]bool{
		"another purpose": mac(store, "settings").Verify(data, tag),
		"no tag":          journal.Verify(data, nil),
		"half a tag":      journal.Verify(data, tag[:16]),
		"no key":          MAC{}.Verify(data, MAC{}.Sum(data)),
	} {
		if wrong {
			t.Errorf("%s vouches for it", name)
		}
	}
	_, err = newStore(folder, &memoryKeyring{}).MAC(t.Context(), "journal")
	wantError(t, err, ErrNoKey)
}
