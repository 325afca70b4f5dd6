package relay_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator/relay"
)

// pipes are a listener and the way to it, in memory.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.closed:
		return nil, errors.New("nobody listens")
	}
}

// onTheLine runs test in virtual time with a line to a server that echoes.
func onTheLine(t *testing.T, opts relay.Options, test func(line *relay.Relay, connect func() net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		client, server := newPipes(), newPipes()
		var echoes sync.WaitGroup
		echoes.Go(func() {
			for {
				conn, err := server.Accept()
				if err != nil {
					return
				}
				echoes.Go(func() {
					defer conn.Close()
					buffer := make([]byte, 64<<10)
					for {
						n, err := conn.Read(buffer)
						if _, failed := conn.Write(buffer[:n]); err != nil || failed != nil {
							return
						}
					}
				})
			}
		})
		opts.Dial = server.dial
		line := relay.Serve(client, opts)
		test(line, func() net.Conn {
			conn, err := client.dial(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return conn
		})
		line.Close()
		server.Close()
		echoes.Wait()
	})
}

// echo sends n bytes, and returns when they have come back and after what time.
func echo(conn net.Conn, n int) (time.Duration, error) {
	begun := time.Now()
	sent := bytes.Repeat([]byte("line"), n/4)
	failed := make(chan error, 1)
	go func() {
		_, err := conn.Write(sent)
		failed <- err
	}()
	got := make([]byte, len(sent))
	_, err := io.ReadFull(conn, got)
	took := time.Since(begun)
	if err = errors.Join(err, <-failed); err == nil && !bytes.Equal(got, sent) {
		err = errors.New("other bytes came back")
	}
	return took, err
}

func within(t *testing.T, what string, got, least, most time.Duration) {
	t.Helper()
	if got < least || got > most {
		t.Errorf("%s took %v, want %v to %v", what, got, least, most)
	}
}

func TestDelayIsEachWay(t *testing.T) {
	onTheLine(t, relay.Options{Delay: 50 * time.Millisecond}, func(_ *relay.Relay, connect func() net.Conn) {
		took, err := echo(connect(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		within(t, "a round trip", took, 100*time.Millisecond, 100*time.Millisecond)
	})
}

// A connection carries its window in a round trip, and others do not share it.
func TestWindowIsEachConnections(t *testing.T) {
	onTheLine(t, relay.Options{Delay: 50 * time.Millisecond, Window: 512 << 10}, func(_ *relay.Relay, connect func() net.Conn) {
		var all sync.WaitGroup
		for range 4 {
			conn := connect()
			all.Go(func() {
				took, err := echo(conn, 4<<20)
				if err != nil {
					t.Error(err)
				}
				within(t, "eight windows", took, 700*time.Millisecond, 1000*time.Millisecond)
			})
		}
		all.Wait()
	})
}

func TestRateIsShared(t *testing.T) {
	onTheLine(t, relay.Options{Rate: 1_000_000}, func(_ *relay.Relay, connect func() net.Conn) {
		var all sync.WaitGroup
		begun := time.Now()
		for range 4 {
			conn := connect()
			all.Go(func() {
				if _, err := echo(conn, 500_000); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		within(t, "4 x 500 kB at 1 MB/s", time.Since(begun), 1950*time.Millisecond, 2200*time.Millisecond)
	})
}

// What is silent neither moves nor closes; what connects later works.
func TestSilence(t *testing.T) {
	onTheLine(t, relay.Options{}, func(line *relay.Relay, connect func() net.Conn) {
		old := connect()
		if _, err := echo(old, 1000); err != nil {
			t.Fatal(err)
		}
		line.Silence()
		heard := make(chan error, 1)
		go func() {
			_, err := echo(old, 1000)
			heard <- err
		}()
		if took, err := echo(connect(), 1000); err != nil || took > time.Second {
			t.Errorf("a new connection: %v, %v", took, err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		select {
		case err := <-heard:
			t.Errorf("the silent connection ended: %v", err)
		default:
		}
		line.Cut()
		if err := <-heard; err == nil {
			t.Error("after the cut the silent connection echoed")
		}
	})
}

func TestDown(t *testing.T) {
	onTheLine(t, relay.Options{}, func(line *relay.Relay, connect func() net.Conn) {
		old := connect()
		if _, err := echo(old, 1000); err != nil {
			t.Fatal(err)
		}
		line.Down(5 * time.Second)
		if _, err := echo(old, 1000); err == nil {
			t.Error("what was connected still echoes")
		}
		time.Sleep(4 * time.Second)
		if _, err := echo(connect(), 1000); err == nil {
			t.Error("a connection was made while the line was down")
		}
		time.Sleep(time.Second)
		if _, err := echo(connect(), 1000); err != nil {
			t.Errorf("after that: %v", err)
		}
		if open, ever := line.Connections(); open != 1 || ever != 2 {
			t.Errorf("%d connections open and %d in all, want 1 and 2", open, ever)
		}
	})
}

func TestLoss(t *testing.T) {
	onTheLine(t, relay.Options{Loss: 100_000}, func(_ *relay.Relay, connect func() net.Conn) {
		conn := connect()
		if _, err := echo(conn, 40_000); err != nil {
			t.Fatal(err)
		}
		if _, err := echo(conn, 40_000); err == nil {
			t.Error("160,000 bytes passed")
		}
		if _, err := echo(connect(), 40_000); err != nil {
			t.Errorf("the next connection: %v", err)
		}
	})
}

// Over TCP: an orderly close passes after what was sent, and a reset is a fault.
func TestOverTCP(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		if conn, err := listener.Accept(); err == nil {
			accepted <- conn
		}
	}()
	line, err := relay.New("http://"+listener.Addr().String(), relay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	conn, err := net.Dial("tcp", line.URL()[len("http://"):])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.Write([]byte("all of it"))
	conn.(*net.TCPConn).CloseWrite()
	server := <-accepted
	defer server.Close()
	if got, err := io.ReadAll(server); err != nil || string(got) != "all of it" {
		t.Errorf("the server got %q, %v", got, err)
	}
	line.Cut()
	if _, err := io.ReadAll(conn); err == nil {
		t.Error("a cut line ended in good order")
	}
	if _, err := relay.New("127.0.0.1", relay.Options{}); err == nil {
		t.Error("a target without a port was taken")
	}
}
