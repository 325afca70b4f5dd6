package graph

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"
)

// A dead line is told from a slow server by what moves on it, and never by how long an answer takes (L6):
//
//   - Over HTTP/2 a ping goes out after pingAfter without a frame. A living server answers it, however slow its own
//     answers are. Nothing read, nothing written and nothing acknowledged for deadAfter is therefore a dead line.
//   - HTTP/1.1 has no ping. After doubtAfter without a byte, two HEAD requests without a token go to the host: one on
//     a connection that was made earlier and kept (the probe), one on a new one. If the new one is answered and the
//     kept one is not within probeTime after that, connections from before have died, and the quiet one is ended. If
//     the kept one is answered too, the server is slow; if neither is, the network is not there. Then the request
//     waits on. The kept connection is made soon after an upload has begun, or when another answer takes two seconds:
//     one that is made in the silence can tell nothing.
//   - A connection whose own address this computer no longer has is dead at once.
//
// The bounds together let a request go on within 20 s of the silence: deadAfter, or doubtAfter and probeTime, a tick,
// and up to 6 s in which the engine tries the session it has and then opens a new one.
const (
	vigilTick = time.Second
	// firstLook is when an upload over HTTP/1.1 gets its kept connection: soon, as a silence that comes before can't be
	// told from a slow server, and not for requests that are over in a moment.
	firstLook = vigilTick / 5
	// pingAfter leaves a ping 8 s to be answered before deadAfter, which is time for the 128 KiB that may lie before it
	// (unsentBytes) on a line of 16 kB/s. It is no shorter, so that a slow answer is not asked after every moment.
	pingAfter = 4 * time.Second
	// deadAfter is as short as a pause that a living line makes allows: a change of the radio cell takes some seconds.
	deadAfter = 12 * time.Second
	// doubtAfter and probeTime together are as long as deadAfter. probeTime is beyond three times what any line's round
	// trip was seen to take, as a lost parcel is sent again in that time.
	doubtAfter = 8 * time.Second
	probeTime  = 3 * time.Second
	// probeLasts is how long the fresh request may take before the network counts as not there.
	probeLasts = 15 * time.Second
	// probeWarm is how long the kept connection may rest before a request goes over it, so that neither end closes it.
	probeWarm = 45 * time.Second
	// probeRest is how long an outcome that ends nothing is good for.
	probeRest = 8 * time.Second
)

// vigil looks after one request, from its connection to the end of its answer.
type vigil struct {
	slots  *SlotTransport
	host   string // scheme and host
	upload bool

	mu    sync.Mutex
	line  *line // once the request has begun to go out
	http2 bool
	sent  time.Time // when the request began to go out
	timer *time.Timer
	ended bool
}

func newVigil(slots *SlotTransport, req *http.Request) *vigil {
	v := &vigil{slots: slots, host: req.URL.Scheme + "://" + req.URL.Host, upload: req.ContentLength > smallest}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.timer = time.AfterFunc(firstLook, v.look)
	return v
}

// trace learns which connection carries the request.
func (v *vigil) trace(ctx context.Context) context.Context {
	var found net.Conn
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) { found = got.Conn },
		// Not before: the request may have been held back since (Retry-After), and the connection may have rested.
		WroteHeaders: func() {
			secure, ok := found.(*tls.Conn)
			v.mu.Lock()
			defer v.mu.Unlock()
			v.line, v.sent = lineOf(found), time.Now()
			v.http2 = ok && secure.ConnectionState().NegotiatedProtocol == "h2"
		},
	})
}

// until ends the vigil with the answer's body.
func (v *vigil) until(body io.ReadCloser) io.ReadCloser { return &vigilBody{body, v} }

type vigilBody struct {
	io.ReadCloser
	vigil *vigil
}

func (b *vigilBody) Close() error {
	b.vigil.over()
	return b.ReadCloser.Close()
}

func (v *vigil) over() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ended = true
	v.timer.Stop()
}

