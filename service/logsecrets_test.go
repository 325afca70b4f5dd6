package service_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// tap stands between the program and the stand-in, and notes everything secret that either tells the other.
type tap struct {
	next http.Handler
	away string // the upload URL given for files named away.bin

	mu      sync.Mutex
	secrets map[string]string // what each one is
}

func (t *tap) note(what, secret string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(secret) >= 6 {
		t.secrets[secret] = what
	}
}

// The names under which secrets go over the wire.
var (
	secretParameters = []string{"state", "code", "code_verifier", "refresh_token", "device_code", "user_code", "client_secret", "client_assertion", "$skiptoken"}
	secretFields     = []string{"access_token", "refresh_token", "id_token", "device_code", "user_code"}
)

func (t *tap) noteParameters(values url.Values) {
	for _, name := range secretParameters {
		for _, value := range values[name] {
			t.note(name, value)
		}
	}
}

func (t *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.noteParameters(r.URL.Query())
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		t.note("bearer", bearer)
	}
	t.noteUploadURL(r.URL.String())
	goesAway := false
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if form, err := url.ParseQuery(string(body)); err == nil {
			t.noteParameters(form)
		}
		goesAway = strings.HasSuffix(r.URL.Path, "/createUploadSession") && bytes.Contains(body, []byte(`"away.bin"`))
	}
	heard := &heard{ResponseWriter: w}
	if goesAway {
		heard.held = &bytes.Buffer{}
	}
	t.next.ServeHTTP(heard, r)
	if at, err := url.Parse(heard.Header().Get("Location")); err == nil {
		t.noteParameters(at.Query())
	}
	var fields map[string]any
	if json.Unmarshal(heard.body.Bytes(), &fields) == nil {
		t.noteAnswer(fields)
		if goesAway && fields["uploadUrl"] != nil {
			fields["uploadUrl"] = t.away
			heard.held.Reset()
			_ = json.NewEncoder(heard.held).Encode(fields)
		}
	}
	heard.release()
}

func (t *tap) noteAnswer(fields map[string]any) {
	for _, name := range secretFields {
		if value, ok := fields[name].(string); ok {
			t.note(name, value)
		}
	}
	for _, name := range []string{"uploadUrl", "@odata.nextLink"} {
		if value, ok := fields[name].(string); ok {
			t.noteUploadURL(value)
			if at, err := url.Parse(value); err == nil {
				t.noteParameters(at.Query())
			}
		}
	}
}

func (t *tap) noteUploadURL(address string) {
	if _, session, ok := strings.Cut(address, "/attachmentSessions/"); ok {
		session, _, _ = strings.Cut(session, "/")
		session, _, _ = strings.Cut(session, "?")
		t.note("upload session", session)
	}
}

// heard keeps what an answer says. held delays it.
type heard struct {
	http.ResponseWriter
	body   bytes.Buffer
	held   *bytes.Buffer
	status int
}

func (h *heard) WriteHeader(status int) {
	h.status = status
	if h.held == nil {
		h.ResponseWriter.WriteHeader(status)
	}
}

func (h *heard) Write(p []byte) (int, error) {
	if h.body.Len() < 1<<20 {
		h.body.Write(p)
	}
	if h.held != nil {
		return h.held.Write(p)
	}
	return h.ResponseWriter.Write(p)
}

func (h *heard) release() {
	if h.held == nil {
		return
	}
	h.Header().Del("Content-Length")
	if h.status != 0 {
		h.ResponseWriter.WriteHeader(h.status)
	}
	_, _ = h.ResponseWriter.Write(h.held.Bytes())
}

func (h *heard) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}

// told is everything that leaves the program for eyes: the log at its lowest level, and what "Copy details" copies.
type told struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *told) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *told) problem(p *service.Problem) {
	if p != nil {
		fmt.Fprintf(o, "%s\n%s\n", p.Sentence(), p.Detail)
	}
}

// snapshot takes in all that a window could copy of one.
func (o *told) snapshot(s service.Snapshot) {
	for _, p := range []*service.Problem{s.SignInError, s.MemoryOnly, s.Lists.Problem, s.Tasks.Problem, s.Attachments.Problem, s.AppAttempt.Problem} {
		o.problem(p)
	}
	for _, notice := range s.Notices {
		o.problem(notice.Problem)
	}
	for _, item := range s.Queue.Items {
		o.problem(item.Problem)
	}
}

// overheard is a program whose every word is kept, and the wire it speaks over.
type overheard struct {
	*program
	said     *told
	wire     *tap
	ring     *ring
	contents map[string]string // pieces of files, and of which
}

func overhear(t *testing.T, opts simulator.Options) *overheard {
	t.Helper()
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, `{"error":{"code":"accessDenied","message":"http://%s%s"}}`, r.Host, r.URL)
	}))
	t.Cleanup(away.Close)
	server := simulator.New(opts)
	wire := &tap{next: server, away: away.URL + "/upload/secret-session-7c1f?sig=secret-signature-9d2e", secrets: map[string]string{}}
	wire.note("another host's upload URL", "secret-session-7c1f")
	wire.note("another host's signature", "secret-signature-9d2e")
	front := httptest.NewServer(wire)
	t.Cleanup(front.Close)
	p := &program{t: t, server: server, url: front.URL, dir: t.TempDir()}
	return &overheard{program: p, said: &told{}, wire: wire, ring: newRing(), contents: map[string]string{}}
}

func (o *overheard) start() {
	logger := slog.New(slog.NewTextHandler(o.said, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))
	o.Service = o.open(service.Config{Keyring: o.ring, Logger: logger})
}

func (o *overheard) stop() {
	o.t.Helper()
	if err := o.Close(); err != nil {
		o.t.Fatal(err)
	}
}

