// Package awake keeps the computer from falling asleep while files are sent, and lets it again at once when they are.
//
// It asks the system for that in the system's own way: a lock of logind and of the desktop on Linux, the execution state
// of a thread on Windows, caffeinate on macOS, nothing elsewhere. The screen may go dark and lock as always where the
// system tells the two apart, and every way ends by itself when the program does, however it ends.
//
// A computer that cannot be kept awake is no reason to disturb a person: it is a debug line in the log, and an upload cut
// off by sleep goes on afterwards.
package awake

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// answerTime is how long one bus may take to be reached and to answer, all questions together.
	answerTime = 5 * time.Second
	// closingTime is how long Close waits until the computer may sleep again. The system sees to it when the program ends.
	closingTime = time.Second
)

// Keeper keeps the computer awake between Hold and Release. Its methods may be called from any goroutine.
//
// Talking to the system is left to one goroutine, which is there only while something is held or under way.
type Keeper struct {
	log         *slog.Logger
	answerTime  time.Duration
	closingTime time.Duration

	mu     sync.Mutex
	held   *hold         // what is to be held now, nil after Release
	ended  chan struct{} // closed when the goroutine ends, nil while there is none
	closed bool
}

// hold is one stretch of time from Hold to Release.
type hold struct {
	released context.Context
	release  context.CancelFunc
	reason   string
}

// New returns a keeper that holds nothing yet. Without a logger it says nothing.
func New(logger *slog.Logger) *Keeper {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Keeper{log: logger, answerTime: answerTime, closingTime: closingTime}
}

// Hold keeps the computer awake until Release. The reason is shown by the system where it lists what keeps it awake, for
// example "Files are being attached". While something is held already, or after Close, it does nothing. It returns at once.
func (k *Keeper) Hold(reason string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held != nil || k.closed {
		return
	}
	released, release := context.WithCancel(context.Background())
	k.held = &hold{released: released, release: release, reason: reason}
	if k.ended == nil {
		k.ended = make(chan struct{})
		go k.run()
	}
}

// Release lets the computer sleep again, also where Hold is still waiting for the system's answer. While nothing is held
// it does nothing. It returns at once.
func (k *Keeper) Release() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.let()
}

// Close releases what is held and ends the keeper. It waits until the computer may sleep again, for a second at most.
func (k *Keeper) Close() {
	k.mu.Lock()
	k.closed = true
	k.let()
	ended := k.ended
	k.mu.Unlock()
	if ended == nil {
		return
	}
	select {
	case <-ended:
	case <-time.After(k.closingTime):
		k.log.Debug("the system has not answered yet whether the computer may sleep again")
	}
}

// let ends the current hold. The caller has locked mu.
func (k *Keeper) let() {
	if k.held != nil {
		k.held.release()
		k.held = nil
	}
}

// run does one hold after the other, and ends when there is none. Those released while it was busy with one before are
// never asked for.
func (k *Keeper) run() {
	for {
		current := k.next()
		if current == nil {
			return
		}
		letGo := k.acquire(current.released, current.reason)
		<-current.released.Done()
		letGo()
	}
}

// next returns what is to be held now. Where that is nothing, the goroutine is over: Hold starts another one.
func (k *Keeper) next() *hold {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held == nil {
		close(k.ended)
		k.ended = nil
	}
	return k.held
}
