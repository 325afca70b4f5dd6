package graph

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestNewRefusesUnsafeRoots(t *testing.T) {
	for root, ok := range map[string]bool{
		"https://graph.microsoft.com":       true,
		"https://graph.microsoft.com/":      true,
		"HTTPS://dod-graph.microsoft.us":    true,
		"http://localhost:8080":             true,
		"http://127.0.0.1:8080":             true,
		"http://[::1]:8080":                 true,
		"http://example.org":                false,
		"http://localhost.example.org":      false,
		"http://127.0.0.1.example.org":      false,
		"ftp://graph.microsoft.com":         false,
		"graph.microsoft.com":               false,
		"":                                  false,
		"https://":                          false,
		"https://me:pw@graph.microsoft.com": false,
		"https://graph.microsoft.com?x=1":   false,
		"https://graph.microsoft.com#x":     false,
	} {
		if _, err := New(Config{Graph: root, Tokens: &tokens{}}); (err == nil) != ok {
			t.Errorf("New(%q): %v", root, err)
		}
	}
	if _, err := New(Config{Graph: "https://graph.microsoft.com", Tokens: &tokens{}, Version: "v2.0"}); err == nil {
		t.Error("an unknown version was taken")
	}
	if _, err := New(Config{Graph: "https://graph.microsoft.com"}); err == nil {
		t.Error("a client without tokens was made")
	}
}

// Every call: what goes over the wire.
func TestCallsOnTheWire(t *testing.T) {
	file := strings.NewReader("0123456789")
	tests := []struct {
		name              string
		answer            http.HandlerFunc
		call              func(ctx context.Context, c *Client) (any, error)
		method, uri, body string
		want              any
	}{
		{"List", reply(200, `{"id":"L","displayName":"Tasks","wellknownListName":"defaultList","isOwner":true,"new":[1]}`),
			func(ctx context.Context, c *Client) (any, error) { return c.List(ctx, "L-_=") },
			"GET", "/v1.0/me/todo/lists/L-_=", "", List{ID: "L", DisplayName: "Tasks", WellknownName: "defaultList", IsOwner: true}},
		{"CreateList", reply(201, `{"id":"L","displayName":"Haus \u0026 Hof"}`),
			func(ctx context.Context, c *Client) (any, error) { return c.CreateList(ctx, `Haus & "Hof"`) },
			"POST", "/v1.0/me/todo/lists", `{"displayName":"Haus & \"Hof\""}`, List{ID: "L", DisplayName: "Haus & Hof"}},
		{"CreateTask", reply(201, `{"id":"T","title":"Steuer","status":"notStarted","importance":"high"}`),
			func(ctx context.Context, c *Client) (any, error) { return c.CreateTask(ctx, ref.ListID, "Steuer") },
			"POST", "/v1.0/me/todo/lists/L-_=/tasks", `{"title":"Steuer"}`, Task{ID: "T", Title: "Steuer", Status: "notStarted", Importance: "high"}},
		{"Task", reply(200, `{"id":"T","title":null,"status":"brandNew","hasAttachments":"yes","dueDateTime":{"dateTime":"2026-11-22T00:00:00.0000000","timeZone":"UTC"},"lastModifiedDateTime":"2026-11-01T10:20:30.1234567Z"}`),
			func(ctx context.Context, c *Client) (any, error) { return c.Task(ctx, ref) },
			"GET", refPath, "", Task{ID: "T", Status: "brandNew", Due: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
				Modified: time.Date(2026, 11, 1, 10, 20, 30, 123456700, time.UTC)}},
		{"Attachment flat", reply(200, `{"id":"A","name":"../a.txt","size":321,"contentType":"text/plain","contentBytes":"QUJD"}`),
			func(ctx context.Context, c *Client) (any, error) { return c.Attachment(ctx, ref, "A=") },
			"GET", refPath + "/attachments/A=", "", Attachment{ID: "A", Name: "../a.txt", Size: 321, ContentType: "text/plain"}},
		{"Attachment wrapped", reply(200, `{"value":{"id":"A","name":"a.txt","size":3}}`),
			func(ctx context.Context, c *Client) (any, error) { return c.Attachment(ctx, ref, "..") },
			"GET", refPath + "/attachments/%2E%2E", "", Attachment{ID: "A", Name: "a.txt", Size: 3}},
		{"DeleteAttachment", reply(204, ""),
			func(ctx context.Context, c *Client) (any, error) { return nil, c.DeleteAttachment(ctx, ref, "A") },
			"DELETE", refPath + "/attachments/A", "", nil},
		{"DeleteAttachment again", reply(404, `{"error":{"code":"ErrorItemNotFound"}}`),
			func(ctx context.Context, c *Client) (any, error) { return nil, c.DeleteAttachment(ctx, ref, "A") },
			"DELETE", refPath + "/attachments/A", "", nil},
		{"AttachInline", reply(201, `{"contentBytes":"MDEyMzQ1Njc4OQ==","id":"A"}`),
			func(ctx context.Context, c *Client) (any, error) {
				return c.AttachInline(ctx, ref, NewAttachment{`a"<>.txt`, "text/plain", 10}, file, nil)
			},
			"POST", refPath + "/attachments", `{"@odata.type":"#microsoft.graph.taskFileAttachment","name":"a\"<>.txt","contentType":"text/plain","contentBytes":"MDEyMzQ1Njc4OQ=="}`, "A"},
		{"AttachInline of nothing", reply(201, `{"id":"A"}`),
			func(ctx context.Context, c *Client) (any, error) {
				return c.AttachInline(ctx, ref, NewAttachment{Name: "a"}, file, nil)
			},
			"POST", refPath + "/attachments", `{"@odata.type":"#microsoft.graph.taskFileAttachment","name":"a","contentBytes":""}`, "A"},
		{"CreateUploadSession", reply(201, `{"uploadUrl":"http://127.0.0.1:9/v1.0/users/m@x/todo/lists/l/tasks/t/attachmentSessions/s","expirationDateTime":"2026-11-22T12:00:00.5Z","nextExpectedRanges":["0-"]}`),
			func(ctx context.Context, c *Client) (any, error) {
				return c.CreateUploadSession(ctx, ref, NewAttachment{"a.png", "image/png", 3483322})
			},
			"POST", refPath + "/attachments/createUploadSession", `{"attachmentInfo":{"attachmentType":"file","name":"a.png","size":3483322,"contentType":"image/png"}}`,
			UploadSession{URL: "http://127.0.0.1:9/v1.0/users/m@x/todo/lists/l/tasks/t/attachmentSessions/s"}}, // an expiry that is over says nothing
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWire(t, test.answer)
			got, err := test.call(t.Context(), w.client())
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			s := w.only()
			if s.Method != test.method || s.URI != test.uri {
				t.Errorf("sent %s %s, want %s %s", s.Method, s.URI, test.method, test.uri)
			}
			if !sameJSON(s.Body, test.body) {
				t.Errorf("sent %s, want %s", s.Body, test.body)
			}
			if s.Header.Get("Authorization") != "Bearer secret-token-a" {
				t.Errorf("Authorization %q", s.Header.Get("Authorization"))
			}
			if test.body != "" && s.Header.Get("Content-Type") != "application/json" {
				t.Errorf("Content-Type %q", s.Header.Get("Content-Type"))
			}
		})
	}
}

