package spool

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSweepLeavesWhatIsNeededAndTheRestOfTheFolder(t *testing.T) {
	state := t.TempDir()
	s := In(state)
	if err := s.Sweep(nil); err != nil {
		t.Fatalf("sweeping before there is anything: %v", err)
	}
	needed, orphan := create(t, s, "Photos.zip"), create(t, s, "Photos.zip")
	other := filepath.Join(state, "queue.journal")
	if err := os.WriteFile(other, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Sweep([]string{needed, other}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{needed: true, orphan: false, other: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: there %v, want %v", path, err == nil, want)
		}
	}
}

func TestRemoveDeletesNothingOutside(t *testing.T) {
	state := t.TempDir()
	s := In(state)
	mine := create(t, s, "a.png")
	theirs := filepath.Join(state, "a.png")
	if err := os.WriteFile(theirs, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{theirs, filepath.Join(state, "spool"), filepath.Join(state, "spool", "..", "a.png"), mine} {
		if err := s.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(theirs); err != nil {
		t.Errorf("a file of the person's is gone: %v", err)
	}
	if _, err := os.Stat(mine); !os.IsNotExist(err) {
		t.Errorf("the spooled file is still there: %v", err)
	}
}

func create(t *testing.T, s Spool, name string) string {
	t.Helper()
	file, err := s.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

func TestFilesThatAnotherProgramWroteGetFoldersOfTheirOwn(t *testing.T) {
	s := In(t.TempDir())
	folder, err := s.Folder()
	if err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "secret")
	for _, path := range []string{filepath.Join(folder, "a.txt"), filepath.Join(folder, "b", "a.txt"), outside} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(filepath.Base(filepath.Dir(path))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(folder, "link")); err != nil {
		t.Log("no links here:", err)
	}
	taken, err := s.Take(folder, func(name string) string { return "safe " + name })
	if err != nil || len(taken) != 2 {
		t.Fatalf("taken are %q, %v", taken, err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the folder stays: %v", err)
	}
	if err := s.Remove(taken[0]); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(taken[1]); err != nil || string(data) != "b" || filepath.Base(taken[1]) != "safe a.txt" {
		t.Errorf("the other file is %q of %q, %v", data, taken[1], err)
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
	if _, err := s.Take(filepath.Dir(outside), filepath.Base); err == nil {
		t.Error("files outside the spool are taken")
	}
}