// look is called once a tick until the end.
func (v *vigil) look() {
	v.mu.Lock()
	l, http2, sent, ended := v.line, v.http2, v.sent, v.ended
	v.mu.Unlock()
	if ended {
		return
	}
	if l != nil {
		v.judge(l, http2, sent)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.ended {
		v.timer.Reset(vigilTick)
	}
}

// judge ends a line that is known to be dead.
func (v *vigil) judge(l *line, http2 bool, sent time.Time) {
	quiet := min(l.quiet(), time.Since(sent))
	switch {
	case quiet >= 2*vigilTick && v.slots.lacksAddressOf(l):
		v.end(l, "the connection, whose address this computer has no longer,", quiet)
	case http2 && quiet >= deadAfter:
		v.end(l, "the connection, on which no ping is answered,", quiet)
	case http2:
	case quiet < doubtAfter && (v.upload || quiet >= 2*vigilTick):
		v.slots.probe(v.host).keep()
	case quiet < doubtAfter:
	case v.slots.probe(v.host).findsSilence(quiet):
		v.end(l, "the connection, in place of which a new one is answered,", quiet)
	}
}

func (v *vigil) end(l *line, what string, quiet time.Duration) {
	l.end(&StallError{Waiting: what, After: quiet.Round(time.Second), dead: true})
	v.slots.CloseIdleConnections() // they are as old
}

// DeadLine reports whether a request ended because its connection was found dead. That says nothing about the server.
func DeadLine(err error) bool {
	var e *Error
	var stall *StallError
	return errors.As(err, &e) && errors.As(e.Err, &stall) && stall.dead
}

// lacksAddressOf reports whether a line's own address is none of this computer's any more.
func (s *SlotTransport) lacksAddressOf(l *line) bool {
	own, ok := l.LocalAddr().(*net.TCPAddr)
	if !ok || own.IP.IsLoopback() || own.IP.IsUnspecified() {
		return false
	}
	addresses, err := s.addresses()
	if err != nil || len(addresses) == 0 {
		return false
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.Equal(own.IP) {
			return false
		}
	}
	return true
}

// probe is a connection to a host that is kept for one question: do connections from before still move?
type probe struct {
	slots     *SlotTransport
	url       string
	transport *http.Transport

	mu     sync.Mutex
	busy   bool
	used   time.Time // when the kept connection last carried an answer
	silent time.Time // when connections from before were last found dead
	owed   *question // over the kept connection, while it has no answer
	looked time.Time // when the last question ended
}

func (s *SlotTransport) probe(host string) *probe {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.probes[host]
	if p == nil {
		p = &probe{slots: s, url: host + "/", transport: s.copied()}
		s.probes[host] = p
	}
	return p
}

// begin reports whether the caller may use the probe. If so, it calls finish.
func (p *probe) begin(unless func() bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy || unless() {
		return false
	}
	p.busy = true
	return true
}

func (p *probe) finish(answered, silent bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy, p.looked = false, time.Now()
	if answered {
		p.used = p.looked
	}
	if silent {
		p.silent, p.used, p.looked = p.looked, time.Time{}, time.Time{}
	}
}

// keep makes the kept connection, or uses it before it has rested for too long. It may be used in a silence, and would
// not be there afterwards to tell of it: so that is found out here, too.
func (p *probe) keep() {
	if p.begin(func() bool { return time.Since(p.used) < probeWarm || time.Since(p.looked) < probeRest }) {
		go func() { p.finish(p.compare(probeTime)) }()
	}
}

// findsSilence reports whether connections from before were found dead since a line is quiet. If that is not known, it
// starts to find out, and a later call tells.
func (p *probe) findsSilence(quiet time.Duration) bool {
	p.mu.Lock()
	found := time.Since(p.silent) < quiet
	p.mu.Unlock()
	if !found && p.begin(func() bool { return time.Since(p.looked) < probeRest }) {
		go func() { p.finish(p.compare(0)) }()
	}
	return found
}

// question is a request over the kept connection.
type question struct {
	answered chan bool
	cancel   context.CancelFunc
}

// keptQuestion is the one that has no answer yet, or a new one. It outlasts a network that is not there for a while:
// the connection would be closed with it, and another one could tell nothing. old says that its connection was
// answered before.
func (p *probe) keptQuestion() (q *question, old bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.owed == nil {
		ctx, cancel := context.WithTimeout(context.Background(), stallTimeout)
		owed := &question{make(chan bool, 1), cancel}
		go func() {
			defer cancel()
			owed.answered <- ask(ctx, p.transport, p.url)
		}()
		p.owed = owed
	}
	return p.owed, !p.used.IsZero()
}

// settled forgets the question over the kept connection, and gives it up where it has no answer.
func (p *probe) settled(q *question) {
	q.cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.owed = nil
}

// compare asks over the kept connection, and where that has no answer after a time, over a new one. It reports whether
// the kept one is answered, and whether the new one alone is.
func (p *probe) compare(after time.Duration) (answered, silent bool) {
	kept, old := p.keptQuestion()
	patience := time.NewTimer(after)
	defer patience.Stop()
	select {
	case answered = <-kept.answered: // it is answered, or it was closed and a new one took its place
		p.settled(kept)
		return answered, false
	case <-patience.C:
	}
	ctx, cancel := context.WithTimeout(context.Background(), probeLasts)
	defer cancel()
	fresh := p.slots.copied()
	defer fresh.CloseIdleConnections()
	anew := make(chan bool, 1)
	go func() { anew <- ask(ctx, fresh, p.url) }()
	select {
	case answered = <-kept.answered:
		p.settled(kept)
		return answered, false
	case silent = <-anew:
	}
	later := time.NewTimer(probeTime)
	defer later.Stop()
	select {
	case answered = <-kept.answered:
		p.settled(kept)
		return answered, false
	case <-later.C:
		if silent && old {
			p.settled(kept)
		}
		return false, silent && old
	}
}

// ask sends a HEAD without a token, and reports whether any answer came.
func ask(ctx context.Context, over *http.Transport, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return false
	}
	req.Header.Set("User-Agent", "TaskDrop")
	req.Header.Set("client-request-id", guid())
	resp, err := over.RoundTrip(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return true
}
