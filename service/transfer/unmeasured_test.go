package transfer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/problem"
)

func TestAReadThatNeverEndsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		blocked := func() (int, error) { <-release; return 0, nil }
		began := time.Now()
		if _, err := within(t.Context(), blocked); !errors.Is(err, errWithheld) || time.Since(began) != stillness {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errCanceled)
		if _, err := within(ctx, blocked); !errors.Is(err, errCanceled) {
			t.Errorf("a cancel ends in %v", err)
		}
	})
}

func TestContentWithoutAnEndIsRefused(t *testing.T) {
	endless, err := os.Open("/dev/zero")
	if err != nil {
		t.Fatal(err)
	}
	defer endless.Close()
	to, err := os.Create(filepath.Join(t.TempDir(), "copy"))
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	size, err := copyContent(t.Context(), to, endless)
	if !errors.Is(err, errEndless) || size > MaxFileSize+1<<16 {
		t.Errorf("%d bytes, %v", size, err)
	}
}

// A file that is larger than its content, or smaller, is measured by reading it.
func TestEndsWhereItSays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ten")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for size, want := range map[int64]bool{10: true, 0: true, 4: true, 11: false, 4096: false} {
		// Below ten the file has grown since: its size says more now.
		if got, err := endsWhereItSays(t.Context(), file, size); got != want || err != nil {
			t.Errorf("said %d: %v, %v", size, got, err)
		}
	}
}

func TestACopyThatFailsIsSaid(t *testing.T) {
	_, err := openSource(t.Context(), "/proc/version", filepath.Join(t.TempDir(), "not there"))
	var told *problem.Problem
	if !errors.As(err, &told) || !told.Of(problem.CopyFailed) {
		t.Errorf("got %v", err)
	}
}
