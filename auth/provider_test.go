package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testClientID = "5d3c1f2e-0000-4000-8000-000000000001"
	testOID      = "00000000-0000-0000-0000-0000000000aa"
)

// provider is a small, strict sign-in server that refuses what E1 to E9 say. It also serves as a
// RoundTripper, so that tests in virtual time need no network.
type provider struct {
	t  *testing.T
	mu sync.Mutex

	authorize url.Values            // the last authorize request
	codes     map[string]url.Values // unused codes and the requests they answer
	refresh   map[string]bool       // refresh tokens, true while valid
	issued    int
	lifetime  any                         // expires_in, as it stands in the answer; nil leaves it out
	extra     map[string]any              // goes into, or with nil takes out of, each token answer
	claims    map[string]any              // of the id_token
	scopeless bool                        // a request need name no scope
	echoNonce bool                        // the id_token has the nonce of the last authorize request
	revokeOld bool                        // using a refresh token ends it
	faults    []func(http.ResponseWriter) // answers of the next token requests
	refuse    url.Values                  // the authorize answer, in place of a code
	requests  []url.Values                // token requests
	root      string
}

func newProvider(t *testing.T) *provider {
	return &provider{
		t:        t,
		codes:    map[string]url.Values{},
		refresh:  map[string]bool{},
		lifetime: 3599,
		claims: map[string]any{
			"oid": testOID, "tid": personalTenant, "sub": "s", "iss": "https://op.example/v2.0",
			"name": "Mia Berger", "preferred_username": "mia@example.com",
		},
	}
}

func (p *provider) start() *provider {
	server := httptest.NewServer(p)
	p.t.Cleanup(server.Close)
	p.root = server.URL
	return p
}

