// Package relay is a line between a client and a server with the troubles of real lines: a delay, a shared rate, few
// bytes under way at once, an end in the middle, silence. It knows nothing of what it carries, so that TLS and
// HTTP/2 pass.
//
//	line, err := relay.New(standIn.URL(), relay.Options{Delay: 50 * time.Millisecond, Window: 512 << 10})
//	...
//	defer line.Close()
//	// talk to line.URL() in place of standIn.URL()
//	line.Silence()           // what is connected now never moves nor closes again; new connections work
//	line.Cut()               // what is connected now is reset
//	line.Down(5*time.Second) // as Cut, and for five seconds new connections are reset, too
//
// Serve takes any net.Listener and Options.Dial any way to the server: inside a testing/synctest bubble, both of
// net.Pipe. Every wait is on a timer or on the connections.
//
// A silent connection still swallows what fits into the buffers of the operating system, and the system still
// acknowledges it: only the programs at its ends can notice, by an answer (or an HTTP/2 ping) that does not come.
// TCP's own keep-alive and user time-out see nothing wrong with it.
//
// service/simulator/relay/serve runs one by itself, and takes the same orders on its standard input.
package relay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Options says what the line is like. The zero value carries everything at once.
type Options struct {
	// Delay is how long a byte takes, each way. A round trip takes twice that.
	Delay time.Duration
	// Rate is how many bytes per second all connections carry together, each way. 0 = no limit.
	Rate int64
	// Window is how many bytes of one connection are under way at most, each way: they are until their receiver has
	// had Delay to acknowledge them. It does what congestion and flow control windows do to a fast line with a long
	// delay: a connection carries Window bytes in each round trip. 0 = 16 MiB.
	Window int
	// Loss cuts each connection when it has carried this many bytes, both ways counted. 0 = never.
	Loss int64
	// Dial reaches the server. nil = TCP to New's target.
	Dial func(ctx context.Context) (net.Conn, error)
}

// parcelSize is how much is carried at once: little enough for connections to take turns on a slow line.
const parcelSize = 16 << 10

// Relay carries connections until it is closed. Its methods may be called at any time by anybody.
type Relay struct {
	opts     Options
	listener net.Listener
	url      string
	there    lane // towards the server
	back     lane
	ended    context.Context
	end      context.CancelFunc
	running  sync.WaitGroup
	carried  atomic.Int64 // bytes

	mu        sync.Mutex
	links     map[*link]bool
	count     int
	downUntil time.Time
}

// New listens on a free port of this computer and carries what connects there to target: "127.0.0.1:8080", or a URL
// of which only scheme and host count.
func New(target string, opts Options) (*Relay, error) {
	scheme, host := "", target
	if parsed, err := url.Parse(target); err == nil && parsed.Host != "" {
		scheme, host = parsed.Scheme+"://", parsed.Host
	}
	if _, _, err := net.SplitHostPort(host); err != nil && opts.Dial == nil {
		return nil, fmt.Errorf("relay: the target %q needs a port: %w", target, err)
	}
	if opts.Dial == nil {
		opts.Dial = func(ctx context.Context) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, "tcp", host)
		}
	}
	listening := net.ListenConfig{}
	listener, err := listening.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := Serve(listener, opts)
	r.url = scheme + listener.Addr().String()
	return r, nil
}

// Serve carries what listener accepts to what opts.Dial reaches. Close closes the listener.
func Serve(listener net.Listener, opts Options) *Relay {
	if opts.Window <= 0 {
		opts.Window = 16 << 20
	}
	r := &Relay{opts: opts, listener: listener, url: listener.Addr().String(), links: map[*link]bool{}}
	r.there.rate, r.back.rate = opts.Rate, opts.Rate
	r.ended, r.end = context.WithCancel(context.Background())
	r.running.Go(r.accept)
	return r
}

// URL is New's target with the relay's address in place of the server's.
func (r *Relay) URL() string { return r.url }

// Connections is how many connections are open, and how many were opened in all.
func (r *Relay) Connections() (open, ever int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.links), r.count
}

// Carried is how many bytes have arrived, both ways counted.
func (r *Relay) Carried() int64 { return r.carried.Load() }

// Silence stops all connections that are open now: their bytes no longer move, and neither end hears of the other's
// close. New connections work.
func (r *Relay) Silence() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for l := range r.links {
		l.silence()
	}
}

// Cut resets all connections that are open now, silent ones too.
func (r *Relay) Cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for l := range r.links {
		l.cut()
	}
}

// Down resets all connections that are open now, and for a while also those that are made.
func (r *Relay) Down(d time.Duration) {
	r.mu.Lock()
	r.downUntil = time.Now().Add(d)
	r.mu.Unlock()
	r.Cut()
}

// Close ends everything and waits until nothing runs on.
func (r *Relay) Close() {
	r.end()
	r.listener.Close()
	r.Cut()
	r.running.Wait()
}

func (r *Relay) accept() {
	for {
		near, err := r.listener.Accept()
		if err != nil {
			return
		}
		if r.isDown() {
			reset(near)
			continue
		}
		r.running.Go(func() { r.carry(near) })
	}
}

func (r *Relay) isDown() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Before(r.downUntil)
}

// carry brings one connection to the server and stays until it has ended.
func (r *Relay) carry(near net.Conn) {
	far, err := r.opts.Dial(r.ended)
	if err != nil {
		reset(near)
		return
	}
	smallBuffers(near)
	smallBuffers(far)
	l := &link{near: near, far: far, silent: make(chan struct{}), ended: make(chan struct{}), loss: r.opts.Loss}
	if !r.add(l) {
		l.cut()
		return
	}
	var ways sync.WaitGroup
	ways.Go(func() { r.oneWay(l, near, far, &r.there) })
	ways.Go(func() { r.oneWay(l, far, near, &r.back) })
	ways.Wait()
	l.cut()
	r.mu.Lock()
	delete(r.links, l)
	r.mu.Unlock()
}