func sameJSON(got []byte, want string) bool {
	if want == "" {
		return len(got) == 0
	}
	var a, b any
	if json.Unmarshal(got, &a) != nil || json.Unmarshal([]byte(want), &b) != nil {
		return false
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

func TestUserAndVersion(t *testing.T) {
	w := newWire(t, reply(200, `{"value":[]}`))
	c := w.client(func(config *Config) { config.User, config.Version = "mia@example.com", "beta" })
	if _, err := c.Attachments(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	if got, want := w.only().URI, "/beta/users/mia@example.com/todo/lists/L-_=/tasks/T%2F%C3%BC=/attachments"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
}

// An empty id would name the whole collection.
func TestMissingIDsAreNotSent(t *testing.T) {
	w := newWire(t, reply(204, ""))
	c := w.client()
	for name, call := range map[string]func() error{
		"delete": func() error { return c.DeleteAttachment(t.Context(), ref, "") },
		"list":   func() error { _, err := c.List(t.Context(), ""); return err },
		"task":   func() error { _, err := c.Task(t.Context(), TaskRef{ListID: "l"}); return err },
		"tasks":  func() error { _, err := c.Tasks(t.Context(), "", nil); return err },
	} {
		if call() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if got := w.requests(); len(got) != 0 {
		t.Errorf("sent %+v", got)
	}
}

func TestPaging(t *testing.T) {
	var w *wire
	w = newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "$top=999":
			fmt.Fprintf(rw, `{"value":[{"id":"1","status":"completed"},{"id":"2"},{"title":"no id"},null],"@odata.nextLink":"%s%s?$skip=50&x=a%%2Bb"}`, w.URL, r.URL.Path)
		case "$skip=50&x=a%2Bb":
			fmt.Fprintf(rw, `{"value":[],"@odata.nextLink":"%s%s?$skiptoken=c"}`, w.URL, r.URL.Path)
		case "$skiptoken=c":
			io.WriteString(rw, `{"value":[{"id":"2"},{"id":"3","importance":7}]}`)
		default:
			t.Errorf("asked for %q", r.URL.RawQuery)
		}
	})
	var pages [][]string
	ids := func(tasks []Task) (ids []string) {
		for _, task := range tasks {
			ids = append(ids, task.ID)
		}
		return ids
	}
	all, err := w.client().Tasks(t.Context(), "L", func(page []Task) { pages = append(pages, ids(page)) })
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(ids(all)); got != "[1 2 3]" {
		t.Errorf("tasks %s", got)
	}
	if got := fmt.Sprint(pages); got != "[[1 2] [] [3]]" {
		t.Errorf("pages %s", got)
	}
	if !all[0].Completed() || all[1].Completed() {
		t.Error("completed tasks are told apart wrongly")
	}
}

func TestPagingWithoutTop(t *testing.T) {
	for _, status := range []int{400, 405, 413, 422, 501} {
		pagesWithoutTop(t, status)
	}
}

func pagesWithoutTop(t *testing.T, status int) {
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			reply(status, `{"error":{"code":"invalidRequest"}}`)(rw, r)
			return
		}
		io.WriteString(rw, `{"value":[{"id":"1"}]}`)
	})
	if all, err := w.client().Tasks(t.Context(), "L", nil); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	var asked []string
	for _, s := range w.requests() {
		asked = append(asked, s.URI[strings.Index(s.URI, "tasks"):])
	}
	if want := []string{"tasks?$top=999", "tasks?$top=100", "tasks"}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

func TestListsAskForAHundred(t *testing.T) {
	w := newWire(t, reply(200, `{"value":[{"id":"1","displayName":"Tasks","isShared":true}]}`))
	lists, err := w.client().Lists(t.Context())
	if err != nil || len(lists) != 1 || !lists[0].IsShared {
		t.Fatalf("%+v, %v", lists, err)
	}
	if got := w.only().URI; got != "/v1.0/me/todo/lists?$top=100" {
		t.Errorf("asked for %s", got)
	}
}

