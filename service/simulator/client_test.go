package simulator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	personal = "mia.berger@outlook.example"
	work     = "m.berger@contoso.example"
	allScope = "openid profile offline_access Tasks.ReadWrite"
)

// client is a plain HTTP client of a stand-in that listens on a real port.
type client struct {
	t      testing.TB
	server *Server
	root   string
	http   *http.Client
	token  string
	header http.Header
}

// start runs a stand-in and does not sign in.
func start(t testing.TB, opts Options) *client {
	t.Helper()
	server := New(opts)
	running, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	return &client{t: t, server: server, root: running.URL(), header: http.Header{}, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signedIn runs a stand-in and signs the personal account in.
func signedIn(t testing.TB, opts Options) *client {
	t.Helper()
	opts.AutoAccept = true
	c := start(t, opts)
	c.token = c.signIn(personal, allScope).text("access_token")
	return c
}

// reply is an answer read to its end.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

func (r reply) object() map[string]any {
	r.t.Helper()
	var object map[string]any
	if err := json.Unmarshal(r.body, &object); err != nil {
		r.t.Fatalf("no JSON object: %q", r.body)
	}
	return object
}

func (r reply) text(key string) string { s, _ := r.object()[key].(string); return s }

// values are the entities of a collection.
func (r reply) values() []map[string]any {
	r.t.Helper()
	var found []map[string]any
	entries, ok := r.object()["value"].([]any)
	if !ok {
		r.t.Fatalf("no collection: %s", r.body)
	}
	for _, entry := range entries {
		found = append(found, entry.(map[string]any))
	}
	return found
}

// want fails the test unless the status, and any given words in the body, are there.
func (r reply) want(status int, words ...string) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %.400s", r.status, status, r.body)
	}
	for _, word := range words {
		if !strings.Contains(string(r.body), word) {
			r.t.Fatalf("%q is not in the answer %.600s", word, r.body)
		}
	}
	return r
}

// try sends a request; err is that of the transport.
func (c *client) try(method, target string, body []byte, header ...string) (reply, error) {
	c.t.Helper()
	if strings.HasPrefix(target, "/") {
		target = c.root + target
	}
	var content io.Reader
	if body != nil {
		content = bytes.NewReader(body)
	}
	request, err := http.NewRequestWithContext(context.Background(), method, target, content)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i+1] == "" {
			request.Header.Del(header[i])
			continue
		}
		request.Header.Set(header[i], header[i+1])
	}
	response, err := c.http.Do(request)
	if err != nil {
		return reply{t: c.t}, err
	}
	defer response.Body.Close()
	answered, err := io.ReadAll(response.Body)
	return reply{c.t, response.StatusCode, response.Header, answered}, err
}

func (c *client) do(method, target string, body []byte, header ...string) reply {
	c.t.Helper()
	r, err := c.try(method, target, body, header...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, target, err)
	}
	return r
}

func (c *client) get(target string) reply { c.t.Helper(); return c.do("GET", target, nil) }

func (c *client) post(target string, v any) reply {
	c.t.Helper()
	content, ok := v.(string)
	if !ok {
		content = string(encode(v))
	}
	return c.do("POST", target, []byte(content), "Content-Type", "application/json")
}

func (c *client) postForm(target string, form url.Values, header ...string) reply {
	c.t.Helper()
	return c.do("POST", target, []byte(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded", "Authorization", ""}, header...)...)
}

const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authorizeValues are the parameters of a right authorize request, with changes; an empty value leaves one out.
func authorizeValues(changes ...string) url.Values {
	values := url.Values{
		"client_id": {DemoClientID}, "response_type": {"code"}, "redirect_uri": {"http://localhost:51234"}, "scope": {allScope},
		"state": {"some state"}, "code_challenge": {challenge()}, "code_challenge_method": {"S256"},
	}
	return changed(values, changes...)
}

func changed(values url.Values, changes ...string) url.Values {
	for i := 0; i < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			values.Del(changes[i])
		}
	}
	return values
}

func (c *client) authorize(changes ...string) reply {
	c.t.Helper()
	return c.do("GET", "/common/oauth2/v2.0/authorize?"+authorizeValues(changes...).Encode(), nil, "Authorization", "")
}

// back is where a redirect goes.
func (r reply) back() *url.URL {
	r.t.Helper()
	r.want(http.StatusFound)
	target, err := url.Parse(r.header.Get("Location"))
	if err != nil {
		r.t.Fatal(err)
	}
	return target
}