// client signs in at the provider, with a browser that accepts everything.
func (p *provider) client(change ...func(*Config)) *Client {
	p.t.Helper()
	config := Config{ClientID: testClientID, Login: p.root, Graph: p.root, OpenURL: p.browse, Wait: 20 * time.Second}
	for _, f := range change {
		f(&config)
	}
	open := config.OpenURL
	config.OpenURL = func(page string) error { return open(pastStart(page)) }
	c, err := New(config)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// pastStart follows a start page's redirect, as a browser does, and returns the address of the sign-in page.
func pastStart(page string) string {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(page)
	if err != nil {
		return page // nobody listens in a test of virtual time
	}
	response.Body.Close()
	return response.Header.Get("Location")
}

// browse is the person's browser: it follows the redirect and reads the page.
func (p *provider) browse(page string) error {
	go func() {
		response, err := http.Get(page)
		if err != nil {
			return
		}
		defer response.Body.Close()
		_, _ = io.Copy(io.Discard, response.Body)
	}()
	return nil
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/common/oauth2/v2.0/authorize":
		p.serveAuthorize(w, r)
	case "/common/oauth2/v2.0/token":
		p.serveToken(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (p *provider) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	p.authorize = q
	redirect, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case err != nil || redirect.Scheme != "http" || redirect.Hostname() != "localhost" || redirect.Path != "":
		http.Error(w, "AADSTS50011", http.StatusBadRequest)
		return
	case q.Get("client_id") != testClientID, q.Get("response_type") != "code",
		q.Get("code_challenge_method") != "S256", len(q.Get("code_challenge")) != 43,
		q.Get("scope") != "openid profile offline_access Tasks.ReadWrite":
		http.Error(w, "bad authorize request", http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	if p.refuse != nil {
		for name, values := range p.refuse {
			answer[name] = values
		}
	} else {
		p.issued++
		code := fmt.Sprintf("code-%d-%s", p.issued, strings.Repeat("c", 40))
		p.codes[code] = q
		answer.Set("code", code)
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"/?"+answer.Encode(), http.StatusFound)
}

func (p *provider) serveToken(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		p.fail(w, 400, "invalid_request", 900561)
		return
	}
	form := r.PostForm
	p.requests = append(p.requests, form)
	if len(p.faults) > 0 {
		next := p.faults[0]
		p.faults = p.faults[1:]
		next(w)
		return
	}
	switch {
	case r.Header.Get("Origin") != "":
		p.fail(w, 400, "invalid_request", 9002326)
	case form.Has("client_secret") || form.Has("client_assertion") || r.Header.Get("Authorization") != "":
		p.fail(w, 401, "invalid_client", 700025)
	case form.Get("client_id") != testClientID || !form.Has("scope") && !p.scopeless:
		p.fail(w, 400, "invalid_request", 900144)
	case form.Get("grant_type") == "authorization_code":
		asked, ok := p.codes[form.Get("code")]
		delete(p.codes, form.Get("code"))
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		switch {
		case !ok:
			p.fail(w, 400, "invalid_grant", 54005)
		case base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge"):
			p.fail(w, 400, "invalid_grant", 501481)
		case form.Get("redirect_uri") != asked.Get("redirect_uri"):
			p.fail(w, 400, "invalid_grant", 50011)
		default:
			p.grant(w)
		}
	case form.Get("grant_type") == "refresh_token":
		token := form.Get("refresh_token")
		if form.Has("code") || !p.refresh[token] {
			p.fail(w, 400, "invalid_grant", 700082)
			return
		}
		if p.revokeOld {
			p.refresh[token] = false
		}
		p.grant(w)
	default:
		p.fail(w, 400, "unsupported_grant_type", 70003)
	}
}

func (p *provider) grant(w http.ResponseWriter) {
	p.issued++
	refresh := fmt.Sprintf("refresh-%d-%s", p.issued, strings.Repeat("r", 70))
	p.refresh[refresh] = true
	if p.echoNonce {
		p.claims["nonce"] = p.authorize.Get("nonce")
	}
	payload, _ := json.Marshal(p.claims)
	answer := map[string]any{
		"token_type":     "Bearer",
		"access_token":   fmt.Sprintf("Ew-access-%d-%s", p.issued, strings.Repeat("a", 70)),
		"refresh_token":  refresh,
		"id_token":       "eyJ0eXAiOiJKV1QifQ." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln",
		"scope":          "openid profile https://graph.microsoft.com/tasks.readwrite",
		"expires_in":     p.lifetime,
		"ext_expires_in": 3599,
		"unknown":        []int{1, 2},
	}
	if p.lifetime == nil {
		delete(answer, "expires_in")
	}
	for name, value := range p.extra {
		answer[name] = value
		if value == nil {
			delete(answer, name)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(answer)
}

func (p *provider) fail(w http.ResponseWriter, status int, code string, number int) {
	writeFailure(w, status, code, number)
}

func writeFailure(w http.ResponseWriter, status int, code string, number int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"error":             code,
		"error_description": fmt.Sprintf("AADSTS%d: Something about it.\r\nTrace ID: 11111111-2222\r\nCorrelation ID: 33333333-4444\r\nTimestamp: 2026-11-22 20:00:00Z", number),
		"error_codes":       []int{number},
		"timestamp":         "2026-11-22 20:00:00Z",
		"trace_id":          "11111111-2222",
		"correlation_id":    "33333333-4444",
		"error_uri":         "https://login.microsoftonline.com/error?code=1",
	})
}

// fault makes the next token request fail.
func (p *provider) fault(answers ...func(http.ResponseWriter)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, answers...)
}

func status(status int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
	}
}

func refusal(status int, code string, number int) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { writeFailure(w, status, code, number) }
}

// count is how many token requests there were of a grant type; "" counts all.
func (p *provider) count(grantType string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, form := range p.requests {
		if grantType == "" || form.Get("grant_type") == grantType {
			n++
		}
	}
	return n
}

// RoundTrip answers without a network.
func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	p.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

func offlineHTTP(p *provider) *http.Client { return &http.Client{Transport: p} }

// offline is a client whose requests reach the provider without a network, and one account signed in.
func (p *provider) offline(change ...func(*Config)) (*Client, Account) {
	p.t.Helper()
	p.root = "https://login.example"
	c := p.client(append([]func(*Config){func(config *Config) { config.HTTP = offlineHTTP(p) }}, change...)...)
	return c, p.signIn(c)
}

// signIn signs the provider's person in without a browser.
func (p *provider) signIn(c *Client) Account {
	p.t.Helper()
	recorder := httptest.NewRecorder()
	p.mu.Lock()
	p.grant(recorder)
	p.mu.Unlock()
	var answer map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		p.t.Fatal(err)
	}
	text := func(name string) string { value, _ := answer[name].(string); return value }
	granted := grant{access: text("access_token"), refresh: text("refresh_token"), idToken: text("id_token"), scope: text("scope")}
	if seconds, err := strconv.ParseFloat(fmt.Sprint(answer["expires_in"]), 64); err == nil {
		granted.expiry = time.Now().Add(time.Duration(seconds) * time.Second)
	}
	account, err := c.admit(p.t.Context(), granted)
	if err != nil {
		p.t.Fatal(err)
	}
	return account
}