// A page that is answered 429 is asked for again, not the whole collection.
func TestPagingGoesOnAfter429(t *testing.T) {
	throttled := false
	var w *wire
	w = newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.RawQuery == "$top=100":
			fmt.Fprintf(rw, `{"value":[{"id":"1"}],"@odata.nextLink":"%s%s?2"}`, w.URL, r.URL.Path)
		case !throttled:
			throttled = true
			rw.Header().Set("Retry-After", "0")
			reply(429, `{"error":{"code":"activityLimitReached"}}`)(rw, r)
		default:
			io.WriteString(rw, `{"value":[{"id":"2"}]}`)
		}
	})
	if lists, err := w.client().Lists(t.Context()); err != nil || len(lists) != 2 {
		t.Errorf("%+v, %v", lists, err)
	}
	if got := len(w.requests()); got != 3 {
		t.Errorf("%d requests, want 3", got)
	}
}

// A page that fails in passing is asked for again, not the whole collection.
func TestPagingGoesOnAfterAFault(t *testing.T) {
	asked := map[string]int{}
	var w *wire
	w = newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		asked[r.URL.RawQuery]++
		switch {
		case r.URL.RawQuery == "$top=100":
			fmt.Fprintf(rw, `{"value":[{"id":"1"}],"@odata.nextLink":"%s%s?2"}`, w.URL, r.URL.Path)
		case asked["2"] == 1:
			reply(503, ``)(rw, r)
		default:
			io.WriteString(rw, `{"value":[{"id":"2"}]}`)
		}
	})
	lists, err := w.client().Lists(t.Context())
	if err != nil || len(lists) != 2 || asked["$top=100"] != 1 || asked["2"] != 2 {
		t.Errorf("%+v, %v after %v", lists, err, asked)
	}
}

