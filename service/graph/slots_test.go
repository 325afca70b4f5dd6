package graph_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator/relay"
)

// tunnels is an HTTP proxy that knows CONNECT alone, and counts.
type tunnels struct {
	mu     sync.Mutex
	opened int
}

func (p *tunnels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	far, err := net.Dial("tcp", r.Host)
	if r.Method != http.MethodConnect || err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	p.mu.Lock()
	p.opened++
	p.mu.Unlock()
	near, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		_ = far.Close()
		return
	}
	_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
	_, _ = io.Copy(near, bufio.NewReader(far))
	_ = near.Close()
}

func (p *tunnels) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opened
}

// TestEachSlotHasItsConnection: four requests at once have four connections, and the next four have the same, also
// through a proxy.
func TestEachSlotHasItsConnection(t *testing.T) {
	for name, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2": true} {
		for _, proxied := range []bool{false, true} {
			if proxied {
				name += " through a proxy"
			}
			t.Run(name, func(t *testing.T) { fourAtOnce(t, http2, proxied) })
		}
	}
}

func fourAtOnce(t *testing.T, http2, proxied bool) {
	var mu sync.Mutex
	var all sync.WaitGroup
	from := map[string]int{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		from[r.RemoteAddr]++
		mu.Unlock()
		if (r.ProtoMajor == 2) != http2 {
			t.Errorf("spoke %s", r.Proto)
		}
		all.Done()
		all.Wait() // so that all four are under way
		_, _ = io.WriteString(w, `{"id":"L"}`)
	}))
	server.EnableHTTP2 = http2
	server.StartTLS()
	defer server.Close()
	transport := graph.NewTransport()
	transport.Proxy = nil
	transport.TLSClientConfig.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	through := &tunnels{}
	if proxied {
		proxy := httptest.NewServer(through)
		defer proxy.Close()
		address, err := url.Parse(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		transport.Proxy = http.ProxyURL(address)
	}
	slots := graph.NewSlotTransport(transport)
	defer slots.CloseIdleConnections()
	c, err := graph.New(graph.Config{Graph: server.URL, Tokens: fixed("token"), HTTP: &http.Client{Transport: slots}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		all.Add(4)
		var round sync.WaitGroup
		for range 4 {
			round.Go(func() {
				if _, err := c.List(context.Background(), "L"); err != nil {
					t.Error(err)
				}
			})
		}
		round.Wait()
	}
	if len(from) != 4 {
		t.Errorf("eight requests, four at a time, came over %d connections, want 4: %v", len(from), from)
	}
	if n := through.count(); proxied && n != 4 {
		t.Errorf("%d tunnels were opened, want 4", n)
	}
}

// TestAnIdleConnectionStaysWarm: over HTTP/2 a connection that rests still moves, so that nothing on the way forgets
// it, and the next request finds it open.
func TestAnIdleConnectionStaysWarm(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"L"}`) }
	overRelay(t, true, answer, func(t *testing.T, c *graph.Client, _ string, line *relay.Relay) {
		for range 2 {
			if _, err := c.List(t.Context(), "L"); err != nil {
				t.Fatal(err)
			}
			before := line.Carried()
			time.Sleep(80 * time.Second)
			if moved := line.Carried() - before; moved < 10*17 {
				t.Errorf("%d bytes moved while it rested, want those of ten pings at least", moved)
			}
		}
		if _, ever := line.Connections(); ever != 1 {
			t.Errorf("%d connections were opened, want 1", ever)
		}
	})
}
