// Package awake keeps the computer from falling asleep while files are sent. It takes a lock of logind and of the
// desktop on Linux, sets the execution state of a thread on Windows, runs caffeinate on macOS, and does nothing
// elsewhere. The screen may go dark and lock as always, if the system can tell the two apart. Every lock ends with
// the program, however it ends.
//
// A computer that cannot be kept awake is a debug line in the log, and no error: an upload that sleep cuts off goes
// on afterwards.
package awake

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// answerTime is how long one bus may take to be reached and to answer all that it is asked.
	answerTime = 5 * time.Second
	// closingTime is how long Close waits until the computer may sleep again. When the program ends the system lets
	// it.
	closingTime = time.Second
)

// Keeper keeps the computer awake between Hold and Release. Its methods may be called from any goroutine.
//
// One goroutine talks to the system. It exists while something is held or under way.
type Keeper struct {
	log         *slog.Logger
	answerTime  time.Duration
	closingTime time.Duration

	mu     sync.Mutex
	held   *hold         // what is to be held now, nil after Release
	ended  chan struct{} // closed when the goroutine ends, nil while there is none
	closed bool
}

// hold is the time from one Hold to its Release.
type hold struct {
	released context.Context
	release  context.CancelFunc
	reason   string
}

// New returns a keeper that holds nothing yet. A nil logger means no log.
func New(logger *slog.Logger) *Keeper {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Keeper{log: logger, answerTime: answerTime, closingTime: closingTime}
}

// Hold keeps the computer awake until Release, and returns at once. The system shows the reason in its list of what
// keeps it awake, for example "Files are being attached". While something is held, and after Close, Hold does
// nothing.
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

// Release lets the computer sleep again, and returns at once. It also ends a Hold that still waits for the system.
// While nothing is held it does nothing.
func (k *Keeper) Release() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.releaseLocked()
}

// Close releases what is held and ends the keeper. It waits a second at most until the computer may sleep again.
func (k *Keeper) Close() {
	k.mu.Lock()
	k.closed = true
	k.releaseLocked()
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

// releaseLocked ends the current hold.
func (k *Keeper) releaseLocked() {
	if k.held != nil {
		k.held.release()
		k.held = nil
	}
}

// run carries out one hold after another, and ends if there is none. A hold that was released meanwhile is skipped.
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

// next returns the current hold. If there is none, the goroutine ends, and the next Hold starts another.
func (k *Keeper) next() *hold {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held == nil {
		close(k.ended)
		k.ended = nil
	}
	return k.held
}
