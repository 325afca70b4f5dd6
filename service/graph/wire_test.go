package graph

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// seen is a request as it came in.
type seen struct {
	Method, URI string
	Header      http.Header
	Length      int64
	Chunked     bool
	Body        []byte
}

// wire is a server that writes down what it is sent and is strict about the things every request must keep.
type wire struct {
	*httptest.Server
	mu   sync.Mutex
	got  []seen
	t    *testing.T
	logs bytes.Buffer
}

var guidPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// newWire answers with handler after reading the whole body, which is put back.
func newWire(t *testing.T, handler http.HandlerFunc) *wire {
	w := &wire{t: t}
	w.Server = httptest.NewUnstartedServer(w.record(handler))
	w.Server.Start()
	t.Cleanup(w.Server.Close)
	return w
}

func (w *wire) record(handler http.HandlerFunc) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		content, err := io.ReadAll(r.Body)
		if err == nil && r.ContentLength >= 0 && int64(len(content)) != r.ContentLength {
			w.t.Errorf("%s %s: %d bytes, announced %d", r.Method, r.RequestURI, len(content), r.ContentLength)
		}
		s := seen{r.Method, r.RequestURI, r.Header, r.ContentLength, len(r.TransferEncoding) > 0, content}
		w.mu.Lock()
		id := s.Header.Get("client-request-id")
		if !guidPattern.MatchString(id) {
			w.t.Errorf("%s %s: client-request-id %q is no GUID", s.Method, s.URI, id)
		}
		for _, earlier := range w.got {
			if earlier.Header.Get("client-request-id") == id && r.Header.Get("Referer") == "" { // else it was redirected
				w.t.Errorf("%s %s: client-request-id is not fresh", s.Method, s.URI)
			}
		}
		if s.Chunked {
			w.t.Errorf("%s %s: chunked", s.Method, s.URI)
		}
		w.got = append(w.got, s)
		w.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(content))
		rw.Header().Set("request-id", "srv-"+id)
		handler(rw, r)
	}
}

func (w *wire) requests() []seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]seen(nil), w.got...)
}

// only is the single request there must have been.
func (w *wire) only() seen {
	w.t.Helper()
	got := w.requests()
	if len(got) != 1 {
		w.t.Fatalf("%d requests, want one: %+v", len(got), got)
	}
	return got[0]
}

// tokens hands out numbered tokens and notes what it was asked.
type tokens struct {
	mu       sync.Mutex
	number   int
	rejected []string
	claims   []string
	err      error // for Token
	renewErr error
}

func (k *tokens) Token(context.Context) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current(), k.err
}

func (k *tokens) current() string { return "secret-token-" + string(rune('a'+k.number)) }

func (k *tokens) Renew(_ context.Context, rejected, claims string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rejected, k.claims = append(k.rejected, rejected), append(k.claims, claims)
	k.number++
	return k.current(), k.renewErr
}

// client makes a Client of the server; what it logs must never hold a token.
func (w *wire) client(change ...func(*Config)) *Client {
	w.t.Helper()
	config := Config{Graph: w.URL, Tokens: &tokens{}, Logger: slog.New(slog.NewTextHandler(&lockedWriter{w: &w.logs}, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, change := range change {
		change(&config)
	}
	c, err := New(config)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		c.http.CloseIdleConnections()
		if logged := w.logs.String(); strings.Contains(logged, "secret") {
			w.t.Errorf("the log holds a secret:\n%s", logged)
		}
	})
	return c
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// reply answers everything alike.
func reply(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var ref = TaskRef{ListID: "L-_=", TaskID: "T/ü="}

const refPath = "/v1.0/me/todo/lists/L-_=/tasks/T%2F%C3%BC="
