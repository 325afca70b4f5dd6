package graph

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// SlotTransport gives each of a mailbox's four slots a connection of its own to each host, over HTTP/1.1 and HTTP/2,
// with and without a proxy. Requests of two slots therefore never share a connection's window. It also ends
// connections that no longer move (see silence.go).
//
// It is made of one http.Transport, which it copies when a slot is used for the first time. The transport must not
// change after that.
type SlotTransport struct {
	base  *http.Transport
	lines lines

	mu     sync.Mutex
	slots  [maxPasses]*http.Transport
	probes map[string]*probe // by scheme and host

	addresses func() ([]net.Addr, error) // net.InterfaceAddrs, or a test's
}

// NewSlotTransport makes a SlotTransport whose connections are made as base makes them.
func NewSlotTransport(base *http.Transport) *SlotTransport {
	return &SlotTransport{base: base, probes: map[string]*probe{}, addresses: net.InterfaceAddrs}
}

type slotKey struct{}

// withSlot says on which slot's connection a request goes out.
func withSlot(ctx context.Context, slot int) context.Context {
	return context.WithValue(ctx, slotKey{}, slot)
}

// RoundTrip implements http.RoundTripper. A request without a slot takes the first one's connection.
func (s *SlotTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	slot, _ := req.Context().Value(slotKey{}).(int)
	v := newVigil(s, req)
	resp, err := s.slot(slot).RoundTrip(req.WithContext(v.trace(req.Context())))
	if err != nil {
		v.over()
		return nil, err
	}
	resp.Request = req
	resp.Body = v.until(resp.Body)
	return resp, nil
}

// CloseIdleConnections closes every slot's connection that is not in use. http.Client finds it.
func (s *SlotTransport) CloseIdleConnections() {
	s.mu.Lock()
	var all []*http.Transport
	for _, t := range s.slots {
		if t != nil {
			all = append(all, t)
		}
	}
	for _, p := range s.probes {
		all = append(all, p.transport)
	}
	s.mu.Unlock()
	for _, t := range all {
		t.CloseIdleConnections()
	}
}

func (s *SlotTransport) slot(n int) *http.Transport {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots[n] == nil {
		s.slots[n] = s.copied()
	}
	return s.slots[n]
}

// copied is a transport with connections of its own, each of them a *line.
func (s *SlotTransport) copied() *http.Transport {
	t := s.base.Clone()
	dial := t.DialContext
	if dial == nil {
		dial = dialer.DialContext
	}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return s.lines.add(conn), nil
	}
	// A server that lives answers a ping, so that over HTTP/2 something moves at least this often. It is the vigil
	// that judges, as it also sees what goes out: on a slow line a ping waits behind the upload. The transport's own
	// time-out for pings is longer than any wait that a living line was seen to need.
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: time.Minute}
	return t
}