func TestPagingDistrusts(t *testing.T) {
	for name, body := range map[string]string{
		"circle":       `{"value":[{"id":"1"}],"@odata.nextLink":"%s/v1.0/me/todo/lists?$top=100"}`,
		"endless":      ``,
		"no link":      `{"value":[],"@odata.nextLink":"::"}`,
		"relative":     `{"value":[],"@odata.nextLink":"/v1.0/me"}`,
		"userinfo":     `{"value":[],"@odata.nextLink":"%s"}`,
		"an object":    `{"value":{"id":"1"}}`,
		"no value":     `{"id":"1"}`,
		"not JSON":     `<html>sign in to the hotel's network</html>`,
		"empty":        ``,
		"another kind": `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			var w *wire
			w = newWire(t, func(rw http.ResponseWriter, r *http.Request) {
				n++
				switch name {
				case "endless":
					fmt.Fprintf(rw, `{"value":[],"@odata.nextLink":"%s/v1.0/me/todo/lists?%d"}`, w.URL, n)
				case "userinfo":
					fmt.Fprintf(rw, body, strings.Replace(w.URL, "http://", "http://evil:pw@", 1))
				case "circle":
					fmt.Fprintf(rw, body, w.URL)
				default:
					io.WriteString(rw, body)
				}
			})
			lists, err := w.client().Lists(t.Context())
			var e *Error
			if !errors.As(err, &e) || lists != nil {
				t.Fatalf("%v, %v: want an *Error", lists, err)
			}
			// A page of something on the way goes away again.
			if page := name == "not JSON" || name == "another kind"; e.Throttled() || e.Missing() || e.Transient() != page {
				t.Errorf("%v passes for something it is not", e)
			}
			if n > maxPages {
				t.Errorf("%d pages", n)
			}
		})
	}
}

// foreign is a server that must never see a token.
func foreign(t *testing.T, handler http.HandlerFunc) *wire {
	w := newWire(t, handler)
	t.Cleanup(func() {
		for _, s := range w.requests() {
			if s.Header.Get("Authorization") != "" || strings.Contains(fmt.Sprint(s.Header), "secret") {
				t.Errorf("%s %s on another host came with the token", s.Method, s.URI)
			}
		}
	})
	return w
}

func TestTokenGoesToOneHostOnly(t *testing.T) {
	t.Run("nextLink", func(t *testing.T) {
		other := foreign(t, reply(200, `{"value":[]}`))
		w := newWire(t, reply(200, `{"value":[],"@odata.nextLink":"`+other.URL+`/v1.0/me/todo/lists"}`))
		var link *PagingError
		if _, err := w.client().Lists(t.Context()); !errors.As(err, &link) {
			t.Errorf("got %v", err)
		}
		if len(other.requests()) != 0 {
			t.Error("the link was followed")
		}
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(fmt.Sprint("redirect ", status), func(t *testing.T) {
			other := foreign(t, reply(200, `{"id":"T"}`))
			w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
				http.Redirect(rw, r, other.URL+"/v1.0/x?secret=1", status)
			})
			c := w.client()
			calls := map[string]func() error{
				"GET":  func() error { _, err := c.Task(t.Context(), ref); return err },
				"POST": func() error { _, err := c.CreateTask(t.Context(), "L", "t"); return err },
				"PUT": func() error {
					_, err := c.PutRange(t.Context(), w.URL+"/s", Range{0, 3, 3}, strings.NewReader("abc"), nil)
					return err
				},
				"DELETE": func() error { return c.DeleteAttachment(t.Context(), ref, "A") },
			}
			for method, call := range calls {
				err := call()
				var redirect *RedirectError
				var e *Error
				if !errors.As(err, &redirect) || !errors.As(err, &e) || e.Status != status {
					t.Errorf("%s: %v", method, err)
					continue
				}
				if e.Transient() || e.Unknown() || strings.Contains(e.Detail(), "secret") {
					t.Errorf("%s: %s", method, e.Detail())
				}
			}
			if len(other.requests()) != 0 {
				t.Error("the redirect was followed")
			}
		})
	}
	t.Run("upload URL", func(t *testing.T) {
		other := foreign(t, reply(200, `{"nextExpectedRanges":["3"],"expirationDateTime":"2026-11-22T12:00:00Z"}`))
		w := newWire(t, reply(500, ""))
		c := w.client()
		at := other.URL + "/upload/secret-1?sig=secret"
		if _, err := c.PutRange(t.Context(), at, Range{0, 3, 9}, strings.NewReader("abcdefghi"), nil); err != nil {
			t.Error(err)
		}
		if _, err := c.SessionStatus(t.Context(), at); err != nil {
			t.Error(err)
		}
		if _, err := c.DeleteSession(t.Context(), at); err != nil {
			t.Error(err)
		}
		for _, s := range other.requests() {
			if s.URI != "/upload/secret-1?sig=secret" {
				t.Errorf("%s %s: another host's URL was changed", s.Method, s.URI)
			}
		}
		if len(other.requests()) != 3 || len(w.requests()) != 0 {
			t.Error("the upload went elsewhere")
		}
	})
	t.Run("foreign 401", func(t *testing.T) {
		other := foreign(t, reply(401, ""))
		k := &tokens{}
		c := newWire(t, reply(500, "")).client(func(config *Config) { config.Tokens = k })
		_, err := c.SessionStatus(t.Context(), other.URL)
		if e := new(Error); !errors.As(err, &e) || e.Status != 401 || len(k.rejected) != 0 {
			t.Errorf("%v, renewed %d times", err, len(k.rejected))
		}
	})
	t.Run("not https", func(t *testing.T) {
		c, err := New(Config{Graph: "https://graph.microsoft.com", Tokens: &tokens{}})
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []string{
			"http://graph.microsoft.com/s", "http://127.0.0.1:1/s", "ftp://graph.microsoft.com/s", "/s", "", "https://u:p@graph.microsoft.com/s",
		} {
			_, err := c.PutRange(t.Context(), at, Range{0, 3, 3}, strings.NewReader("abc"), nil)
			var e *Error
			var refused *UploadURLError
			if !errors.As(err, &refused) || !errors.As(err, &e) || e.Transient() || e.Unknown() {
				t.Errorf("%q: %v", at, err)
			}
		}
	})
}

func TestSameHost(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"https://graph.microsoft.com", "https://GRAPH.microsoft.com:443/x?y"}: true,
		{"http://127.0.0.1:80", "http://127.0.0.1"}:                            true,
		{"https://graph.microsoft.com", "http://graph.microsoft.com"}:          false,
		{"https://graph.microsoft.com", "https://graph.microsoft.com:444"}:     false,
		{"https://graph.microsoft.com", "https://graph.microsoft.com.evil.io"}: false,
		{"https://graph.microsoft.com", "https://graph.microsoft.com@evil.io"}: false,
		{"https://graph.microsoft.com", "//graph.microsoft.com"}:               false,
		{"http://localhost:1", "http://127.0.0.1:1"}:                           false,
		{"https://stra\u00dfe.example", "https://stra\u1e9ee.example"}:         false, // strasse.example
		{"https://stra\u00dfe.example", "https://xn--strae-oqa.example"}:       true,
	} {
		a, _ := url.Parse(pair[0])
		b, _ := url.Parse(pair[1])
		if got := SameHost(a, b); got != want {
			t.Errorf("SameHost(%s, %s) = %v", a, b, got)
		}
	}
}

func TestRedirectsWithinTheHostAreFollowed(t *testing.T) {
	status := http.StatusTemporaryRedirect
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/moved") {
			io.WriteString(rw, `{"id":"L"}`)
			return
		}
		http.Redirect(rw, r, "/moved", status)
	})
	c := w.client()
	if _, err := c.List(t.Context(), "L"); err != nil {
		t.Error(err)
	}
	if got := w.requests(); len(got) != 2 || got[1].Header.Get("Authorization") == "" {
		t.Errorf("%+v", got)
	}
	if _, err := c.CreateList(t.Context(), "L"); err != nil {
		t.Error(err)
	}
	if got := w.requests(); len(got) != 4 || got[3].Method != "POST" || string(got[3].Body) != string(got[2].Body) || got[3].Header.Get("Authorization") == "" {
		t.Errorf("%+v", got)
	}
	status = http.StatusFound // makes a GET of a POST
	if _, err := c.CreateList(t.Context(), "L"); err == nil {
		t.Error("a write became a read")
	}
}

func TestRenewOnce(t *testing.T) {
	content := strings.Repeat("0123456789", 10_000)
	claims := `{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}`
	good := "Bearer secret-token-b"
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != good {
			rw.Header().Add("WWW-Authenticate", `Basic realm="x"`)
			rw.Header().Add("WWW-Authenticate", `Bearer realm="", claims="`+base64.StdEncoding.EncodeToString([]byte(claims))+`", error="insufficient_claims"`)
			reply(401, `{"error":{"code":"InvalidAuthenticationToken"}}`)(rw, r)
			return
		}
		rw.Header().Set("Location", "/attachments/A")
		rw.WriteHeader(201)
	})
	k := &tokens{}
	c := w.client(func(config *Config) { config.Tokens = k })
	sum := 0
	answer, err := c.PutRange(t.Context(), w.URL+"/session", Range{0, 100_000, 100_000}, strings.NewReader(content), func(n int) { sum += n })
	if err != nil || !answer.Done || answer.AttachmentID != "A" {
		t.Fatalf("%+v, %v", answer, err)
	}
	if sum != len(content) {
		t.Errorf("told of %d bytes, want %d", sum, len(content))
	}
	got := w.requests()
	if len(got) != 2 || string(got[1].Body) != content {
		t.Fatalf("%d requests", len(got))
	}
	if !slices.Equal(k.rejected, []string{"secret-token-a"}) || !slices.Equal(k.claims, []string{claims}) {
		t.Errorf("renewed with %q, %q", k.rejected, k.claims)
	}

	good = "nothing is"
	_, err = c.PutRange(t.Context(), w.URL+"/session", Range{0, 3, 3}, strings.NewReader(content), nil)
	var e *Error
	if !errors.As(err, &e) || e.Status != 401 || e.Claims != claims || len(w.requests()) != 4 {
		t.Errorf("a second 401 gives %v after %d requests", err, len(w.requests())-2)
	}
}

// Some rules of an organization challenge with 403 (S8). One without claims is a refusal as ever.
func TestAChallengeThatComesAs403(t *testing.T) {
	claims := `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
	challenge := `Bearer realm="", error="insufficient_claims", claims="` + base64.StdEncoding.EncodeToString([]byte(claims)) + `"`
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		if challenge != "" {
			rw.Header().Set("WWW-Authenticate", challenge)
		}
		reply(403, `{"error":{"code":"accessDenied"}}`)(rw, r)
	})
	k := &tokens{}
	c := w.client(func(config *Config) { config.Tokens = k })
	_, err := c.List(t.Context(), "L")
	var e *Error
	if !errors.As(err, &e) || e.Status != 403 || e.Claims != claims || !slices.Equal(k.claims, []string{claims, claims}) || len(w.requests()) != 2 {
		t.Errorf("%v after %d requests, asked for %q", err, len(w.requests()), k.claims)
	}
	challenge = ""
	if _, err = c.List(t.Context(), "L"); !errors.As(err, &e) || e.Claims != "" || len(k.claims) != 2 {
		t.Errorf("%v, renewed %d times", err, len(k.claims))
	}
}

