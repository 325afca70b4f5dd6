package simulator

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Running is a stand-in that listens.
type Running struct {
	server      *http.Server
	url         string
	certificate []byte
	cancel      context.CancelFunc
	served      chan struct{}

	closing sync.Mutex // guards closed, so that no call begins once Close waits for the last
	closed  bool
	calls   sync.WaitGroup
}

// enter counts a call in, unless the stand-in is closing.
func (r *Running) enter() bool {
	r.closing.Lock()
	defer r.closing.Unlock()
	if !r.closed {
		r.calls.Add(1)
	}
	return !r.closed
}

func (s *Server) listen(addr string) (net.Listener, error) {
	// Small buffers make a limited rate felt at once: else the first megabytes vanish into them unhindered.
	listening := net.ListenConfig{}
	if s.options().Rate > 0 {
		listening.Control = smallSegments
	}
	listener, err := listening.Listen(context.Background(), "tcp", addr)
	if err != nil {
		return nil, err
	}
	if s.options().Rate > 0 {
		listener = smallBuffers{listener}
	}
	return listener, nil
}

// Start listens on addr, such as "127.0.0.1:0" for any free port.
func (s *Server) Start(addr string) (*Running, error) {
	listener, err := s.listen(addr)
	if err != nil {
		return nil, err
	}
	return s.Serve(listener), nil
}

// StartTLS is Start for https, with HTTP/2 for clients that ask for it. The certificate is made for this run;
// Running.Certificate is what a client has to trust. names are further host names it is good for.
func (s *Server) StartTLS(addr string, names ...string) (*Running, error) {
	listener, err := s.listen(addr)
	if err != nil {
		return nil, err
	}
	certificate, inPEM, err := newCertificate(time.Now(), names)
	if err != nil {
		listener.Close()
		return nil, err
	}
	r := s.newRunning("https://" + listener.Addr().String())
	r.certificate = inPEM
	r.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	r.begin(func() error { return r.server.ServeTLS(listener, "", "") })
	return r, nil
}

// Serve answers on a listener of the caller's, which need not be of the network. Close closes it.
func (s *Server) Serve(listener net.Listener) *Running {
	r := s.newRunning("http://" + listener.Addr().String())
	r.begin(func() error { return r.server.Serve(listener) })
	return r
}

func (s *Server) newRunning(url string) *Running {
	ctx, cancel := context.WithCancel(context.Background())
	r := &Running{url: url, cancel: cancel, served: make(chan struct{})}
	r.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			if !r.enter() {
				panic(http.ErrAbortHandler)
			}
			defer r.calls.Done()
			s.ServeHTTP(w, request)
		}),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // connections cut by faults are no news
	}
	return r
}

func (r *Running) begin(serve func() error) {
	go func() {
		defer close(r.served)
		serve() // ends with http.ErrServerClosed, by Close
	}()
}

// Certificate is what a client of StartTLS has to trust, in PEM. It is nil after Start.
func (r *Running) Certificate() []byte { return r.certificate }

// URL is the root of sign-in and Graph: "http://127.0.0.1:41234".
func (r *Running) URL() string { return r.url }

// Close ends all connections at once, slow answers included, and waits until nothing of them runs on.
func (r *Running) Close() {
	r.closing.Lock()
	r.closed = true
	r.closing.Unlock()
	r.cancel()
	r.server.Close()
	<-r.served
	r.calls.Wait()
}

// smallBuffers is a listener whose connections buffer little of what comes in.
type smallBuffers struct{ net.Listener }

func (l smallBuffers) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetReadBuffer(32 << 10)
		tcp.SetWriteBuffer(32 << 10)
	}
	return conn, err
}
