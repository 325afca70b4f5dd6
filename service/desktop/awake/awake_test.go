package awake

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// soon is how long a test waits for what must happen, far longer than it takes.
// soon is when what happens at once has happened, on the busiest machine.
const soon = time.Minute

const reason = "Dateien werden angehängt"

// lines is a logger's lines, level and message.
type lines chan string

func (l lines) Enabled(context.Context, slog.Level) bool { return true }
func (l lines) WithAttrs([]slog.Attr) slog.Handler       { return l }
func (l lines) WithGroup(string) slog.Handler            { return l }
func (l lines) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	l <- line
	return nil
}

func (l lines) next(t *testing.T) string {
	t.Helper()
	select {
	case line := <-l:
		return line
	case <-time.After(soon):
		t.Fatal("nothing was logged")
		return ""
	}
}

func newKeeper(t *testing.T) (*Keeper, lines) {
	t.Helper()
	log := make(lines, 1000)
	keeper := New(slog.New(log))
	// Whoever waits for a bus that hangs is told by that from whoever has no time to run.
	keeper.answerTime, keeper.closingTime = 10*soon, 2*soon
	t.Cleanup(keeper.Close)
	return keeper, log
}

// atOnce fails where what a person waits for takes long.
func atOnce(t *testing.T, name string, call func()) {
	t.Helper()
	start := time.Now()
	call()
	if took := time.Since(start); took > soon {
		t.Errorf("%s took %v", name, took)
	}
}

// isIdle reports whether no goroutine of the keeper is left.
func isIdle(k *Keeper) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ended == nil
}

// This asks the system the tests run on.
func TestKeeperOnThisSystem(t *testing.T) {
	keeper, log := newKeeper(t)
	for range 3 {
		atOnce(t, "Release", keeper.Release)
		atOnce(t, "Hold", func() { keeper.Hold(reason) })
		atOnce(t, "Hold", func() { keeper.Hold(reason) })
		atOnce(t, "Release", keeper.Release)
	}
	atOnce(t, "Close", keeper.Close)
	atOnce(t, "Close", keeper.Close)
	if !isIdle(keeper) {
		t.Error("a goroutine is left")
	}
	for range len(log) {
		if line := log.next(t); !strings.HasPrefix(line, "DEBUG ") {
			t.Errorf("a person is told %q", line)
		}
	}
}

func TestNoLogger(t *testing.T) {
	keeper := New(nil)
	keeper.Hold(reason)
	keeper.Close()
}

func TestCloseWithoutHold(t *testing.T) {
	keeper, _ := newKeeper(t)
	atOnce(t, "Close", keeper.Close)
	keeper.Hold(reason)
	if !isIdle(keeper) {
		t.Error("Hold after Close starts a goroutine")
	}
}