type needsPerson struct{}

func (needsPerson) Error() string        { return "sign in" }
func (needsPerson) SignInRequired() bool { return true }

func TestTokenErrorsPassThrough(t *testing.T) {
	w := newWire(t, reply(401, ""))
	for name, k := range map[string]*tokens{"token": {err: needsPerson{}}, "renewal": {renewErr: needsPerson{}}} {
		_, err := w.client(func(config *Config) { config.Tokens = k }).Lists(t.Context())
		var person interface{ SignInRequired() bool }
		if !errors.As(err, &person) || !person.SignInRequired() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := len(w.requests()); got != 1 {
		t.Errorf("%d requests, want one", got)
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name   string
		status int
		header map[string]string
		body   string
		code   string
		codes  []string
		text   string
		check  func(e *Error) bool
	}{
		{"nested", 400, nil, `{"error":{"code":"invalidRequest","message":"No.","innerError":{"code":"InvalidStart","date":"x"}}}`,
			"InvalidStart", []string{"invalidRequest", "InvalidStart"}, "No.", func(e *Error) bool {
				return e.HasCode("INVALIDSTART") && e.HasCode("invalidrequest") && !e.HasCode("") && !e.HasCode("other") && !e.Transient() && !e.Unknown()
			}},
		{"lower-case and deeper", 400, nil, `{"error":{"code":"","innererror":{"code":"a","innererror":{"innerError":{"code":"c","message":"deep"}}}}}`,
			"c", []string{"a", "c"}, "deep", nil},
		{"empty inner code", 404, nil, `{"error":{"code":"itemNotFound","message":"m","innerError":{"code":""}}}`,
			"itemNotFound", []string{"itemNotFound"}, "m", func(e *Error) bool { return e.Missing() && !e.Unknown() }},
		{"throttled", 429, map[string]string{"Retry-After": "8"}, `{"error":{"code":"activityLimitReached","message":"The app or user has been throttled.","innerError":{"code":"ApplicationThrottled"}}}`,
			"ApplicationThrottled", []string{"activityLimitReached", "ApplicationThrottled"}, "The app or user has been throttled.", func(e *Error) bool {
				return e.Throttled() && e.HasRetryAfter && e.RetryAfter == 8*time.Second && !e.Unknown() && !e.Transient()
			}},
		{"bandwidth", 509, nil, ``, "", nil, "", func(e *Error) bool { return e.Throttled() && !e.Unknown() }},
		{"empty", 504, nil, ``, "", nil, "", func(e *Error) bool { return e.Transient() && e.Unknown() }},
		{"HTML", 502, nil, `<html><body>Bad gateway</body></html>`, "", nil, "", func(e *Error) bool { return e.Transient() && e.Unknown() }},
		{"string", 400, nil, `{"error":"invalid_grant","error_description":"AADSTS70000: no"}`, "invalid_grant", []string{"invalid_grant"}, "AADSTS70000: no", nil},
		{"odd kinds", 500, nil, `{"error":{"code":7,"message":["x"],"innerError":"none"}}`, "", nil, "", func(e *Error) bool { return e.Transient() && e.Unknown() }},
		{"array", 403, nil, `[1,2]`, "", nil, "", func(e *Error) bool { return !e.Transient() && !e.Unknown() }},
		{"no quota", 507, nil, `{"error":{"code":"quotaLimitReached"}}`, "quotaLimitReached", []string{"quotaLimitReached"}, "", func(e *Error) bool { return !e.Transient() && !e.Unknown() }},
		{"not implemented", 501, nil, ``, "", nil, "", func(e *Error) bool { return !e.Transient() && !e.Unknown() }},
		{"timeout", 408, nil, ``, "", nil, "", func(e *Error) bool { return e.Transient() && e.Unknown() }},
		{"mark", 400, nil, "\uFEFF" + `{"error":{"code":"a"}}`, "a", []string{"a"}, "", nil},
		{"huge", 400, nil, `{"error":{"code":"` + strings.Repeat("x", 1<<20) + `"}}`, "", nil, "", nil},
		{"deep", 400, nil, strings.Repeat(`{"error":`, 5000), "", nil, "", nil},
		{"gone", 410, nil, ``, "", nil, "", func(e *Error) bool { return e.Missing() }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
				for name, value := range test.header {
					rw.Header().Set(name, value)
				}
				rw.Header().Set("x-ms-ags-diagnostic", "{DC}")
				reply(test.status, test.body)(rw, r)
			})
			_, err := w.client().CreateTask(t.Context(), "L", "t")
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%v is no *Error", err)
			}
			id := w.only().Header.Get("client-request-id")
			if e.Status != test.status || e.Code != test.code || !slices.Equal(e.Codes, test.codes) || e.Message != test.text {
				t.Errorf("got %d %q %q %q", e.Status, e.Code, e.Codes, e.Message)
			}
			if e.ClientRequestID != id || e.RequestID != "srv-"+id || e.Diagnostic != "{DC}" || e.Date.IsZero() {
				t.Errorf("got %+v", e)
			}
			if test.check != nil && !test.check(e) {
				t.Errorf("%v is taken for something else", e)
			}
			for _, want := range []string{"create the task", strconv.Itoa(test.status), id, test.code} {
				if !strings.Contains(e.Detail(), want) {
					t.Errorf("the detail lacks %q:\n%s", want, e.Detail())
				}
			}
		})
	}
}

