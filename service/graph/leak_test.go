package graph

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// lookAlikes are addresses that a server could name in place of its own; ours tells which of them are still the Graph
// host.
var lookAlikes = map[string]bool{
	"https://graph.microsoft.com/s":                 true,
	"https://GRAPH.Microsoft.com:443/s":             true,
	"https://graph.microsoft.com:8443/s":            false,
	"https://graph.microsoft.com./s":                false, // the same to DNS, but not to a proxy or a certificate
	"https://graph.microsoft.com@evil.example/s":    false,
	"https://mia@graph.microsoft.com/s":             false,
	"https://evil.example#@graph.microsoft.com/s":   false,
	"https://evil.example?@graph.microsoft.com/s":   false,
	"https://evil.example\\@graph.microsoft.com/s":  false,
	"https://graph.microsoft.com.evil.example/s":    false,
	"https://graph.microsoft.com%2eevil.example/s":  false,
	"https://evilgraph.microsoft.com/s":             false,
	"https://graph.microsoft.us/s":                  false,
	"http://graph.microsoft.com/s":                  false,
	"http://graph.microsoft.com:443/s":              false,
	"//evil.example/s":                              false,
	"https:graph.microsoft.com/s":                   false,
	"https://graph\u3002microsoft.com.evil.io/s":    false,
	"https://gr\u0430ph.microsoft.com/s":            false, // a Cyrillic a
	"https://[::ffff:7f00:1]/s":                     false,
	"https://graph.microsoft.com:443@evil.io:443/s": false,
}

// lookout answers every request and tells which ones carried a token where.
type lookout struct {
	answer func(*http.Request) (status int, header http.Header, body string)

	mu     sync.Mutex
	asked  int
	leaked []string
}

func (l *lookout) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	l.mu.Lock()
	l.asked++
	if r.Header.Get("Authorization") != "" && (r.URL.Scheme != "https" || !isGraph(r.URL.Host)) {
		l.leaked = append(l.leaked, fmt.Sprintf("%s %s", r.Method, r.URL))
	}
	l.mu.Unlock()
	status, header, body := l.answer(r)
	return &http.Response{
		StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
	}, nil
}

func isGraph(host string) bool {
	return strings.EqualFold(strings.TrimSuffix(host, ":443"), "graph.microsoft.com") && !strings.Contains(host, "@")
}

func (l *lookout) client(t *testing.T) *Client {
	t.Helper()
	c, err := New(Config{Graph: "https://graph.microsoft.com", Tokens: &tokens{}, HTTP: &http.Client{Transport: l}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (l *lookout) check(t *testing.T, address, way string) {
	t.Helper()
	for _, leak := range l.leaked {
		t.Errorf("%s as %s: the token went with %s", address, way, leak)
	}
}

// Whatever address a server names, the token goes to the Graph host over https, or stays here (C14, C19, C39).
func TestLookAlikesGetNoToken(t *testing.T) {
	for address, ours := range lookAlikes {
		upload := &lookout{answer: func(*http.Request) (int, http.Header, string) {
			return 200, http.Header{}, `{"nextExpectedRanges":["3"],"expirationDateTime":"2026-11-22T12:00:00Z"}`
		}}
		c := upload.client(t)
		_, err := c.PutRange(t.Context(), address, Range{0, 3, 9}, strings.NewReader("abcdefghi"), nil)
		if ours && err != nil {
			t.Errorf("%s as an upload URL: %v", address, err)
		}
		_, _ = c.SessionStatus(t.Context(), address)
		_, _ = c.DeleteSession(t.Context(), address)
		upload.check(t, address, "an upload URL")

		paging := &lookout{answer: func(r *http.Request) (int, http.Header, string) {
			if r.URL.Path == "/v1.0/me/todo/lists" {
				return 200, http.Header{}, fmt.Sprintf(`{"value":[],"@odata.nextLink":%q}`, address)
			}
			return 200, http.Header{}, `{"value":[]}`
		}}
		if _, err := paging.client(t).Lists(t.Context()); ours != (err == nil) || !ours && paging.asked != 1 {
			t.Errorf("%s as a nextLink: %v after %d requests", address, err, paging.asked)
		}
		paging.check(t, address, "a nextLink")

		for _, status := range []int{301, 302, 303, 307, 308} {
			redirect := &lookout{answer: func(r *http.Request) (int, http.Header, string) {
				if r.URL.Path == "/s" {
					return 200, http.Header{}, `{"id":"T"}`
				}
				return status, http.Header{"Location": {address}}, ""
			}}
			c := redirect.client(t)
			_, _ = c.Task(t.Context(), ref)
			followed := redirect.asked
			_, _ = c.CreateTask(t.Context(), "L", "t")
			_, _ = c.PutRange(t.Context(), "https://graph.microsoft.com/x", Range{0, 3, 3}, strings.NewReader("abc"), nil)
			_ = c.DeleteAttachment(t.Context(), ref, "A")
			want := 3
			if ours && status >= 307 {
				want = 6 // says that nothing was done yet, and stays with us
			}
			if writes := redirect.asked - followed; writes != want {
				t.Errorf("%s: %d requests for three writes that are redirected by %d, want %d", address, writes, status, want)
			}
			redirect.check(t, address, fmt.Sprint("a redirect ", status))
		}
	}
}
