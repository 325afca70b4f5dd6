package graph

import (
	"net"
	"sync"
	"time"
)

// smallWrite is how many bytes say nothing about a line: a ping goes into the buffer of a dead one, too, and the next
// system on the way may acknowledge it.
const smallWrite = 1 << 10

// lineParcel is how many bytes are written at a time. A line that carries 1.4 kB in a second still moves within 12 s.
const lineParcel = 16 << 10

// line is a connection that knows when anything last moved on it.
type line struct {
	net.Conn
	lines *lines
	begun time.Time

	mu    sync.Mutex
	moved time.Time
	acked uint64 // bytes that the other end's system had when that last counted, where this system says so
	ended error  // why it was ended here
}

// lines are the connections that are open.
type lines struct {
	mu   sync.Mutex
	open map[*line]bool
}

func (s *lines) add(conn net.Conn) *line {
	fewUnsent(conn)
	now := time.Now()
	l := &line{Conn: conn, lines: s, begun: now, moved: now}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[*line]bool{}
	}
	s.open[l] = true
	return l
}

// Read implements net.Conn.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	return n, l.note(n > 0, err)
}

// Write implements net.Conn.
func (l *line) Write(p []byte) (int, error) {
	written := 0
	for {
		n, err := l.Conn.Write(p[written:min(len(p), written+lineParcel)])
		written += n
		if err = l.note(n > smallWrite, err); err != nil || written == len(p) {
			return written, err
		}
	}
}

// note keeps whether something moved, and puts the reason of an end made here in place of the error that followed from
// it.
func (l *line) note(moved bool, err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if moved {
		l.moved = time.Now()
	}
	if err != nil && l.ended != nil {
		return l.ended
	}
	return err
}

// Close implements net.Conn.
func (l *line) Close() error {
	l.lines.mu.Lock()
	delete(l.lines.open, l)
	l.lines.mu.Unlock()
	return l.Conn.Close()
}

// quiet is for how long nothing has moved, in either direction.
func (l *line) quiet() time.Duration {
	acked := ackedBytes(l.Conn)
	l.mu.Lock()
	defer l.mu.Unlock()
	if acked > l.acked+smallWrite {
		l.acked, l.moved = acked, time.Now()
	}
	return time.Since(l.moved)
}

// end closes the connection. Whoever uses it learns the reason. What the system still keeps of it is dropped: should
// the line come back, the server would else get the end of a request that was given up (R1).
func (l *line) end(reason error) {
	l.mu.Lock()
	if l.ended == nil {
		l.ended = reason
	}
	l.mu.Unlock()
	if tcp, ok := l.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = l.Close()
}

// lineOf finds the line below TLS, or nil.
func lineOf(conn net.Conn) *line {
	for conn != nil {
		if l, ok := conn.(*line); ok {
			return l
		}
		above, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		conn = above.NetConn()
	}
	return nil
}
