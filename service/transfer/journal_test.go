package transfer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"taskdrop/service/problem"
)

func openJournal(t *testing.T, dir string) (*Journal, []Record, *problem.Problem) {
	t.Helper()
	j, records, trouble, err := OpenJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j, records, trouble
}

func record(id uint64, name string) Record {
	return Record{ID: id, Path: "/tmp/" + name, Name: name, State: StateQueued}
}

func TestJournalKeepsTheNewestOfEachItem(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	first, second := record(1, "a"), record(2, "b")
	if err := j.Write(first, second); err != nil {
		t.Fatal(err)
	}
	first.Next = 42
	if err := j.Note(first); err != nil {
		t.Fatal(err)
	}
	if err := j.Remove(2); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	_, records, trouble := openJournal(t, dir)
	if trouble != nil || len(records) != 1 || records[0].ID != 1 || records[0].Next != 42 {
		t.Fatalf("got %+v, %v", records, trouble)
	}
}

func TestJournalOfAPowerCutLosesOnlyTheTornLine(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	if err := j.Write(record(1, "a"), record(2, "b")); err != nil {
		t.Fatal(err)
	}
	_ = j.Close()
	path := filepath.Join(dir, journalName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lastLine := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for cut := lastLine; cut < len(whole); cut++ {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		j, records, trouble := openJournal(t, dir)
		if trouble != nil || len(records) != 1 || records[0].Name != "a" {
			t.Fatalf("cut at %d of %d: got %+v, %v", cut, len(whole), records, trouble)
		}
		_ = j.Close()
	}
}

func TestJournalDamagedInTheMiddleIsSetAside(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	if err := j.Write(record(1, "a"), record(2, "b")); err != nil {
		t.Fatal(err)
	}
	_ = j.Close()
	path := filepath.Join(dir, journalName)
	whole, _ := os.ReadFile(path)
	damaged := bytes.Replace(whole, []byte(`"name":"a"`), []byte(`"name":"x"`), 1)
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	j, records, trouble := openJournal(t, dir)
	if len(records) != 0 || !trouble.Of(problem.JournalDamaged) {
		t.Fatalf("got %+v, %v", records, trouble)
	}
	kept, err := os.ReadFile(trouble.Args["File"])
	if err != nil || !bytes.Equal(kept, damaged) {
		t.Fatalf("the damaged journal was not kept: %v", err)
	}
	if err := j.Write(record(3, "c")); err != nil {
		t.Fatalf("the new journal does not work: %v", err)
	}
}

func TestJournalStaysShort(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	r := record(1, strings.Repeat("n", 100))
	for i := range 20_000 {
		r.Next = int64(i)
		if err := j.Note(r); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, journalName))
	if err != nil || info.Size() > 2<<20 {
		t.Fatalf("%d bytes for one item, %v", info.Size(), err)
	}
	_ = j.Close()
	if _, records, _ := openJournal(t, dir); len(records) != 1 || records[0].Next != 19_999 {
		t.Fatalf("got %+v", records)
	}
}

func TestJournalWritersShareFlushes(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	var writers sync.WaitGroup
	for i := range 64 {
		writers.Go(func() {
			if err := j.Write(record(uint64(i+1), fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	_ = j.Close()
	if _, records, _ := openJournal(t, dir); len(records) != 64 {
		t.Fatalf("%d records", len(records))
	}
}

func TestJournalMendsItselfAfterAFailedWrite(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	if err := j.Write(record(1, "a")); err != nil {
		t.Fatal(err)
	}
	_ = j.file.Close() // as good as a full disk: the next write fails
	if err := j.Write(record(2, "b")); err == nil {
		t.Fatal("a write to a closed file succeeded")
	}
	if err := j.Write(record(2, "b")); err != nil {
		t.Fatalf("the journal did not recover: %v", err)
	}
	_ = j.Close()
	if _, records, trouble := openJournal(t, dir); len(records) != 2 || trouble != nil {
		t.Fatalf("got %+v, %v", records, trouble)
	}
}

func FuzzJournalNeverInventsItems(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("00000000 {}\n"))
	line, _ := encodeLine(record(7, "x"))
	f.Add(append(line, '\n'))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, journalName), content, 0o600); err != nil {
			t.Fatal(err)
		}
		j, records, _, err := OpenJournal(dir)
		if err != nil {
			return
		}
		defer j.Close()
		for _, r := range records {
			if line, _ := encodeLine(r); !bytes.Contains(content, []byte(fmt.Sprintf(`"id":%d`, r.ID))) {
				t.Fatalf("record %s is not in the file", line)
			}
		}
	})
}

func TestJournalOnAFullDiskStillShowsWhatItHolds(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	if err := j.Write(record(1, "a")); err != nil {
		t.Fatal(err)
	}
	_ = j.Close()
	blocker := filepath.Join(dir, journalName+".new") // a folder in the way fails a write as a full disk does
	if err := os.Mkdir(blocker, 0o700); err != nil {
		t.Fatal(err)
	}
	j, records, trouble := openJournal(t, dir)
	if len(records) != 1 || !trouble.Of(problem.JournalFailed) {
		t.Fatalf("got %+v, %v", records, trouble)
	}
	if err := j.Write(record(2, "b")); err == nil {
		t.Fatal("a write succeeded although there is no room")
	}
	if err := os.Remove(blocker); err != nil {
		t.Fatal(err)
	}
	if err := j.Write(record(2, "b")); err != nil {
		t.Fatalf("there is room again: %v", err)
	}
	_ = j.Close()
	if _, records, trouble := openJournal(t, dir); len(records) != 2 || trouble != nil {
		t.Fatalf("got %+v, %v", records, trouble)
	}
}
