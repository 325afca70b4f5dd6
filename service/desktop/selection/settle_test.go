package selection

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

func TestFilesAreWholeOnceNothingChanges(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		go func() {
			for i := range 6 { // slower than a look, faster than a verdict
				time.Sleep(time.Second)
				if err := os.WriteFile(filepath.Join(folder, "a.bin"), make([]byte, i), 0o600); err != nil {
					t.Error(err)
				}
			}
		}()
		begun := time.Now()
		if err := Settle(t.Context(), folder); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took < 7*time.Second || took > 10*time.Second {
			t.Errorf("a file that is written for 6 s is taken after %v", took)
		}
		if info, err := os.Stat(filepath.Join(folder, "a.bin")); err != nil || info.Size() != 5 {
			t.Errorf("it is taken before it is whole: %v, %v", info, err)
		}
	})
}

// Firefox makes an empty file, says that it has saved, and then begins to load.
func TestAnEmptyFileMayOnlyHaveBegun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lake.png")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		go func() {
			time.Sleep(8 * time.Second)
			if err := os.WriteFile(path, []byte("pixels"), 0o600); err != nil {
				t.Error(err)
			}
		}()
		if err := Settle(t.Context(), filepath.Dir(path)); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != "pixels" {
			t.Errorf("it is taken with %q in it, %v", data, err)
		}
	})
}

// TestAnEmptyFileIsTakenInTheEnd: some files are empty.
func TestAnEmptyFileIsTakenInTheEnd(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		if err := Settle(t.Context(), folder); err != nil {
			t.Error(err)
		}
	})
}

func TestAFileThatNeverComesEndsTheWait(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		if err := Settle(t.Context(), folder); !errors.Is(err, ErrSilent) {
			t.Errorf("it ends with %v", err)
		}
		if took := time.Since(begun); took > 2*time.Minute {
			t.Errorf("it ends after %v", took)
		}
	})
}

func TestAWaitForFilesIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Settle(ctx, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
}