func TestDetailsKeepSecrets(t *testing.T) {
	e := &Error{Op: "send a range", Status: 400, Message: "bad URL https://host.example/upload/1?sig=abc\r\nand more\x1b[31m", Codes: []string{"x"}}
	for _, said := range []string{e.Error(), e.Detail()} {
		if strings.Contains(said, "sig=abc") || strings.Contains(said, "/upload/") || strings.Contains(said, "\x1b") {
			t.Errorf("said %q", said)
		}
	}
	// The transport's own words quote the URL.
	w := newWire(t, reply(200, ""))
	c := w.client()
	w.Close()
	_, err := c.PutRange(t.Context(), w.URL+"/s?sig=secret", Range{0, 3, 3}, strings.NewReader("abc"), nil)
	if !errors.As(err, &e) || strings.Contains(err.Error(), "secret") || strings.Contains(e.Detail(), "secret") {
		t.Errorf("said %v", err)
	}
	if !e.Transient() || e.Unknown() || e.Status != 0 {
		t.Errorf("a server that is not running: transient %v, unknown %v", e.Transient(), e.Unknown())
	}
}

func TestPutRange(t *testing.T) {
	const content = "0123456789"
	tests := []struct {
		name     string
		r        Range
		status   int
		location string
		body     string
		want     RangeAnswer
	}{
		{"live", Range{0, 4, 10}, 200, "", `{"expirationDateTime":"2026-11-22T12:00:00Z","nextExpectedRanges":["4"]}`, RangeAnswer{Next: 4}},
		{"documented", Range{0, 4, 10}, 200, "", `{"ExpirationDateTime":"2026-11-22T12:00:00Z","NextExpectedRanges":["4"]}`, RangeAnswer{Next: 4}},
		{"session with id", Range{4, 6, 10}, 200, "", `{"id":"S","expirationDateTime":"2026-11-22T12:00:00Z","nextExpectedRanges":["2-"]}`, RangeAnswer{Next: 2}},
		{"session with id, no ranges", Range{4, 6, 10}, 200, "", `{"id":"S","expirationDateTime":"2026-11-22T12:00:00Z","nextExpectedRanges":[]}`, RangeAnswer{Next: -1}},
		{"accepted", Range{0, 4, 10}, 202, "", `{"nextExpectedRanges":["4-9"]}`, RangeAnswer{Next: 4}},
		{"single value", Range{0, 4, 10}, 200, "", `{"nextExpectedRanges":"4-"}`, RangeAnswer{Next: 4}},
		{"number", Range{0, 4, 10}, 200, "", `{"nextExpectedRanges":[4]}`, RangeAnswer{Next: 4}},
		{"says nothing", Range{0, 4, 10}, 200, "", ``, RangeAnswer{Next: -1}},
		{"no content", Range{0, 4, 10}, 204, "", ``, RangeAnswer{Next: -1}},
		{"created, but not the last", Range{0, 4, 10}, 201, "", "", RangeAnswer{Next: -1}},
		{"last", Range{4, 6, 10}, 201, "https://h/v1.0/users/m/todo/lists/l/tasks/t/attachments/A%3D", "", RangeAnswer{Done: true, AttachmentID: "A=", Next: -1}},
		{"last, documented", Range{4, 6, 10}, 201, "https://h/v1.0/users/m/todo/lists/l/tasks/t/Attachments('A=')", "", RangeAnswer{Done: true, AttachmentID: "A=", Next: -1}},
		{"last, no Location", Range{4, 6, 10}, 201, "", "", RangeAnswer{Done: true, Next: -1}},
		{"last, id in the body", Range{4, 6, 10}, 201, "", `{"id":"A"}`, RangeAnswer{Done: true, AttachmentID: "A", Next: -1}},
		{"last, 200 with id", Range{4, 6, 10}, 200, "", `{"id":"A","name":"x"}`, RangeAnswer{Done: true, AttachmentID: "A", Next: -1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
				if test.location != "" {
					rw.Header().Set("Location", test.location)
				}
				reply(test.status, test.body)(rw, r)
			})
			sum := 0
			got, err := w.client().PutRange(t.Context(), w.URL+"/users/m%40x/s%2F1?sig=secret", test.r, strings.NewReader(content), func(n int) { sum += n })
			if err != nil || got != test.want {
				t.Errorf("got %+v, %v; want %+v", got, err, test.want)
			}
			s := w.only()
			want := content[test.r.Start : test.r.Start+test.r.Length]
			if s.Method != "PUT" || s.URI != "/users/m%40x/s%2F1/content?sig=secret" || string(s.Body) != want || sum != len(want) {
				t.Errorf("sent %s %s with %q, told of %d", s.Method, s.URI, s.Body, sum)
			}
			if got, want := s.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-%d/10", test.r.Start, test.r.Start+test.r.Length-1); got != want {
				t.Errorf("Content-Range %q, want %q", got, want)
			}
			if s.Header.Get("Content-Type") != "application/octet-stream" || s.Length != test.r.Length || s.Header.Get("Authorization") == "" {
				t.Errorf("sent %v, length %d", s.Header, s.Length)
			}
		})
	}
}

