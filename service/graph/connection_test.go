package graph

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// countConns counts the connections a server is given.
func countConns(server *httptest.Server) *atomic.Int32 {
	var opened atomic.Int32
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	return &opened
}

// Whatever the answer, its connection is used again; after 503 it is not (C30).
func TestConnectionsAreReused(t *testing.T) {
	status := 200
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodPost {
			rw.Header().Set("Location", "/attachments/A")
			reply(201, `{"contentBytes":"`+strings.Repeat("QUJD", 100_000)+`","id":"A"}`)(rw, r)
			return
		}
		reply(status, `{"id":"x","error":{"code":"c","message":"`+strings.Repeat("m", 100_000)+`"}}`)(rw, r)
	}))
	opened := countConns(server)
	server.Start()
	defer server.Close()
	c, err := New(Config{Graph: server.URL, Tokens: &tokens{}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.http.CloseIdleConnections()
	for _, status = range []int{200, 400, 404, 416, 500, 200} {
		_, _ = c.Task(t.Context(), ref)
		_, _ = c.PutRange(t.Context(), server.URL+"/s", Range{0, 500_000, 500_000}, pattern{500_000}, nil)
		_, _ = c.AttachInline(t.Context(), ref, NewAttachment{Name: "a", Size: 300_000}, pattern{300_000}, nil)
		if body, _, err := c.AttachmentContent(t.Context(), ref, "A"); err == nil {
			_, _ = io.Copy(io.Discard, body)
			body.Close()
		}
	}
	if got := opened.Load(); got != 1 {
		t.Errorf("%d connections, want one", got)
	}
	status = 503
	_, _ = c.Task(t.Context(), ref)
	status = 200
	if _, err := c.Task(t.Context(), ref); err != nil {
		t.Error(err)
	}
	if got := opened.Load(); got != 2 {
		t.Errorf("%d connections after a 503, want two", got)
	}
}

// raw is a server that does with each request what the script says, one step per request, and counts them by their
// headers.
func raw(t *testing.T, steps ...func(conn net.Conn, r *http.Request)) (root string, count *atomic.Int32) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	count = new(atomic.Int32)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				in := bufio.NewReader(conn)
				for {
					r, err := http.ReadRequest(in)
					if err != nil {
						return
					}
					n := int(count.Add(1))
					if n > len(steps) {
						t.Errorf("request %d: %s", n, r.Method)
						return
					}
					steps[n-1](conn, r)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String(), count
}

func answerOK(conn net.Conn, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"x\"}")
}

// No write is ever repeated by itself once the server may have seen some of it: not on a fresh connection and not on a
// kept one, not where the connection breaks before, within and after the body. Once it may have seen all of it, its
// outcome is not known.
func TestWritesAreNeverRepeatedSilently(t *testing.T) {
	breaks := map[string]func(conn net.Conn, r *http.Request){
		"after the headers": func(conn net.Conn, _ *http.Request) { conn.Close() },
		"within the body": func(conn net.Conn, r *http.Request) {
			_, _ = io.CopyN(io.Discard, r.Body, 5)
			conn.Close()
		},
		"after the body": func(conn net.Conn, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			conn.Close()
		},
		"within the answer": func(conn net.Conn, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(conn, "HTTP/1.1 201 Crea")
			conn.Close()
		},
	}
	calls := map[string]func(c *Client, root string) error{
		"create a task": func(c *Client, _ string) error { _, err := c.CreateTask(t.Context(), "L", "t"); return err },
		"attach inline": func(c *Client, _ string) error {
			_, err := c.AttachInline(t.Context(), ref, NewAttachment{Name: "a", Size: 1_000_000}, pattern{1_000_000}, nil)
			return err
		},
		"send a range": func(c *Client, root string) error {
			_, err := c.PutRange(t.Context(), root+"/s", Range{0, 1_000_000, 1_000_000}, pattern{1_000_000}, nil)
			return err
		},
	}
	for where, step := range breaks {
		for what, call := range calls {
			for _, kept := range []bool{false, true} {
				name := what + " " + where
				steps := []func(net.Conn, *http.Request){step}
				if kept {
					name += " on a kept connection"
					steps = []func(net.Conn, *http.Request){answerOK, step}
				}
				t.Run(name, func(t *testing.T) {
					root, count := raw(t, steps...)
					c, err := New(Config{Graph: root, Tokens: &tokens{}})
					if err != nil {
						t.Fatal(err)
					}
					defer c.http.CloseIdleConnections()
					if kept {
						if _, err := c.List(t.Context(), "L"); err != nil {
							t.Fatal(err)
						}
					}
					err = call(c, root)
					var e *Error
					if !errors.As(err, &e) || e.Status != 0 || !e.Transient() {
						t.Errorf("got %v: want no answer", err)
					} else if seen := where == "after the body" || where == "within the answer"; seen && !e.Unknown() {
						t.Errorf("got %v: want an unknown outcome", err)
					}
					if got := int(count.Load()); got != len(steps) {
						t.Errorf("%d requests, want %d", got, len(steps))
					}
					if c.governor.active != 0 {
						t.Error("the pass was not given back")
					}
				})
			}
		}
	}
}