func (o *overheard) until(what string, ok func(service.Snapshot) bool) service.Snapshot {
	o.t.Helper()
	return o.program.until(what, func(s service.Snapshot) bool {
		o.said.snapshot(s)
		return ok(s)
	})
}

// drop adds a file that can be told from all others by any piece of it.
func (o *overheard) drop(name string, size int) {
	o.t.Helper()
	marker := "CONTENT-OF-" + strings.ToUpper(name) + "-" + fmt.Sprint(size) + "."
	content := strings.Repeat(marker, size/len(marker)+1)[:size]
	o.contents[marker] = name
	o.contents[base64.StdEncoding.EncodeToString([]byte(content))[:40]] = name + " in base64"
	o.AddPaths([]string{o.file(name, content)})
}

func inState(state service.ItemState, names ...string) func(service.Snapshot) bool {
	return func(s service.Snapshot) bool {
		for _, name := range names {
			if itemNamed(s, name).State != state {
				return false
			}
		}
		return true
	}
}

func wellSignedIn(s service.Snapshot) bool { return signedIn(s) && !s.Account.NeedsSignIn }

// TestNoSecretIsTold does everything there is to do with logging at its lowest level, and then looks for every token,
// code, verifier, state, device code, upload URL, skip token and piece of a file in all that was said (C11).
func TestNoSecretIsTold(t *testing.T) {
	o := overhear(t, simulator.Options{
		AutoAccept: true, Rate: 4_000_000, ClientSecret: appSecret, AppOnlySessions: true, DeviceCodeInterval: time.Second,
	})
	for i := range 110 { // more than a page of lists
		if _, err := o.server.AddList("", fmt.Sprint("List ", i)); err != nil {
			t.Fatal(err)
		}
	}
	o.start()
	o.SignIn()
	o.chooseFirst()
	o.transfer()
	o.signInInEveryWay()
	o.stop()
	for _, key := range o.ring.kept {
		o.wire.note("key in the keyring", key)
	}
	for marker, name := range o.contents {
		o.wire.note("content of "+name, marker)
	}
	o.wire.search(t, o.said.text.String())
}

// transfer sends files inline and in ranges, through faults, to another host, and over a restart, and takes one off
// again.
func (o *overheard) transfer() {
	o.t.Helper()
	o.server.SetFaults(
		simulator.Fault{Call: simulator.CallCreateSession, Status: 500},
		simulator.Fault{Call: simulator.CallPutRange, Status: 503, Body: simulator.BodyHTML},
		simulator.Fault{Call: simulator.CallPutRange, Nth: 2, Reset: simulator.ResetCommit},
		simulator.Fault{Call: simulator.CallInline, Reset: simulator.ResetCommit},
		simulator.Fault{Call: simulator.CallTasks, Status: 404},
	)
	o.drop("inline.bin", 20_000)
	o.drop("ranges.bin", 9_000_000)
	o.Refresh()
	s := o.until("faults overcome", inState(service.ItemAttached, "inline.bin", "ranges.bin"))
	o.Undo(itemNamed(s, "inline.bin").ID)
	o.until("undone", inState(service.ItemUndone, "inline.bin"))
	o.drop("away.bin", 5_000_000)
	o.until("refused by another host", inState(service.ItemFailed, "away.bin"))
	o.drop("cut.bin", 12_000_000)
	o.until("under way", func(s service.Snapshot) bool { return itemNamed(s, "cut.bin").Sent > 4_000_000 })
	o.stop()
	o.start()
	o.until("resumed after a restart", inState(service.ItemAttached, "cut.bin"))
}

// signInInEveryWay renews, answers a claims challenge, loses the sign-in, takes a code, and signs an application in
// and out.
func (o *overheard) signInInEveryWay() {
	o.t.Helper()
	o.server.ExpireAccessTokens()
	o.Refresh()
	o.until("renewed", signedIn)
	o.server.Update(func(opts *simulator.Options) { opts.RequireClaims = true })
	o.Refresh()
	o.SignInAgain(o.until("a claims challenge", ended).Account.ID)
	o.until("answered", wellSignedIn)
	o.server.Update(func(opts *simulator.Options) { opts.RequireClaims = false })

	o.server.RevokeRefreshTokens()
	o.server.ExpireAccessTokens()
	o.Refresh()
	o.until("refused", ended)
	o.SignInWithCode(true)
	o.until("signed in with a code", wellSignedIn)
	o.AddAppAccount(appOf(simulator.DefaultAccounts()[1].Username))
	o.until("by an application", func(s service.Snapshot) bool { return signedIn(s) && s.Account.ByApp })
	o.SignOut()
	o.until("signed out", func(s service.Snapshot) bool { return len(s.Accounts) == 1 })
}

// search looks for every secret, and makes sure that there was one of each kind.
func (t *tap) search(test *testing.T, text string) {
	test.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	kinds := map[string]bool{}
	for secret, what := range t.secrets {
		kinds[what] = true
		for _, form := range []string{secret, url.QueryEscape(secret)} {
			if at := strings.Index(text, form); at >= 0 {
				test.Errorf("%s is told: …%s…", what, text[max(0, at-200):min(len(text), at+60)])
			}
		}
	}
	for _, what := range []string{"bearer", "refresh_token", "id_token", "device_code", "user_code", "state", "code", "code_verifier", "client_secret", "$skiptoken", "upload session"} {
		if !kinds[what] {
			test.Errorf("nothing of kind %q went over the wire, so that this proves nothing", what)
		}
	}
	for _, marker := range []string{"level=DEBUG", "msg=graph", "token granted", "attachmentSessions/..."} {
		if !strings.Contains(text, marker) {
			test.Errorf("the log lacks %q", marker)
		}
	}
}
