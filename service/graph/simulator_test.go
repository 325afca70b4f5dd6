package graph_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
)

// bearer signs in at the stand-in once, and renews by its refresh token.
type bearer struct {
	t    *testing.T
	root string
	http *http.Client

	mu              sync.Mutex
	access, refresh string
	renewals        int
}

func signIn(t *testing.T, root string, client *http.Client) *bearer {
	b := &bearer{t: t, root: root, http: client}
	verifier := strings.Repeat("v", 50)
	sum := sha256.Sum256([]byte(verifier))
	const redirect = "http://localhost:51234"
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	at := root + "/common/oauth2/v2.0/authorize?" + url.Values{
		"client_id": {simulator.DemoClientID}, "response_type": {"code"}, "redirect_uri": {redirect}, "state": {"s"},
		"scope":          {"openid offline_access Tasks.ReadWrite"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}.Encode()
	for range 10 { // page by page, until it comes back
		response, err := client.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		to, err := response.Location()
		if err != nil {
			t.Fatalf("sign-in: %s", response.Status)
		}
		at = to.String()
		if strings.HasPrefix(at, redirect) {
			b.redeem(url.Values{"grant_type": {"authorization_code"}, "code": {to.Query().Get("code")},
				"redirect_uri": {redirect}, "code_verifier": {verifier}})
			return b
		}
	}
	t.Fatal("sign-in goes round in circles")
	return nil
}

func (b *bearer) redeem(form url.Values) {
	form.Set("client_id", simulator.DemoClientID)
	response, err := b.http.PostForm(b.root+"/common/oauth2/v2.0/token", form)
	if err != nil {
		b.t.Error(err)
		return
	}
	defer response.Body.Close()
	var issued struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&issued); err != nil || issued.Access == "" {
		b.t.Errorf("token: %s, %v", response.Status, err)
	}
	b.access, b.refresh = issued.Access, issued.Refresh
}

func (b *bearer) Token(context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.access, nil
}

func (b *bearer) Renew(_ context.Context, rejected, _ string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if rejected == b.access {
		b.renewals++
		b.redeem(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {b.refresh}})
	}
	return b.access, nil
}

