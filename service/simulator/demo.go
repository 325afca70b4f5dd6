package simulator

import (
	"log/slog"
	"sync"
	"time"
)

// The demo is as slow as an ordinary line, so that a person sees the bars move.
const (
	demoLatency = 60 * time.Millisecond
	demoRate    = 1_500_000 // bytes per second of each connection
)

// Demo is the stand-in behind -demo. It starts once, when it is first asked for.
type Demo struct {
	// Alone says before Start that nobody can see the sign-in page: the stand-in answers it itself.
	Alone bool

	once    sync.Once
	running *Running
	err     error
}

// Start begins to listen on this machine only. url is both the sign-in and the Graph root; later calls return the
// same.
func (d *Demo) Start(log *slog.Logger) (url, clientID string, err error) {
	d.once.Do(func() {
		server := New(Options{Latency: demoLatency, Rate: demoRate, Logger: log, AutoAccept: d.Alone})
		d.running, d.err = server.Start("127.0.0.1:0")
	})
	if d.err != nil {
		return "", "", d.err
	}
	return d.running.URL(), DemoClientID, nil
}

// Close stops what Start started.
func (d *Demo) Close() {
	if d.running != nil {
		d.running.Close()
	}
}
