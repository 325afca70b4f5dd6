package main

import (
	"log/slog"
	"sync"
	"time"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// The demo is as slow as an ordinary line, so that a person sees the bars move.
const (
	demoLatency = 60 * time.Millisecond
	demoRate    = 1_500_000 // bytes per second of each connection
)

// demo is the built-in stand-in for Microsoft To Do, started once when first asked for.
type demo struct {
	once    sync.Once
	running *simulator.Running
	err     error
}

// start begins to listen on this machine only.
func (d *demo) start(log *slog.Logger) (service.Endpoint, error) {
	d.once.Do(func() {
		server := simulator.New(simulator.Options{Latency: demoLatency, Rate: demoRate, Logger: log})
		d.running, d.err = server.Start("127.0.0.1:0")
	})
	if d.err != nil {
		return service.Endpoint{}, d.err
	}
	url := d.running.URL()
	return service.Endpoint{ClientID: simulator.DemoClientID, Login: url, Graph: url}, nil
}

func (d *demo) stop() {
	if d.running != nil {
		d.running.Close()
	}
}