// A page of some hotel's network must not pass for a range that was taken.
func TestAPageIsNoAnswerToARange(t *testing.T) {
	for _, status := range []int{200, 202} {
		w := newWire(t, reply(status, `<html>welcome</html>`))
		_, err := w.client().PutRange(t.Context(), w.URL+"/s", Range{0, 4, 10}, strings.NewReader("0123456789"), nil)
		if e := new(Error); !errors.As(err, &e) || !e.Transient() || !e.Unknown() {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// An expiry is by the server's clock, which may be hours away from ours.
func TestExpiryByTheServersClock(t *testing.T) {
	for _, off := range []time.Duration{-5 * time.Hour, 0, 5 * time.Hour} {
		w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
			theirs := time.Now().Add(off)
			rw.Header().Set("Date", theirs.UTC().Format(http.TimeFormat))
			fmt.Fprintf(rw, `{"uploadUrl":"https://h/s","expirationDateTime":%q}`, theirs.Add(2*time.Hour).Format(time.RFC3339Nano))
		})
		session, err := w.client().CreateUploadSession(t.Context(), ref, NewAttachment{Name: "a", Size: 1})
		if left := time.Until(session.Expires).Round(time.Minute); err != nil || left != 2*time.Hour {
			t.Errorf("a clock that is %v off: %v left, %v", off, left, err)
		}
	}
}

func TestContentIsAppendedOnce(t *testing.T) {
	for from, want := range map[string]string{
		"https://h/a/s":               "https://h/a/s/content",
		"https://h/a/s/":              "https://h/a/s/content",
		"https://h/a/s/content":       "https://h/a/s/content",
		"https://h/a/s?x=/content":    "https://h/a/s/content?x=/content",
		"https://h/a/s/content?x=1":   "https://h/a/s/content?x=1",
		"https://h/a%2Fb/..%2F/s%3D":  "https://h/a%2Fb/..%2F/s%3D/content",
		"https://h/users('a@b')/x//s": "https://h/users('a@b')/x//s/content",
	} {
		u, err := url.Parse(from)
		if err != nil {
			t.Fatal(err)
		}
		if got := contentURL(u).String(); got != want {
			t.Errorf("%s becomes %s, want %s", from, got, want)
		}
	}
}

func TestRangesThatMakeNoSense(t *testing.T) {
	c := newWire(t, reply(500, "")).client()
	for _, r := range []Range{{0, 0, 10}, {-1, 5, 10}, {8, 5, 10}, {0, -1, 10}, {}} {
		if _, err := c.PutRange(t.Context(), "https://h/s", r, strings.NewReader("0123456789"), nil); err == nil {
			t.Errorf("%+v was sent", r)
		}
	}
}

func TestSessionStatusAndDelete(t *testing.T) {
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			reply(200, `{"id":"S","expirationDateTime":"2026-11-22T12:00:00Z","nextExpectedRanges":["327680"]}`)(rw, r)
		case http.MethodDelete:
			rw.WriteHeader(404)
		}
	})
	c := w.client()
	at := w.URL + "/v1.0/users/x/todo/lists/l/tasks/t/attachmentSessions/s"
	got, err := c.SessionStatus(t.Context(), at)
	if want := (UploadSession{URL: at, Expires: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), Next: 327680}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := c.DeleteSession(t.Context(), at); err != nil {
		t.Errorf("deleting a session that is gone: %v", err)
	}
	for _, s := range w.requests() {
		if s.URI != "/v1.0/users/x/todo/lists/l/tasks/t/attachmentSessions/s" {
			t.Errorf("%s %s", s.Method, s.URI)
		}
	}
}

func TestSessionWithoutURL(t *testing.T) {
	for name, body := range map[string]string{
		"missing": `{"nextExpectedRanges":["0-"]}`, "insecure": `{"uploadUrl":"http://example.org/s"}`, "not JSON": `hello`,
	} {
		_, err := newWire(t, reply(200, body)).client().CreateUploadSession(t.Context(), ref, NewAttachment{Name: "a", Size: 1})
		if e := new(Error); !errors.As(err, &e) || e.Transient() != (name == "not JSON") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInlineIDs(t *testing.T) {
	for name, test := range map[string]struct{ location, body, want string }{
		"Location":     {"/attachments/A", `{"id":"B"}`, "A"},
		"body":         {"", `{"contentBytes":"QUJD","id":"B"}`, "B"},
		"body wrapped": {"/elsewhere", `{"value":{"id":"B"}}`, "B"},
		"neither":      {"", `thanks`, ""},
		"empty":        {"", ``, ""},
	} {
		w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
			if test.location != "" {
				rw.Header().Set("Location", test.location)
			}
			reply(201, test.body)(rw, r)
		})
		id, err := w.client().AttachInline(t.Context(), ref, NewAttachment{Name: "a", Size: 3}, strings.NewReader("ABC"), nil)
		if id != test.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, id, err, test.want)
		}
	}
}

