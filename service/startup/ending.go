package startup

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// startingTime is how long the toolkit may take to show a window while a script waits (-quit).
	startingTime = 2 * time.Minute
	// endingTime is how long the toolkit may take to end once the window is closed.
	endingTime = 5 * time.Second
)

// Ending makes what became of a run known once, whatever the window's toolkit does at its start or its end: it may
// panic on any goroutine, hang, or end the process by itself.
//
// The outcome is told before the toolkit is asked to end. From then on a crash is none of the program's, and none is
// recorded.
type Ending struct {
	tell func(noWindow error) (status int)
	exit func(status int)
	log  *slog.Logger

	once     sync.Once
	status   int
	begun    atomic.Bool
	started  atomic.Bool
	returned chan struct{}
}

// NewEnding returns an ending that closes what is open and tells the outcome with tell, and ends the process with exit
// if the toolkit does not return. tell runs once; its error is nil unless there was never a window.
func NewEnding(tell func(noWindow error) (status int), exit func(status int), log *slog.Logger) *Ending {
	return &Ending{tell: tell, exit: exit, log: log, returned: make(chan struct{})}
}

// Finish tells the outcome and returns the exit status. Further calls wait for the first and return the same.
func (e *Ending) Finish(noWindow error) int {
	e.begun.Store(true)
	e.once.Do(func() {
		e.status = e.tell(noWindow)
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{}) // it fails for files alone
	})
	return e.status
}

// Run runs the toolkit, which calls started when its window is there and returns when the program is to end. It
// returns the exit status. A panic before the window is there means that none can be shown, a panic after Finish is
// logged, and any other is the program's own.
func (e *Ending) Run(toolkit func(started func())) int {
	noWindow := e.run(toolkit)
	status := e.Finish(noWindow)
	close(e.returned)
	return status
}

func (e *Ending) run(toolkit func(started func())) (noWindow error) {
	defer func() {
		switch cause := recover(); {
		case cause == nil:
		case !e.started.Load():
			noWindow = fmt.Errorf("could not open a window: %v", cause)
		case e.begun.Load():
			e.log.Warn("the window's toolkit failed at its end", "cause", cause)
		default:
			panic(cause)
		}
	}()
	toolkit(func() { e.started.Store(true) })
	return nil
}

// Watch sees to the end, on a goroutine of its own. closed says that the window is closed, and told that the system
// wants the program to end. done says, for a script that waits (-quit), that every file has its outcome; it is nil for
// a person. A script needs nothing more of the toolkit, so the process ends at once then.
func (e *Ending) Watch(done, closed, told <-chan struct{}) {
	var late <-chan time.Time
	if done != nil {
		starting := time.NewTimer(startingTime)
		defer starting.Stop()
		late = starting.C
	}
	for waiting := true; waiting; {
		select {
		case <-e.returned:
			return
		case <-done:
			e.exit(e.Finish(nil))
			return
		case <-late:
			if !e.started.Load() {
				e.exit(e.Finish(errors.New("the window's toolkit did not start in time")))
				return
			}
			late = nil
		case <-closed:
			waiting = false
		case <-told:
			waiting = false
		}
	}
	status := e.Finish(nil)
	if done != nil {
		e.exit(status)
		return
	}
	select {
	case <-e.returned:
	case <-time.After(endingTime):
		e.log.Warn("the window's toolkit did not end by itself")
		e.exit(status)
	}
}
