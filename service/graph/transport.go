package graph

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// How long each part of a request may take. There is no limit on the whole: a range may be slow as long as it moves
// (C30).
const (
	dialTimeout = 30 * time.Second
	tlsTimeout  = 15 * time.Second
	// headerTimeout is from the last byte sent to the first byte of the answer; the service was seen to take 29 s and
	// more than 60 s (L6).
	headerTimeout = 150 * time.Second
	// stallTimeout is how long a body may stand still, on its way out or in.
	stallTimeout = 120 * time.Second
)

// dialer finds a connection that went while nobody wrote to it within 5+3*3 s, if the other system answers no more.
var dialer = &net.Dialer{
	Timeout:         dialTimeout,
	KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 3 * time.Second, Count: 3},
}

// NewTransport makes the transport a Client uses by itself: TLS 1.2 at least, HTTP/2 where offered, connections kept
// and reused, the environment's proxy, and a bound on every step but not on the whole. Its Proxy and its RootCAs are
// the caller's to change before first use.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, OnProxyConnectResponse: heedProxy,
		DialContext:           dialer.DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:     true,
		TLSHandshakeTimeout:   tlsTimeout,
		ResponseHeaderTimeout: headerTimeout,
		MaxIdleConnsPerHost:   maxPasses,
		MaxConnsPerHost:       2 * maxPasses, // a connection that is being given up may linger beside its successor
		IdleConnTimeout:       90 * time.Second,
		WriteBufferSize:       64 << 10,
		ReadBufferSize:        32 << 10,
	}
}