// A kept connection that the server has closed meanwhile costs nothing: the request goes out on a new one.
func TestClosedIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened, count atomic.Int32
		httpClient := pipes(func(conn net.Conn) {
			defer conn.Close()
			if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				count.Add(1)
				answerOK(conn, r)
				time.Sleep(time.Duration(opened.Add(1)) * time.Second) // then it hangs up, without a word
			}
		})
		c, err := New(Config{Graph: "http://localhost:1", Tokens: &tokens{}, HTTP: httpClient})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for range 3 {
			if _, err := c.PutRange(t.Context(), "http://localhost:1/s", Range{0, 1_000_000, 1_000_000}, pattern{1_000_000}, func(n int) { sum += n }); err != nil {
				t.Error(err)
			}
			time.Sleep(10 * time.Second)
		}
		if count.Load() != 3 || sum != 3_000_000 {
			t.Errorf("%d requests, told of %d bytes", count.Load(), sum)
		}
		httpClient.CloseIdleConnections()
	})
}

// An answer that comes before the body is out is taken, and the callback rests once the call has returned.
func TestEarlyAnswer(t *testing.T) {
	taken := make(chan struct{})
	root, _ := raw(t, func(conn net.Conn, r *http.Request) {
		_, _ = io.WriteString(conn, "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
		<-taken // it stays open, unread
	})
	c, err := New(Config{Graph: root, Tokens: &tokens{}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.http.CloseIdleConnections()
	var returned atomic.Bool
	_, err = c.AttachInline(t.Context(), ref, NewAttachment{Name: "a", Size: 20_000_000}, pattern{20_000_000}, func(int) {
		if returned.Load() {
			t.Error("told after the end")
		}
	})
	returned.Store(true)
	close(taken)
	if e := new(Error); !errors.As(err, &e) || e.Status != 413 {
		t.Errorf("got %v", err)
	}
}

func TestOverHTTP2(t *testing.T) {
	var bytes atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("came over %s", r.Proto)
		}
		n, _ := io.Copy(io.Discard, r.Body)
		bytes.Add(n)
		if r.ContentLength != n {
			t.Errorf("%d bytes, announced %d", n, r.ContentLength)
		}
		rw.Header().Set("Location", "/attachments/A")
		rw.WriteHeader(201)
	}))
	opened := countConns(server)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	transport := NewTransport()
	transport.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	c, err := New(Config{Graph: server.URL, Tokens: &tokens{}, HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	defer transport.CloseIdleConnections()
	var workers sync.WaitGroup
	for range 6 {
		workers.Go(func() {
			for range 2 {
				answer, err := c.PutRange(t.Context(), server.URL+"/s", Range{0, 3_276_800, 3_276_800}, pattern{3_276_800}, nil)
				if err != nil || !answer.Done {
					t.Errorf("%+v, %v", answer, err)
				}
			}
		})
	}
	workers.Wait()
	if bytes.Load() != 6*2*3_276_800 {
		t.Errorf("%d bytes", bytes.Load())
	}
	if opened.Load() > maxPasses { // as many as start at once before one of them has shown that it can be shared
		t.Errorf("%d connections", opened.Load())
	}
}

// Over HTTP/2, too, a write that broke off is not repeated by itself.
func TestWritesAreNeverRepeatedOverHTTP2(t *testing.T) {
	for name, cut := range map[string]func(server *httptest.Server){
		"stream":     func(*httptest.Server) { panic(http.ErrAbortHandler) },
		"connection": func(server *httptest.Server) { go server.CloseClientConnections() },
	} {
		t.Run(name, func(t *testing.T) {
			var count atomic.Int32
			var server *httptest.Server
			server = httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				count.Add(1)
				_, _ = io.CopyN(io.Discard, r.Body, 100_000)
				cut(server)
				_, _ = io.Copy(io.Discard, r.Body)
				<-r.Context().Done()
			}))
			server.EnableHTTP2 = true
			server.StartTLS()
			defer server.Close()
			transport := NewTransport()
			transport.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
			c, err := New(Config{Graph: server.URL, Tokens: &tokens{}, HTTP: &http.Client{Transport: transport}})
			if err != nil {
				t.Fatal(err)
			}
			defer transport.CloseIdleConnections()
			_, err = c.AttachInline(t.Context(), ref, NewAttachment{Name: "a", Size: 3_000_000}, pattern{3_000_000}, nil)
			if e := new(Error); !errors.As(err, &e) || e.Status != 0 || !e.Transient() {
				t.Errorf("got %v: want no answer", err)
			}
			if got := count.Load(); got != 1 {
				t.Errorf("%d requests, want one", got)
			}
		})
	}
}