// code runs a sign-in with AutoAccept up to the code.
func (c *client) code(changes ...string) string {
	c.t.Helper()
	code := c.authorize(changes...).back().Query().Get("code")
	if code == "" {
		c.t.Fatal("no code came back")
	}
	return code
}

func codeForm(code string, changes ...string) url.Values {
	return changed(url.Values{
		"client_id": {DemoClientID}, "grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {"http://localhost:51234"}, "code_verifier": {verifier},
	}, changes...)
}

func (c *client) redeem(form url.Values, header ...string) reply {
	c.t.Helper()
	return c.postForm("/common/oauth2/v2.0/token", form, header...)
}

func refreshForm(token string, changes ...string) url.Values {
	return changed(url.Values{"client_id": {DemoClientID}, "grant_type": {"refresh_token"}, "refresh_token": {token}}, changes...)
}

// signIn is a whole sign-in with AutoAccept.
func (c *client) signIn(username, scope string) reply {
	c.t.Helper()
	return c.redeem(codeForm(c.code("login_hint", username, "scope", scope))).want(http.StatusOK)
}

// target is a task to hang files on: its path, with the ids as they are.
func (c *client) target() string {
	c.t.Helper()
	for _, task := range c.server.Tasks() {
		if task.Account == personal && task.Title == "Scan the tax receipts" {
			return fmt.Sprintf("/v1.0/me/todo/lists/%s/tasks/%s", task.ListID, task.ID)
		}
	}
	c.t.Fatal("the sample task is not there")
	return ""
}

// listPath is the path of a sample list.
func (c *client) listPath(name string) string {
	c.t.Helper()
	for _, list := range c.server.Lists() {
		if list.Account == personal && list.Name == name {
			return "/v1.0/me/todo/lists/" + list.ID
		}
	}
	c.t.Fatalf("there is no list %q", name)
	return ""
}

// open creates an upload session and returns its uploadUrl.
func (c *client) open(name string, size int64) string {
	c.t.Helper()
	info := map[string]any{"attachmentType": "file", "name": name, "size": size}
	r := c.post(c.target()+"/attachments/createUploadSession", map[string]any{"attachmentInfo": info})
	if r.status != http.StatusCreated && r.status != http.StatusOK {
		c.t.Fatalf("no session: %d %s", r.status, r.body)
	}
	return r.text("uploadUrl")
}

// rangeHeader is the Content-Range of a piece.
func rangeHeader(first, length, total int64) string {
	return fmt.Sprintf("bytes %d-%d/%d", first, first+length-1, total)
}

func (c *client) put(uploadURL string, content []byte, first, total int64, header ...string) reply {
	c.t.Helper()
	r, err := c.tryPut(uploadURL, content, first, total, header...)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func (c *client) tryPut(uploadURL string, content []byte, first, total int64, header ...string) (reply, error) {
	c.t.Helper()
	base := []string{"Content-Type", "application/octet-stream", "Content-Range", rangeHeader(first, int64(len(content)), total)}
	return c.try("PUT", uploadURL+"/content", content, append(base, header...)...)
}

// upload sends a whole file in ranges of a size.
func (c *client) upload(name string, content []byte, piece int) reply {
	c.t.Helper()
	uploadURL := c.open(name, int64(len(content)))
	for first := 0; ; first += piece {
		last := min(first+piece, len(content))
		r := c.put(uploadURL, content[first:last], int64(first), int64(len(content)))
		if last == len(content) {
			return r.want(http.StatusCreated)
		}
		r.want(http.StatusOK)
	}
}

// pattern is the first size bytes of a fixed sequence. Nobody may write to it.
func pattern(size int) []byte { return wholePattern()[:size:size] }

var wholePattern = sync.OnceValue(func() []byte {
	content := make([]byte, 30<<20)
	rand.NewChaCha8([32]byte{7}).Read(content)
	return content
})

func sum(content []byte) string {
	hash := sha256.Sum256(content)
	return hex.EncodeToString(hash[:])
}

// attached are the attachments of the sample task by name.
func (c *client) attached() map[string]AttachmentInfo {
	found := map[string]AttachmentInfo{}
	for _, a := range c.server.Attachments() {
		if strings.Contains(c.target(), a.TaskID) {
			found[a.Name] = a
		}
	}
	return found
}

func within(t *testing.T, limit time.Duration, what func()) {
	t.Helper()
	begun := time.Now()
	what()
	if took := time.Since(begun); took > limit {
		t.Fatalf("took %v, at most %v is right", took, limit)
	}
}
