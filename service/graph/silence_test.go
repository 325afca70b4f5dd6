package graph_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator/relay"
)

// inMemory is a listener and the way to it, in memory.
type inMemory struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newInMemory() *inMemory {
	return &inMemory{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (m *inMemory) Accept() (net.Conn, error) {
	select {
	case conn := <-m.conns:
		return conn, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

func (m *inMemory) Close() error   { m.once.Do(func() { close(m.closed) }); return nil }
func (m *inMemory) Addr() net.Addr { return &net.TCPAddr{} }

func (m *inMemory) dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case m.conns <- far:
		return near, nil
	case <-m.closed:
		return nil, errors.New("nobody listens")
	}
}

// overRelay runs test in virtual time with a client whose line to the server is a relay, over HTTP/1.1 in the clear or
// over HTTP/2 with TLS.
func overRelay(t *testing.T, http2 bool, serve http.HandlerFunc, test func(t *testing.T, c *graph.Client, root string, line *relay.Relay)) {
	t.Helper()
	certified := httptest.NewTLSServer(nil) // for its certificate alone; outside the bubble, as it is a real server
	defer certified.Close()
	trusted := certified.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	synctest.Test(t, func(t *testing.T) {
		near, far := newInMemory(), newInMemory()
		server := &http.Server{Handler: serve, ErrorLog: log.New(io.Discard, "", 0)}
		root, listener := "http://127.0.0.1:1", net.Listener(far)
		if http2 {
			root = "https://example.com"
			server.TLSConfig = &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}}
			listener = tls.NewListener(far, server.TLSConfig)
			server.Protocols = new(http.Protocols)
			server.Protocols.SetHTTP2(true)
		}
		var running sync.WaitGroup
		running.Go(func() { _ = server.Serve(listener) })
		line := relay.Serve(near, relay.Options{Rate: 1_000_000, Window: 200_000, Delay: 20 * time.Millisecond, Dial: far.dial})
		transport := graph.NewTransport()
		transport.Proxy = nil
		transport.TLSClientConfig.RootCAs = trusted
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn, err := near.dial(ctx)
			if err == nil && http2 {
				conn = newRoomy(conn)
			}
			return conn, err
		}
		slots := graph.NewSlotTransport(transport)
		c, err := graph.New(graph.Config{Graph: root, Tokens: fixed("token"), HTTP: &http.Client{Transport: slots}})
		if err != nil {
			t.Fatal(err)
		}
		test(t, c, root, line)
		time.Sleep(time.Minute) // what still asks has its answer
		slots.CloseIdleConnections()
		line.Close()
		_ = server.Close()
		near.Close()
		running.Wait()
		time.Sleep(time.Hour)
	})
}

// roomy takes every write at once. net/http's HTTP/2 holds a mutex while it writes, and virtual time stands still
// while somebody waits for a mutex.
type roomy struct {
	net.Conn
	parcels chan []byte
	once    sync.Once
	closed  chan struct{}
}

func newRoomy(conn net.Conn) *roomy {
	r := &roomy{Conn: conn, parcels: make(chan []byte, 1<<14), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case p := <-r.parcels:
				if _, err := conn.Write(p); err != nil {
					return
				}
			case <-r.closed:
				return
			}
		}
	}()
	return r
}

func (r *roomy) Write(p []byte) (int, error) {
	select {
	case <-r.closed:
		return 0, net.ErrClosed
	case r.parcels <- bytes.Clone(p):
		return len(p), nil
	}
}

func (r *roomy) Close() error {
	r.once.Do(func() { close(r.closed) })
	return r.Conn.Close()
}

func protocols(t *testing.T, test func(t *testing.T, http2 bool)) {
	for name, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2": true} {
		t.Run(name, func(t *testing.T) { test(t, http2) })
	}
}

// takesRanges answers a range when it has come, after a while.
func takesRanges(after time.Duration, ranges *atomic.Int32) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil || r.Method != http.MethodPut {
			return
		}
		ranges.Add(1)
		time.Sleep(after)
		_, _ = io.WriteString(w, `{"nextExpectedRanges":["3000000-"]}`)
	}
}

