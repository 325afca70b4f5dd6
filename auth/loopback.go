package auth

import (
	"errors"
	"net"
	"strconv"
)

// loopback listens for the browser on both loopback addresses at one port: "localhost" may mean either (C1).
type loopback struct {
	listeners []net.Listener
	port      int
}

// portAttempts is how many ports are tried: a port free on one address can be taken on the other.
const portAttempts = 20

// listenLoopback finds a port that is free on 127.0.0.1 and [::1]. A machine without one of the two gets the other
// alone. If somebody else holds the port on the other address another one is taken, as the browser's answer could end
// up there.
func listenLoopback() (*loopback, error) { return listenBy(net.Listen) }

// listener is net.Listen, or a test's.
type listener func(network, address string) (net.Listener, error)

func listenBy(listen listener) (*loopback, error) {
	var first error
	for range portAttempts {
		l, err := listenOnce(listen)
		if err == nil {
			return l, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

var errPortTaken = errors.New("the port is taken on the other loopback address")

func listenOnce(listen listener) (*loopback, error) {
	v4, err := listen("tcp4", "127.0.0.1:0")
	if err != nil {
		v6, err6 := listen("tcp6", "[::1]:0")
		if err6 != nil {
			return nil, err
		}
		return &loopback{[]net.Listener{v6}, portOf(v6)}, nil
	}
	port := portOf(v4)
	v6, err := listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(port)))
	if err == nil {
		return &loopback{[]net.Listener{v4, v6}, port}, nil
	}
	if hasIPv6(listen) {
		v4.Close()
		return nil, errors.Join(errPortTaken, err)
	}
	return &loopback{[]net.Listener{v4}, port}, nil
}

// hasIPv6 reports whether [::1] works here at all.
func hasIPv6(listen listener) bool {
	probe, err := listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	probe.Close()
	return true
}

func portOf(l net.Listener) int {
	if address, ok := l.Addr().(*net.TCPAddr); ok {
		return address.Port
	}
	return 0
}

// redirect is the redirect URI: always the name, never an address, and no path, as registrations have it (S2).
func (l *loopback) redirect() string { return "http://localhost:" + strconv.Itoa(l.port) }

func (l *loopback) close() {
	for _, listener := range l.listeners {
		listener.Close()
	}
}
