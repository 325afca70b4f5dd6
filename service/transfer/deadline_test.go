package transfer_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
	"taskdrop/service/simulator/relay"
	"taskdrop/service/transfer"
)

// overRelay puts a line between the queue and the stand-in, in virtual time.
func (w *world) overRelay(opts relay.Options) *relay.Relay {
	w.t.Helper()
	near, far := newPipeListener(), newPipeListener()
	running := w.server.Serve(far)
	opts.Dial = far.dial
	line := relay.Serve(near, opts)
	slots := graph.NewSlotTransport(&http.Transport{
		DialContext:           func(ctx context.Context, _, _ string) (net.Conn, error) { return near.dial(ctx) },
		ResponseHeaderTimeout: 150 * time.Second, MaxIdleConnsPerHost: 8, WriteBufferSize: 64 << 10,
	})
	mailbox, err := graph.New(graph.Config{Graph: "http://127.0.0.1:1", Tokens: w.tokens, HTTP: &http.Client{Transport: slots}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.signInAs(mailbox)
	w.t.Cleanup(func() {
		slots.CloseIdleConnections()
		line.Close()
		running.Close()
	})
	return line
}

// goesOn is how long after a moment the first range came that the stand-in took.
func (w *world) goesOn(since time.Time) time.Duration {
	for _, r := range w.server.Requests() {
		if r.Call == simulator.CallPutRange && r.Status/100 == 2 && r.Start.After(since) {
			return r.Start.Sub(since)
		}
	}
	return time.Hour
}

// TestALineThatFallsSilent: the file goes on within 20 s, in whatever range the silence came, although the server
// still waits for the range that was swallowed.
func TestALineThatFallsSilent(t *testing.T) {
	for _, refuses := range []int{http.StatusConflict, http.StatusRequestedRangeNotSatisfiable} {
		for _, after := range []time.Duration{300 * time.Millisecond, 2 * time.Second, 6 * time.Second, 10 * time.Second} {
			t.Run(fmt.Sprint(refuses, " after ", after), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, simulator.Options{SecondPutStatus: refuses})
					line := w.overRelay(relay.Options{Rate: 1_000_000, Window: 200_000, Delay: 20 * time.Millisecond})
					path := w.file("film.mp4", 10_000_000)
					w.add(path)
					time.Sleep(after)
					line.Silence()
					silent := time.Now()
					w.settle()
					if took := w.goesOn(silent); took > 20*time.Second {
						t.Errorf("goes on %s after the silence", took)
					}
					w.attachedOnce(path)
				})
			})
		}
	}
}

// TestASilenceAfterTheLastByte: all bytes have left when the line falls silent. Whatever becomes of them, the file
// hangs on the task once: also if the server attaches it late, while it is sent anew.
func TestASilenceAfterTheLastByte(t *testing.T) {
	for _, late := range []time.Duration{0, 14 * time.Second, 21 * time.Second, 40 * time.Second} {
		t.Run(late.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{})
				line := w.overRelay(relay.Options{Rate: 100_000, Window: 400_000, Delay: 20 * time.Millisecond})
				path := w.file("film.mp4", transfer.RangeSize+50_000)
				w.add(path)
				for w.calls(simulator.CallPutRange) < 1 {
					time.Sleep(10 * time.Millisecond)
				}
				time.Sleep(300 * time.Millisecond) // of the 500 ms that the last range takes
				line.Silence()
				silent := time.Now()
				if late > 0 {
					time.AfterFunc(late, func() { w.attachByHand(path) })
				}
				w.settle()
				if took := w.goesOn(silent); took > 30*time.Second && late == 0 {
					t.Errorf("goes on %s after the silence", took)
				}
				w.server.ExpireSessions() // that of a file that was attached by hand
				w.attachedOnce(path)
			})
		})
	}
}

// attachByHand attaches a file as the server does that finishes an upload late.
func (w *world) attachByHand(path string) {
	content, err := os.ReadFile(path)
	if err == nil {
		_, err = w.server.AddAttachment(w.task.TaskID, filepath.Base(path), "", content)
	}
	if err != nil {
		w.t.Error(err)
	}
}