func putRange(ctx context.Context, c *graph.Client, root string) error {
	_, err := c.PutRange(ctx, root+"/s", graph.Range{Length: 3_000_000, Total: 6_000_000}, bytes.NewReader(make([]byte, 3_000_000)), nil)
	return err
}

// All four connections fall silent, in the middle of an upload or after it. Each is given up soon, and new ones are
// used. What was cut off within its body was certainly not carried out.
func TestSilenceIsNoticed(t *testing.T) {
	for name, at := range map[string]time.Duration{
		"at once": 300 * time.Millisecond, "within the body": 6 * time.Second, "before the answer": 20 * time.Second,
	} {
		t.Run(name, func(t *testing.T) {
			protocols(t, func(t *testing.T, http2 bool) {
				var ranges atomic.Int32
				overRelay(t, http2, takesRanges(30*time.Second, &ranges), func(t *testing.T, c *graph.Client, root string, line *relay.Relay) {
					began := time.Now()
					time.AfterFunc(at, line.Silence)
					var uploads sync.WaitGroup
					for range 4 {
						uploads.Go(func() {
							err := putRange(t.Context(), c, root)
							var e *graph.Error
							if !errors.As(err, &e) || e.Unknown() != (name == "before the answer") || !e.Transient() || !graph.DeadLine(err) {
								t.Errorf("got %v: want to know what may have come of it, and why", err)
							}
							if took := time.Since(began) - at; took > 15*time.Second {
								t.Errorf("given up %v after the silence", took)
							}
							if err := putRange(t.Context(), c, root); err != nil {
								t.Errorf("on a new connection: %v", err)
							}
						})
					}
					uploads.Wait()
				})
			})
		})
	}
}

// A read finds its connection dead, and is answered over another one without anybody's doing.
func TestReadsGoOnAfterSilence(t *testing.T) {
	protocols(t, func(t *testing.T, http2 bool) {
		answers := func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, `{"id":"L"}`) }
		overRelay(t, http2, answers, func(t *testing.T, c *graph.Client, root string, line *relay.Relay) {
			if _, err := c.List(t.Context(), "L"); err != nil {
				t.Fatal(err)
			}
			if err := putRange(t.Context(), c, root); err != nil {
				t.Fatal(err)
			}
			line.Silence()
			began := time.Now()
			if _, err := c.List(t.Context(), "L"); err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("took %v", took)
			}
		})
	})
}

// A server that is slow, to read or to answer, is waited for.
func TestSlowAnswersAreAwaited(t *testing.T) {
	protocols(t, func(t *testing.T, http2 bool) {
		for name, all := range map[string]bool{"uploads are slow": false, "everything is slow": true} {
			t.Run(name, func(t *testing.T) {
				var ranges atomic.Int32
				slow := takesRanges(100*time.Second, &ranges)
				overRelay(t, http2, func(w http.ResponseWriter, r *http.Request) {
					if all {
						time.Sleep(20 * time.Second)
					}
					slow(w, r)
				}, func(t *testing.T, c *graph.Client, root string, _ *relay.Relay) {
					var uploads sync.WaitGroup
					for range 4 {
						uploads.Go(func() {
							if err := putRange(t.Context(), c, root); err != nil {
								t.Error(err)
							}
						})
					}
					uploads.Wait()
					if got := ranges.Load(); got != 4 {
						t.Errorf("%d ranges were sent, want 4", got)
					}
				})
			})
		}
	})
}

// A connection on which little moves is not silent.
func TestSlowLinesAreKept(t *testing.T) {
	protocols(t, func(t *testing.T, http2 bool) {
		var ranges atomic.Int32
		takes := takesRanges(0, &ranges)
		overRelay(t, http2, func(w http.ResponseWriter, r *http.Request) {
			r.Body = slowly{r.Body}
			takes(w, r)
		}, func(t *testing.T, c *graph.Client, root string, _ *relay.Relay) {
			if err := putRange(t.Context(), c, root); err != nil {
				t.Error(err)
			}
		})
	})
}

// slowly takes a second for each read of io.Copy, 8 KiB.
type slowly struct{ io.ReadCloser }

func (s slowly) Read(p []byte) (int, error) {
	time.Sleep(time.Second)
	return io.ReadFull(s.ReadCloser, p)
}
