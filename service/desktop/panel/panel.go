// Package panel shows on the desktop's panel, taskbar or dock how far the files are, and finds out whether there is a
// tray. It shows no window and no notification.
//
// On Linux it sends the LauncherEntry signal that Plasma, Ubuntu's dock and others listen to, on Windows it sets the
// taskbar's button. Elsewhere it does nothing, and nothing depends on it.
package panel

import (
	"context"
	"log/slog"
	"math"
	"sync"
	"time"
)

const (
	// pace is the least time between two updates.
	pace = time.Second
	// steps is the number of steps of the progress. A change that cannot be seen is not sent.
	steps = 200
	// answerTime is how long a bus may take to be reached and to answer.
	answerTime = 2 * time.Second
	// closingTime is how long Close waits for the progress to be taken away.
	closingTime = time.Second
)

// State is what the panel shows.
type State struct {
	Visible  bool    // files are on their way
	Progress float64 // 0 to 1
	Urgent   bool    // something has ended that the person has not seen
}

func (s State) coarse() State {
	s.Progress = math.Round(max(0, min(s.Progress, 1))*steps) / steps
	if !s.Visible {
		s.Progress = 0
	}
	return s
}

// link is one system's way to its panel.
type link interface {
	show(State) error
	close()
}

// Panel shows the newest state, once a second at most. Its methods may be called from any goroutine and return at
// once. A goroutine of its own talks to the system; it begins with the first state worth showing.
type Panel struct {
	log  *slog.Logger
	open func(context.Context) (link, error)

	mu      sync.Mutex
	state   State
	window  uintptr
	running bool
	changed chan struct{}
	closing chan struct{}
	closed  bool
	ended   chan struct{}
}

// New returns a panel that shows nothing yet. Without a logger it says nothing.
func New(log *slog.Logger) *Panel {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	p := &Panel{log: log, changed: make(chan struct{}, 1), closing: make(chan struct{}), ended: make(chan struct{})}
	p.open = p.connect
	return p
}

// UseWindow sets the window whose taskbar button is meant: a Windows handle. Other systems do not need it.
func (p *Panel) UseWindow(handle uintptr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.window = handle
	p.startLocked()
}

// Show replaces the state.
func (p *Panel) Show(state State) {
	state = state.coarse()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || state == p.state {
		return
	}
	p.state = state
	p.startLocked()
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// startLocked starts the goroutine once there is something to show, and a window if the system needs one.
func (p *Panel) startLocked() {
	if p.running || p.closed || p.state == (State{}) || wantsWindow && p.window == 0 {
		return
	}
	p.running = true
	go p.run()
}

// Close takes the progress away, and waits for that, for a second at most.
func (p *Panel) Close() {
	p.mu.Lock()
	first := !p.closed
	p.closed = true
	running := p.running
	p.mu.Unlock()
	if first {
		close(p.closing)
	}
	if !running {
		return
	}
	select {
	case <-p.ended:
	case <-time.After(closingTime):
	}
}

func (p *Panel) newest() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// run sends states until the panel is closed. A panel that can't be reached is not asked again.
func (p *Panel) run() {
	defer close(p.ended)
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	to, err := p.open(ctx)
	cancel()
	if err != nil {
		p.log.Debug("nothing here shows progress on a panel", "err", err)
		return
	}
	defer to.close()
	shown := State{}
	show := func(state State) {
		if state == shown {
			return
		}
		if err := to.show(state); err != nil {
			p.log.Debug("could not show the progress", "err", err)
		}
		shown = state
	}
	defer func() { show(State{}) }()
	for {
		select {
		case <-p.closing:
			return
		case <-p.changed:
		}
		show(p.newest())
		select {
		case <-p.closing:
			return
		case <-time.After(pace):
		}
	}
}