func start(t *testing.T, opts simulator.Options) (*simulator.Server, *graph.Client, *bearer) {
	opts.AutoAccept = true
	standIn := simulator.New(opts)
	running, err := standIn.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	transport := graph.NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	tokens := signIn(t, running.URL(), &http.Client{Transport: transport})
	client, err := graph.New(graph.Config{Graph: running.URL(), Tokens: tokens, HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	return standIn, client, tokens
}

// bytesOf is content that differs from place to place.
func bytesOf(n int) []byte {
	content := make([]byte, n)
	for i := range content {
		content[i] = byte(i*7) ^ byte(i>>9)
	}
	return content
}

// upload sends content through a session in ranges of the given length and returns the attachment's id, "" where the
// server did not say it.
func upload(t *testing.T, c *graph.Client, ref graph.TaskRef, name string, content []byte, length int64) string {
	t.Helper()
	total := int64(len(content))
	session, err := c.CreateUploadSession(t.Context(), ref, graph.NewAttachment{Name: name, ContentType: graph.ContentType(name), Size: total})
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	if session.Next != 0 || time.Until(session.Expires) < time.Minute {
		t.Errorf("session %d, %s", session.Next, session.Expires)
	}
	for start := int64(0); ; {
		sent := int64(0)
		part := graph.Range{Start: start, Length: min(length, total-start), Total: total}
		answer, err := c.PutRange(t.Context(), session.URL, part, bytes.NewReader(content), func(n int) { sent += int64(n) })
		if err != nil {
			t.Fatalf("%+v: %v", part, err)
		}
		if sent != part.Length {
			t.Errorf("%+v: told of %d bytes", part, sent)
		}
		start += part.Length
		if answer.Done != (start == total) || !answer.Done && answer.Next != start {
			t.Fatalf("%+v was answered %+v", part, answer)
		}
		if answer.Done {
			return answer.AttachmentID
		}
	}
}

// Every call, against the stand-in as the service was seen, as it is documented, and in the forms that nobody knows
// for sure.
func TestEveryCallAgainstTheStandIn(t *testing.T) {
	for name, opts := range map[string]simulator.Options{
		"as seen": {},
		"as documented": {CreatedOK: true, UserIDs: true, InvalidRange: true, PascalCase: true, SessionStatus: true,
			ExactSizes: true, NoInlineEcho: true, WrapAttachment: true, Location: simulator.LocationCapital, SkipTokens: true},
		"other forms": {RangeForm: simulator.RangeStartEnd, RangeStatus: 202, Location: simulator.LocationParen, RangeLimit: 4_000_000,
			SixteenLists: true, EmptyPages: true, TopLimit: 30, NoHasAttachments: true, ConsumerInline: true},
		"several ranges, no Location": {RangeForm: simulator.RangeSeveral, Location: simulator.LocationMissing, RefuseSkip: true, TopLimit: 7},
	} {
		t.Run(name, func(t *testing.T) {
			opts.ExtraLists, opts.ExtraTasks = 30, 120
			standIn, c, tokens := start(t, opts)
			walk(t, standIn, c, opts)
			if tokens.renewals != 0 {
				t.Errorf("%d renewals", tokens.renewals)
			}
			if got := standIn.Sessions(); len(got) != 0 {
				t.Errorf("sessions left open: %+v", got)
			}
		})
	}
}

func walk(t *testing.T, standIn *simulator.Server, c *graph.Client, opts simulator.Options) {
	ctx := t.Context()
	list, err := c.CreateList(ctx, "Häuser & “Höfe” 🏡")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := c.Lists(ctx)
	if err != nil {
		t.Fatal(err)
	}
	mine := 0
	for _, l := range standIn.Lists() {
		if l.Account == standIn.Lists()[0].Account && !l.Ghost {
			mine++
		}
	}
	if len(lists) != mine || !slices.Contains(lists, list) {
		t.Errorf("%d lists, want %d with the new one among them", len(lists), mine)
	}
	if got, err := c.List(ctx, list.ID); err != nil || got != list {
		t.Errorf("%+v, %v", got, err)
	}

	main := lists[slices.IndexFunc(lists, func(l graph.List) bool { return l.WellknownName == "defaultList" })]
	pages := 0
	tasks, err := c.Tasks(ctx, main.ID, func([]graph.Task) { pages++ })
	if err != nil || len(tasks) < opts.ExtraTasks {
		t.Fatalf("%d tasks in %d pages, %v", len(tasks), pages, err)
	}
	if opts.TopLimit > 0 && pages*opts.TopLimit < len(tasks) {
		t.Errorf("%d pages for %d tasks", pages, len(tasks))
	}

	task, err := c.CreateTask(ctx, list.ID, "Steuer 2026")
	if err != nil {
		t.Fatal(err)
	}
	ref := graph.TaskRef{ListID: list.ID, TaskID: task.ID}
	if hangs, err := c.Attachments(ctx, ref); err != nil || len(hangs) != 0 {
		t.Errorf("%+v, %v", hangs, err)
	}

	contents := map[string][]byte{"inline.txt": bytesOf(300_001), "empty.txt": {}, "one.bin": bytesOf(1), "two.pdf": bytesOf(4_500_000)}
	for _, name := range []string{"inline.txt", "empty.txt"} {
		a := graph.NewAttachment{Name: name, ContentType: "text/plain", Size: int64(len(contents[name]))}
		if id, err := c.AttachInline(ctx, ref, a, bytes.NewReader(contents[name]), nil); err != nil || id == "" {
			t.Errorf("%s: %q, %v", name, id, err)
		}
	}
	for _, name := range []string{"one.bin", "two.pdf"} {
		id := upload(t, c, ref, name, contents[name], 3_932_160)
		if (id == "") != (opts.Location == simulator.LocationMissing) {
			t.Errorf("%s is attached as %q", name, id)
		}
	}
	hangs, err := c.Attachments(ctx, ref)
	if err != nil || len(hangs) != len(contents) {
		t.Fatalf("%+v, %v", hangs, err)
	}
	if got, err := c.Task(ctx, ref); err != nil || opts.NoHasAttachments != (got.HasAttachments == nil) || got.HasAttachments != nil && !*got.HasAttachments {
		t.Errorf("%+v, %v", got, err)
	}
	for _, a := range hangs {
		if got, err := c.Attachment(ctx, ref, a.ID); err != nil || got.Name != a.Name || got.ID != a.ID {
			t.Errorf("%+v, %v", got, err)
		}
		body, length, err := c.AttachmentContent(ctx, ref, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(body)
		body.Close()
		if err != nil || !bytes.Equal(got, contents[a.Name]) || length >= 0 && length != int64(len(got)) {
			t.Errorf("%s: %d bytes of %d, %v", a.Name, len(got), length, err)
		}
		for range 2 {
			if err := c.DeleteAttachment(ctx, ref, a.ID); err != nil {
				t.Error(err)
			}
		}
	}
	sessions(t, c, ref, opts)
	refusals(t, c, ref, main)
}

// sessions is what a session says beside taking ranges.
func sessions(t *testing.T, c *graph.Client, ref graph.TaskRef, opts simulator.Options) {
	ctx := t.Context()
	content := bytesOf(3000)
	session, err := c.CreateUploadSession(ctx, ref, graph.NewAttachment{Name: "a", Size: 3000})
	if err != nil {
		t.Fatal(err)
	}
	part := graph.Range{Start: 0, Length: 1000, Total: 3000}
	if answer, err := c.PutRange(ctx, session.URL, part, bytes.NewReader(content), nil); err != nil || answer.Next != 1000 {
		t.Fatalf("%+v, %v", answer, err)
	}
	var e *graph.Error
	_, err = c.PutRange(ctx, session.URL, part, bytes.NewReader(content), nil) // again (L5)
	if !errors.As(err, &e) || !(e.Status == 400 && e.HasCode("InvalidStart") || e.Status == 416 && e.HasCode("invalidRange")) || e.Unknown() {
		t.Errorf("a range sent twice: %v", err)
	}
	status, err := c.SessionStatus(ctx, session.URL)
	if opts.SessionStatus {
		if err != nil || status.Next != 1000 || status.URL != session.URL || status.Expires.IsZero() {
			t.Errorf("%+v, %v", status, err)
		}
	} else if !errors.As(err, &e) || !e.Missing() {
		t.Errorf("asking a session: %+v, %v", status, err)
	}
	for range 2 {
		if _, err := c.DeleteSession(ctx, session.URL); err != nil {
			t.Error(err)
		}
	}
	if _, err := c.PutRange(ctx, session.URL, part, bytes.NewReader(content), nil); !errors.As(err, &e) || !e.Missing() {
		t.Errorf("a deleted session took a range: %v", err)
	}
}

// refusals come typed, with what support asks for.
func refusals(t *testing.T, c *graph.Client, ref graph.TaskRef, main graph.List) {
	ctx := t.Context()
	_, tooLarge := c.CreateUploadSession(ctx, ref, graph.NewAttachment{Name: "a", Size: 26_214_401})
	_, noTask := c.Task(ctx, graph.TaskRef{ListID: main.ID, TaskID: "AAA="})
	_, noList := c.Tasks(ctx, "../me", nil)
	for name, err := range map[string]error{"too large": tooLarge, "no task": noTask, "no list": noList} {
		var e *graph.Error
		if !errors.As(err, &e) || e.Status < 400 || e.Status > 499 || e.Code == "" || e.RequestID == "" || e.Date.IsZero() {
			t.Errorf("%s: %v (%+v)", name, err, e)
		}
	}
}

// An expired token is renewed once, in the middle of whatever is under way.
func TestExpiredTokenAgainstTheStandIn(t *testing.T) {
	standIn, c, tokens := start(t, simulator.Options{})
	lists, err := c.Lists(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	task, err := c.CreateTask(t.Context(), lists[0].ID, "t")
	if err != nil {
		t.Fatal(err)
	}
	ref := graph.TaskRef{ListID: lists[0].ID, TaskID: task.ID}
	content := bytesOf(3_000_000)
	session, err := c.CreateUploadSession(t.Context(), ref, graph.NewAttachment{Name: "a", Size: 3_000_000})
	if err != nil {
		t.Fatal(err)
	}
	standIn.ExpireAccessTokens()
	sent := 0
	answer, err := c.PutRange(t.Context(), session.URL, graph.Range{Length: 3_000_000, Total: 3_000_000}, bytes.NewReader(content), func(n int) { sent += n })
	if err != nil || !answer.Done || sent != len(content) || tokens.renewals != 1 {
		t.Errorf("%+v, %v, %d bytes, %d renewals", answer, err, sent, tokens.renewals)
	}
}

// Many at once, the window and the engine: never more than four under way, and so never a 429.
func TestMannersAgainstTheStandIn(t *testing.T) {
	standIn, window, _ := start(t, simulator.Options{Latency: 2 * time.Millisecond})
	engine := window.Engine(nil)
	lists, err := window.Lists(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	task, err := window.CreateTask(t.Context(), lists[0].ID, "t")
	if err != nil {
		t.Fatal(err)
	}
	ref := graph.TaskRef{ListID: lists[0].ID, TaskID: task.ID}
	var workers sync.WaitGroup
	for n := range 10 {
		workers.Go(func() {
			upload(t, engine, ref, fmt.Sprintf("%d.bin", n), bytesOf(700_000), 300_000)
			if _, err := engine.AttachInline(t.Context(), ref, graph.NewAttachment{Name: "i", Size: 1000}, bytes.NewReader(bytesOf(1000)), nil); err != nil {
				t.Error(err)
			}
		})
		workers.Go(func() {
			if _, err := window.Attachments(t.Context(), ref); err != nil {
				t.Error(err)
			}
			if _, err := window.Tasks(t.Context(), lists[0].ID, nil); err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	for mailbox, most := range standIn.MostInFlight() {
		if most > 4 {
			t.Errorf("%s: %d at once", mailbox, most)
		}
	}
	for _, r := range standIn.Requests() {
		if r.Status == 429 {
			t.Errorf("%s was answered 429", r.Path)
		}
	}
	if got := len(standIn.Attachments()); got < 20 {
		t.Errorf("%d attachments", got)
	}
}

// pipeListener is a listener in memory, so that time can be virtual.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}
func (l *pipeListener) Close() error   { l.once.Do(func() { close(l.closed) }); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// 400 MB by four senders that know nothing but to send again after a 429: the server has to say it once, when its 150
// MB in 5 minutes are used up, and nothing is sent while it asks for a pause.
func TestPaceAgainstTheStandIn(t *testing.T) {
	if testing.Short() {
		t.Skip("sends 400 MB through memory")
	}
	synctest.Test(t, func(t *testing.T) {
		listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
		standIn := simulator.New(simulator.Options{AutoAccept: true, Latency: 20 * time.Millisecond, Rate: 2_000_000})
		running := standIn.Serve(listener)
		transport := graph.NewTransport()
		transport.DialContext = listener.dial
		tokens := signIn(t, running.URL(), &http.Client{Transport: transport})
		governor := graph.NewGovernor()
		client, err := graph.New(graph.Config{Graph: running.URL(), Tokens: tokens, Governor: governor, HTTP: &http.Client{Transport: transport}})
		if err != nil {
			t.Fatal(err)
		}
		lists, err := client.Lists(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		task, err := client.CreateTask(t.Context(), lists[0].ID, "t")
		if err != nil {
			t.Fatal(err)
		}
		ref := graph.TaskRef{ListID: lists[0].ID, TaskID: task.ID}
		engine := client.Engine(nil)
		began := time.Now()
		content := bytesOf(20_000_000)
		var workers sync.WaitGroup
		for worker := range 4 {
			workers.Go(func() {
				for n := range 5 {
					sendFile(t, engine, ref, fmt.Sprintf("%d-%d", worker, n), content)
				}
			})
		}
		workers.Wait()
		took := time.Since(began)
		var told time.Time // when the first 429 was out: from then on everybody knows
		throttled, early := 0, 0
		for _, r := range standIn.Requests() {
			if r.Status == 429 {
				throttled++
				if told.IsZero() || r.End.Before(told) {
					told = r.End
				}
			}
			if r.InsideRetryAfter && !told.IsZero() && r.Start.After(told) {
				early++
				t.Logf("%s %s came %s after the first 429 was out", r.Method, r.Path, r.Start.Sub(told))
			}
		}
		if throttled == 0 || throttled > 4 || early != 0 {
			t.Errorf("%d answers 429, %d requests inside a Retry-After", throttled, early)
		}
		if !governor.Governed() {
			t.Error("not governed")
		}
		if took < 10*time.Minute || took > 16*time.Minute {
			t.Errorf("400 MB took %s at 150 MB per 5 minutes", took)
		}
		running.Close()
		transport.CloseIdleConnections()
	})
}

func sendFile(t *testing.T, c *graph.Client, ref graph.TaskRef, name string, content []byte) {
	total := int64(len(content))
	again := func(call func() error) {
		for {
			err := call()
			var e *graph.Error
			if errors.As(err, &e) && e.Throttled() {
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return
		}
	}
	var session graph.UploadSession
	again(func() (err error) {
		session, err = c.CreateUploadSession(t.Context(), ref, graph.NewAttachment{Name: name, Size: total})
		return err
	})
	for start := int64(0); start < total && !t.Failed(); start += 3_276_800 {
		again(func() error {
			_, err := c.PutRange(t.Context(), session.URL, graph.Range{Start: start, Length: min(3_276_800, total-start), Total: total}, bytes.NewReader(content), nil)
			return err
		})
	}
}