// pattern is a file of any length that is nowhere in memory.
type pattern struct{ size int64 }

func (p pattern) ReadAt(b []byte, at int64) (int, error) {
	n := 0
	for ; n < len(b) && at+int64(n) < p.size; n++ {
		b[n] = byte((at + int64(n)) * 7 >> 3)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// An inline upload is exact for every length around base64's and the blocks' edges, and never in memory as a whole.
func TestInlineStreams(t *testing.T) {
	var length int64
	var received []byte
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			return // asks whether the line lives, as a slow machine makes it wonder
		}
		length = r.ContentLength
		if length < 1<<20 {
			received, _ = io.ReadAll(r.Body)
		} else {
			n, _ := io.Copy(io.Discard, r.Body)
			if n != length {
				t.Errorf("%d bytes, announced %d", n, length)
			}
		}
		rw.Header().Set("Location", "/attachments/A")
		rw.WriteHeader(201)
	}))
	defer server.Close()
	c, err := New(Config{Graph: server.URL, Tokens: &tokens{}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.http.CloseIdleConnections()
	for _, size := range []int64{0, 1, 2, 3, 4, base64Block - 1, base64Block, base64Block + 1, 5*base64Block + 2} {
		sum := int64(0)
		a := NewAttachment{"Ü.bin", "application/octet-stream", size}
		if _, err := c.AttachInline(t.Context(), ref, a, pattern{size}, func(n int) { sum += int64(n) }); err != nil {
			t.Fatal(err)
		}
		var body struct{ ContentBytes []byte }
		if err := json.Unmarshal(received, &body); err != nil {
			t.Fatal(err)
		}
		want := make([]byte, size)
		_, _ = pattern{size}.ReadAt(want, 0)
		if !bytes.Equal(body.ContentBytes, want) || sum != size || length != InlineBodyLength(a) {
			t.Errorf("%d bytes came as %d, told of %d, announced %d", size, len(body.ContentBytes), sum, length)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const size = 20 << 20
	if _, err := c.AttachInline(t.Context(), ref, NewAttachment{Name: "a", Size: size}, pattern{size}, nil); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 2<<20 {
		t.Errorf("an inline upload of %d bytes allocated %d", size, used)
	}
}

// A file that cannot be read to its end is the file's fault, and nothing of it is attached.
func TestUnreadableFile(t *testing.T) {
	complete := 0
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {})
	w.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err == nil {
			complete++
		}
	})
	c := w.client()
	path := filepath.Join(t.TempDir(), "closed")
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 5_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	closed, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for name, test := range map[string]struct {
		file  io.ReaderAt
		cause error
	}{
		"shorter":  {strings.NewReader(strings.Repeat("x", 300_000)), io.ErrUnexpectedEOF},
		"unopened": {closed, os.ErrClosed},
	} {
		_, err := c.PutRange(t.Context(), w.URL+"/s", Range{0, 1_000_000, 3_000_000}, test.file, nil)
		var unread *ReadError
		if !errors.As(err, &unread) || !errors.Is(err, test.cause) {
			t.Errorf("%s, range: %v", name, err)
		}
		_, err = c.AttachInline(t.Context(), ref, NewAttachment{Name: "a", Size: 1_000_000}, test.file, nil)
		if !errors.As(err, &unread) || !errors.Is(err, test.cause) {
			t.Errorf("%s, inline: %v", name, err)
		}
		if e := new(Error); errors.As(err, &e) {
			t.Errorf("%s: %v passes for a fault of the wire", name, err)
		}
	}
	if complete != 0 {
		t.Errorf("%d requests were complete all the same", complete)
	}
}

func TestAttachmentContent(t *testing.T) {
	content := strings.Repeat("All the bytes. ", 100_000)
	cut := false
	w := newWire(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "identity" {
			t.Errorf("Accept-Encoding %q", r.Header.Get("Accept-Encoding"))
		}
		rw.Header().Set("Content-Length", strconv.Itoa(len(content)))
		if cut {
			io.WriteString(rw, content[:len(content)/2])
			rw.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		io.WriteString(rw, content)
	})
	c := w.client()
	body, length, err := c.AttachmentContent(t.Context(), ref, "A=")
	if err != nil || length != int64(len(content)) {
		t.Fatalf("%d, %v", length, err)
	}
	if c.governor.active != 1 {
		t.Errorf("%d passes while the content is read", c.governor.active)
	}
	if got, err := io.ReadAll(body); err != nil || string(got) != content {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	body.Close()
	body.Close()
	if c.governor.active != 0 {
		t.Errorf("%d passes after Close", c.governor.active)
	}
	if got := w.only().URI; got != refPath+"/attachments/A=/$value" {
		t.Errorf("asked for %s", got)
	}

	cut = true
	if body, _, err = c.AttachmentContent(t.Context(), ref, "A="); err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(body)
	if e := new(Error); !errors.As(err, &e) || !e.Transient() {
		t.Errorf("a download that broke off ends with %v", err)
	}
	body.Close()
}