// add keeps a connection, unless the line is closed or went down while the server was dialled.
func (r *Relay) add(l *link) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended.Err() != nil || time.Now().Before(r.downUntil) {
		return false
	}
	r.links[l] = true
	r.count++
	return true
}

// parcel is some bytes under way. The last one of a connection has none.
type parcel struct {
	content []byte
	arrives time.Time
}

// oneWay carries bytes from one end of a connection to the other until it is cut or from has closed.
func (r *Relay) oneWay(l *link, from, to net.Conn, shared *lane) {
	underWay := make(chan parcel, 4096)
	free := newWindow(r.opts.Window)
	var arriving sync.WaitGroup
	arriving.Go(func() { r.arrive(l, to, underWay, free) })
	defer arriving.Wait()
	defer close(underWay)
	for {
		room := free.take(parcelSize, l.ended)
		content := make([]byte, room)
		n, err := from.Read(content)
		free.give(room - n)
		if l.isSilent() {
			<-l.ended
			return
		}
		if n > 0 {
			if !sleepUntil(shared.departure(n), l.ended) {
				return
			}
			if !l.send(underWay, parcel{content[:n], time.Now().Add(r.opts.Delay)}) {
				return
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			l.send(underWay, parcel{nil, time.Now().Add(r.opts.Delay)})
			return
		case err != nil:
			l.cut()
			return
		}
	}
}

// arrive hands over what has been under way for long enough.
func (r *Relay) arrive(l *link, to net.Conn, underWay <-chan parcel, free *window) {
	for p := range underWay {
		if !sleepUntil(p.arrives, l.ended) {
			continue // cut: what was under way is lost
		}
		if l.isSilent() {
			<-l.ended
			continue
		}
		if p.content == nil {
			closeWriting(to)
			continue
		}
		if _, err := to.Write(p.content); err != nil {
			l.cut()
			continue
		}
		r.carried.Add(int64(len(p.content)))
		acknowledge := func() { free.give(len(p.content)) }
		if r.opts.Delay > 0 {
			time.AfterFunc(r.opts.Delay, acknowledge)
		} else {
			acknowledge()
		}
		l.count(len(p.content))
	}
}

// link is one connection, from the client to the relay and on to the server.
type link struct {
	near, far     net.Conn
	silent, ended chan struct{}

	mu   sync.Mutex
	loss int64 // bytes until it is cut; 0 is never
}

// silence and cut may come again.
func (l *link) silence() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.silent:
	default:
		close(l.silent)
	}
}

func (l *link) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.ended:
	default:
		close(l.ended)
		reset(l.near)
		reset(l.far)
	}
}

func (l *link) isSilent() bool {
	select {
	case <-l.silent:
		return true
	default:
		return false
	}
}

// send puts a parcel under way, and reports whether the connection was still there.
func (l *link) send(underWay chan<- parcel, p parcel) bool {
	select {
	case underWay <- p:
		return true
	case <-l.ended:
		return false
	}
}

// count cuts the connection when it has carried what it may.
func (l *link) count(n int) {
	l.mu.Lock()
	if l.loss == 0 {
		l.mu.Unlock()
		return
	}
	l.loss -= int64(n)
	lost := l.loss <= 0
	l.loss = max(l.loss, 1)
	l.mu.Unlock()
	if lost {
		l.cut()
	}
}

// lane is one way of the line, which all connections share.
type lane struct {
	rate int64

	mu   sync.Mutex
	free time.Time
}

// slack is how much later than planned a parcel may leave without the line losing that time: timers are late, too.
const slack = 5 * time.Millisecond

// departure is when n bytes have left, if they queue up now.
func (l *lane) departure(n int) time.Time {
	now := time.Now()
	if l.rate <= 0 {
		return now
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if earliest := now.Add(-slack); l.free.Before(earliest) {
		l.free = earliest
	}
	l.free = l.free.Add(time.Duration(float64(n) / float64(l.rate) * float64(time.Second)))
	return l.free
}

// window counts how many more bytes of a connection may be under way.
type window struct {
	mu    sync.Mutex
	free  int
	grown chan struct{}
}

func newWindow(size int) *window { return &window{free: size, grown: make(chan struct{}, 1)} }

// take waits for room and takes at most so much. It takes a byte at least, also if the connection has ended.
func (w *window) take(most int, ended <-chan struct{}) int {
	for {
		w.mu.Lock()
		if w.free > 0 {
			taken := min(w.free, most)
			w.free -= taken
			w.mu.Unlock()
			return taken
		}
		w.mu.Unlock()
		select {
		case <-w.grown:
		case <-ended:
			return 1
		}
	}
}

func (w *window) give(n int) {
	w.mu.Lock()
	w.free += n
	w.mu.Unlock()
	select {
	case w.grown <- struct{}{}:
	default:
	}
}

// sleepUntil reports whether the time came before the connection's end.
func sleepUntil(t time.Time, ended <-chan struct{}) bool {
	select {
	case <-ended:
		return false
	default:
	}
	d := time.Until(t)
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ended:
		return false
	}
}

// smallBuffers keeps what the operating system holds of a connection small, beside what the relay has under way
// itself.
func smallBuffers(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetReadBuffer(128 << 10)
		tcp.SetWriteBuffer(128 << 10)
	}
}

// closeWriting tells one end that the other has closed.
func closeWriting(conn net.Conn) {
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
		return
	}
	conn.Close()
}

// reset closes a connection so that its other end sees a fault, and no orderly end.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