// pipes is a transport over connections in memory, so that time can be virtual.
func pipes(serve func(conn net.Conn)) *http.Client {
	transport := NewTransport()
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go serve(theirs)
		return ours, nil
	}
	return &http.Client{Transport: transport}
}

// Whatever stands still is given up, with a cause that says so; whatever moves, however slowly, is not. What a server
// can't have received whole was not carried out.
func TestStandstills(t *testing.T) {
	tests := map[string]struct {
		serve func(conn net.Conn)
		after time.Duration
		cause bool
	}{
		"body": {func(conn net.Conn) {
			_, _ = io.CopyN(io.Discard, conn, 100_000)
			time.Sleep(time.Hour)
		}, stallTimeout, true},
		"answer": {func(conn net.Conn) {
			r, err := http.ReadRequest(bufio.NewReader(conn))
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			time.Sleep(time.Hour)
		}, headerTimeout, false},
		"rest of the answer": {func(conn net.Conn) {
			r, err := http.ReadRequest(bufio.NewReader(conn))
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
			time.Sleep(time.Hour)
		}, stallTimeout, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				httpClient := pipes(func(conn net.Conn) {
					defer conn.Close()
					test.serve(conn)
				})
				c, err := New(Config{Graph: "http://localhost:1", Tokens: &tokens{}, HTTP: httpClient})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				_, err = c.CreateUploadSession(t.Context(), ref, NewAttachment{Name: strings.Repeat("n", 300_000), Size: 1})
				var e *Error
				if !errors.As(err, &e) || e.Status != 0 || !e.Transient() || e.Unknown() != (name != "body") {
					t.Errorf("got %v, unknown %t", err, e.Unknown())
				}
				var stalled *StallError
				if test.cause && !errors.As(err, &stalled) {
					t.Errorf("the cause of %v is not named", err)
				}
				if took := time.Since(began); took != test.after {
					t.Errorf("given up after %s, want %s", took, test.after)
				}
				idle(t, c.governor)
				time.Sleep(2 * time.Hour)
			})
		})
	}
}

func TestSlowIsNotStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		httpClient := pipes(func(conn net.Conn) {
			defer conn.Close()
			r, err := http.ReadRequest(bufio.NewReaderSize(conn, 16))
			if err != nil {
				return
			}
			for range 5 {
				time.Sleep(100 * time.Second)
				_, _ = io.CopyN(io.Discard, r.Body, 200_000)
			}
			time.Sleep(100 * time.Second)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 34\r\n\r\n")
			for _, piece := range []string{`{"nextExpectedRanges":`, `["1000`, `000`, `"]`} {
				time.Sleep(100 * time.Second)
				_, _ = io.WriteString(conn, piece)
			}
			_, _ = io.WriteString(conn, "}")
			time.Sleep(time.Second)
		})
		c, err := New(Config{Graph: "http://localhost:1", Tokens: &tokens{}, HTTP: httpClient})
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.PutRange(t.Context(), "http://localhost:1/s", Range{0, 1_000_000, 2_000_000}, pattern{2_000_000}, nil)
		if err != nil || got.Next != 1_000_000 {
			t.Errorf("%+v, %v", got, err)
		}
		httpClient.CloseIdleConnections()
		time.Sleep(time.Hour)
		idle(t, c.governor)
	})
}

// A cancelled request is no passing fault, gives its pass back, and names the cause of the cancelling.
func TestCancel(t *testing.T) {
	entered := make(chan struct{}, 1)
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		entered <- struct{}{}
		<-release
	}))
	defer server.Close()
	defer close(release)
	c, err := New(Config{Graph: server.URL, Tokens: &tokens{}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.http.CloseIdleConnections()
	paused := errors.New("paused")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-entered
		cancel(paused)
	}()
	_, err = c.CreateTask(ctx, "L", "t")
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, context.Canceled) || !errors.Is(err, paused) {
		t.Fatalf("got %v", err)
	}
	if e.Transient() || !e.Unknown() {
		t.Errorf("transient %v, unknown %v", e.Transient(), e.Unknown())
	}
	if c.governor.active != 0 {
		t.Error("the pass was not given back")
	}
}

// While the server asks for a pause, with 429 or with 503, nothing is written to it: not by a request that asks for
// its turn, and not by one that had its turn and was still looking for a connection.
func TestNothingIsWrittenInsideRetryAfter(t *testing.T) {
	for _, status := range []string{"429 Too Many Requests", "503 Service Unavailable"} {
		t.Run(status, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var mu sync.Mutex
				var arrivals []time.Duration
				first := true
				httpClient := pipes(func(conn net.Conn) {
					defer conn.Close()
					in := bufio.NewReader(conn)
					for {
						r, err := http.ReadRequest(in)
						if err != nil {
							return
						}
						mu.Lock()
						arrivals = append(arrivals, time.Since(began))
						refuse := first
						first = false
						mu.Unlock()
						if !refuse {
							answerOK(conn, r)
							continue
						}
						_, _ = io.Copy(io.Discard, r.Body)
						time.Sleep(time.Second)
						_, _ = io.WriteString(conn, "HTTP/1.1 "+status+"\r\nRetry-After: 9\r\nContent-Length: 2\r\n\r\n{}")
					}
				})
				transport := httpClient.Transport.(*http.Transport)
				dial := transport.DialContext
				var dials atomic.Int32
				transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
					if dials.Add(1) > 1 {
						time.Sleep(4 * time.Second) // a slow network
					}
					return dial(ctx, network, addr)
				}
				c, err := New(Config{Graph: "http://localhost:1", Tokens: &tokens{}, HTTP: httpClient})
				if err != nil {
					t.Fatal(err)
				}
				var workers sync.WaitGroup
				for n := range 3 {
					workers.Go(func() {
						time.Sleep(time.Duration(n) * 700 * time.Millisecond)
						_, err := c.List(t.Context(), "L")
						if e := new(Error); n == 0 && (!errors.As(err, &e) || e.RetryAfter != 9*time.Second) || n > 0 && err != nil {
							t.Errorf("request %d: %v", n, err)
						}
					})
				}
				workers.Wait()
				if len(arrivals) != 3 || arrivals[1] < 10*time.Second || arrivals[2] < 10*time.Second {
					t.Errorf("requests came after %v", arrivals)
				}
				if c.governor.Governed() != strings.HasPrefix(status, "429") {
					t.Errorf("governed: %v", c.governor.Governed())
				}
				time.Sleep(time.Minute)
				c.http.CloseIdleConnections()
				idle(t, c.governor)
			})
		})
	}
}
