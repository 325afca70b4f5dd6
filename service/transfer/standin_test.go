package transfer_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// world is a stand-in server, one account signed in to it, and the disk. It lives in a synctest bubble, so the wire is
// net.Pipe and every wait is virtual.
type world struct {
	t       *testing.T
	server  *simulator.Server
	running *simulator.Running
	tokens  *tokens
	mailbox *graph.Client
	manners *graph.Governor
	dir     string
	queue   *transfer.Queue
	task    transfer.Target
	check   bool
	packer  *gatedPacker // nil packs nothing

	mu     sync.Mutex
	signIn bool // the queue asked for a person
}

const account = "oid.tid"

func newWorld(t *testing.T, opts simulator.Options) *world {
	t.Helper()
	opts.AutoAccept, opts.Empty = true, true
	w := &world{t: t, server: simulator.New(opts), dir: t.TempDir()}
	wire := newPipeListener()
	w.running = w.server.Serve(wire)
	t.Cleanup(w.running.Close)
	w.tokens = &tokens{server: w.server, busy: make(chan struct{}, 1)}
	transport := &http.Transport{
		DialContext:           func(ctx context.Context, _, _ string) (net.Conn, error) { return wire.dial(ctx) },
		ResponseHeaderTimeout: 150 * time.Second, MaxIdleConnsPerHost: 8,
	}
	t.Cleanup(transport.CloseIdleConnections)
	w.manners = graph.NewGovernor()
	mailbox, err := graph.New(graph.Config{
		Graph: "http://127.0.0.1:1", Tokens: w.tokens, HTTP: &http.Client{Transport: transport}, Governor: w.manners,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.mailbox = mailbox
	list := w.server.Lists()[0]
	w.task = w.newTask(list.ID, "Receipts")
	w.open()
	t.Cleanup(func() { _ = w.queue.Close() })
	return w
}

func (w *world) newTask(listID, title string) transfer.Target {
	w.t.Helper()
	id, err := w.server.AddTask(listID, title)
	if err != nil {
		w.t.Fatal(err)
	}
	return transfer.Target{AccountID: account, ListID: listID, TaskID: id, TaskTitle: title}
}

// open starts the program's queue, as after a start.
func (w *world) open() {
	w.t.Helper()
	journal, records, trouble, err := transfer.OpenJournal(filepath.Join(w.dir, "state"))
	if err != nil || trouble != nil {
		w.t.Fatal(err, trouble)
	}
	config := transfer.Config{
		Journal: journal, Records: records,
		Mailbox:          w.mailboxOf,
		SignInNeeded:     func(string, error) { w.mu.Lock(); w.signIn = true; w.mu.Unlock() },
		CheckAfterUpload: func() bool { return w.check },
	}
	if w.packer != nil {
		config.Packer, config.Packed, config.Unattended = w.packer, w.packer.wasPacked, w.packer.unattended
	}
	w.queue = transfer.NewQueue(config)
}

func (w *world) mailboxOf(id string) *graph.Client {
	if id != account || w.tokens.refusing() {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.mailbox
}

// signInAs gives the account another client, as a new sign-in does.
func (w *world) signInAs(mailbox *graph.Client) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mailbox = mailbox
}

// file makes a file of random bytes. A large one is random at every quarter megabyte only, so that a run of hundreds
// of worlds does not wear out the disk.
func (w *world) file(name string, size int) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	file, err := os.Create(path)
	if err != nil {
		w.t.Fatal(err)
	}
	random := mathrand.NewChaCha8([32]byte{byte(size), byte(len(name))})
	for at := 0; at < size && err == nil; at += 262_144 {
		piece := make([]byte, min(4096, size-at))
		_, _ = random.Read(piece) // never fails
		_, err = file.WriteAt(piece, int64(at))
	}
	if err := errors.Join(err, file.Truncate(int64(size)), file.Close()); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w *world) add(paths ...string) []uint64 {
	return w.queue.Add(transfer.Collect(context.Background(), transfer.DroppedPaths(paths)), w.task)
}

// settle waits, in virtual time, until the queue has nothing more to do by itself.
func (w *world) settle() {
	w.t.Helper()
	for deadline := time.Now().Add(24 * time.Hour); w.queue.Busy(); {
		if time.Now().After(deadline) {
			w.t.Fatal("the queue never came to rest")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (w *world) item(id uint64) *transfer.Status {
	w.t.Helper()
	for _, item := range w.queue.Snapshot().Items {
		if item.ID == id {
			return item
		}
	}
	w.t.Fatalf("no item %d in the queue", id)
	return nil
}

// attachedOnce checks that exactly these files hang on the task, each once and byte for byte, and that no session is
// open.
func (w *world) attachedOnce(paths ...string) {
	w.t.Helper()
	want := map[string]int{}
	for _, path := range paths {
		want[filepath.Base(path)+" "+sumOf(w.t, path)]++
	}
	got := map[string]int{}
	for _, a := range w.server.Attachments() {
		if a.TaskID == w.task.TaskID {
			got[a.Name+" "+a.SHA256]++
		}
	}
	for file, times := range want {
		if got[file] != times {
			w.t.Errorf("%s hangs on the task %d times, want %d", file, got[file], times)
		}
	}
	for file, times := range got {
		if want[file] == 0 {
			w.t.Errorf("%s hangs on the task %d times, want none", file, times)
		}
	}
	w.noSessions()
}

func (w *world) noSessions() {
	w.t.Helper()
	for _, s := range w.server.Sessions() {
		if !s.Expired {
			w.t.Errorf("session of %s left open at byte %d", s.Name, s.Next)
		}
	}
}

// noneInsideRetryAfter checks that nobody came back before the server allowed it. One on its way already when the 429
// went out could not know.
func (w *world) noneInsideRetryAfter() {
	w.t.Helper()
	for _, r := range w.server.Requests() {
		if r.InsideRetryAfter && r.AfterThrottled > 0 {
			w.t.Errorf("request %d (%s) came inside a Retry-After", r.Number, r.Call)
		}
	}
}

// uploaded is how many bytes of ranges and inline bodies were sent in all, by what the requests announced.
func (w *world) uploaded() (n int64) {
	for _, r := range w.server.Requests() {
		if r.Call == simulator.CallPutRange {
			n += r.Length
		}
	}
	return n
}

func (w *world) calls(kind simulator.Call) (n int) {
	for _, r := range w.server.Requests() {
		if r.Call == kind {
			n++
		}
	}
	return n
}

// sessionsMade is how many upload sessions the stand-in opened.
func (w *world) sessionsMade() (n int) {
	for _, r := range w.server.Requests() {
		if r.Call == simulator.CallCreateSession && r.Status == http.StatusCreated {
			n++
		}
	}
	return n
}

func sumOf(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// tokens signs in at the stand-in as a browser would.
type tokens struct {
	server *simulator.Server
	busy   chan struct{} // a lock that may be held through virtual time, as a Mutex may not
	access string
	refuse error
	renews int

	signedOut atomic.Bool
}

func (k *tokens) lock()   { k.busy <- struct{}{} }
func (k *tokens) unlock() { <-k.busy }

func (k *tokens) refusing() bool { return k.signedOut.Load() }

func (k *tokens) setRefusing(err error) {
	k.signedOut.Store(err != nil)
	k.lock()
	defer k.unlock()
	k.refuse = err
}

func (k *tokens) Token(context.Context) (string, error) {
	k.lock()
	defer k.unlock()
	if k.refuse != nil {
		return "", k.refuse
	}
	if k.access == "" {
		return k.signIn()
	}
	return k.access, nil
}

func (k *tokens) Renew(_ context.Context, rejected, _ string) (string, error) {
	k.lock()
	defer k.unlock()
	k.renews++
	if k.refuse != nil {
		return "", k.refuse
	}
	if k.access != rejected {
		return k.access, nil
	}
	return k.signIn()
}

func (k *tokens) signIn() (string, error) {
	verifier := rand.Text() + rand.Text()
	challenge := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"client_id": {simulator.DemoClientID}, "response_type": {"code"}, "redirect_uri": {"http://localhost:9"}, "state": {"s"},
		"scope": {"openid profile offline_access Tasks.ReadWrite"}, "code_challenge_method": {"S256"},
		"code_challenge": {base64URL(challenge[:])},
	}
	answer := k.ask(httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1/common/oauth2/v2.0/authorize?"+query.Encode(), nil))
	back, err := url.Parse(answer.Header().Get("Location"))
	if err != nil || back.Query().Get("code") == "" {
		return "", fmt.Errorf("no code: %d %s", answer.Code, answer.Body)
	}
	form := url.Values{
		"client_id": {simulator.DemoClientID}, "grant_type": {"authorization_code"}, "code": {back.Query().Get("code")},
		"redirect_uri": {"http://localhost:9"}, "code_verifier": {verifier},
	}
	request := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:1/common/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var token struct {
		Access string `json:"access_token"`
	}
	body := k.ask(request).Body.Bytes()
	if err := json.Unmarshal(body, &token); err != nil || token.Access == "" {
		return "", fmt.Errorf("no token: %s", body)
	}
	k.access = token.Access
	return k.access, nil
}

func (k *tokens) ask(request *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	k.server.ServeHTTP(answer, request)
	return answer
}

// pipeListener is a wire of net.Pipe: inside a synctest bubble, waiting on it is waiting in virtual time.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
