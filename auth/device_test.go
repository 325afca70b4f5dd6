package auth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// deviceProvider is a strict device code endpoint (E11): polls that come too early are told so, and count.
type deviceProvider struct {
	*provider
	mu       sync.Mutex
	approve  time.Time // zero: never
	decline  bool
	life     int
	interval time.Duration
	page     string
	odd      map[string]any // goes into the answer, or with nil out of it
	last     time.Time
	early    int
	polls    int
	path     string
}

func (p *deviceProvider) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := httptest.NewRecorder()
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	switch {
	case r.URL.Path == "/consumers/oauth2/v2.0/devicecode" || r.URL.Path == "/common/oauth2/v2.0/devicecode":
		p.path, p.last = r.URL.Path, time.Now()
		w.Header().Set("Content-Type", "application/json")
		answer := map[string]any{
			"device_code": "device-secret", "user_code": "ABCD1234", "verification_uri": p.page,
			"expires_in": p.life, "interval": int(p.interval.Seconds()), "message": "Go there.",
		}
		for name, value := range p.odd {
			answer[name] = value
			if value == nil {
				delete(answer, name)
			}
		}
		_ = json.NewEncoder(w).Encode(answer)
	case r.PostForm.Get("grant_type") == deviceGrant && r.PostForm.Get("device_code") == "device-secret":
		p.poll(w)
	default:
		writeFailure(w, 400, "invalid_request", 900144)
	}
	return w.Result(), nil
}

func (p *deviceProvider) poll(w *httptest.ResponseRecorder) {
	p.polls++
	early := time.Since(p.last) < p.interval
	p.last = time.Now()
	switch {
	case len(p.faults) > 0:
		p.faults[0](w)
		p.faults = p.faults[1:]
	case early:
		p.early++
		writeFailure(w, 400, "slow_down", 70016)
	case p.decline:
		writeFailure(w, 400, "authorization_declined", 70017)
	case p.approve.IsZero() || time.Now().Before(p.approve):
		writeFailure(w, 400, "authorization_pending", 70016)
	default:
		p.grant(w)
	}
}

func newDeviceProvider(t *testing.T) (*deviceProvider, *Client) {
	p := &deviceProvider{provider: newProvider(t), life: 900, interval: 5 * time.Second, page: "https://microsoft.com/devicelogin"}
	p.root = "https://login.example"
	return p, p.client(func(config *Config) { config.HTTP = &http.Client{Transport: p} })
}

func TestDeviceCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := newDeviceProvider(t)
		p.approve = time.Now().Add(time.Minute)
		p.faults = []func(http.ResponseWriter){status(503), status(429, "Retry-After", "20")}
		var shown DeviceCode
		account, err := c.SignInWithCode(t.Context(), DeviceOptions{Tenant: "consumers", Show: func(code DeviceCode) { shown = code }})
		if err != nil || account.Name != "Mia Berger" {
			t.Fatalf("account %+v, %v", account, err)
		}
		if shown.UserCode != "ABCD1234" || shown.Page != "https://microsoft.com/devicelogin" || p.path != "/consumers/oauth2/v2.0/devicecode" {
			t.Errorf("shown %+v of %s", shown, p.path)
		}
		if p.early != 0 {
			t.Errorf("%d polls came too early", p.early)
		}
		mustToken(t, c.Tokens(account.ID))
	})
}

// What other providers than Microsoft say of the same thing.
func TestDeviceCodeOfOtherProviders(t *testing.T) {
	const page = "https://microsoft.com/devicelogin"
	tests := []struct {
		name string
		odd  map[string]any
		life time.Duration
		link string
	}{
		{"as RFC 8628 has it", map[string]any{"verification_uri_complete": page + "?user_code=ABCD1234"}, 15 * time.Minute, page + "?user_code=ABCD1234"},
		{"a complete address that is none", map[string]any{"verification_uri_complete": "javascript:alert(1)"}, 15 * time.Minute, page},
		{"neither interval nor message", map[string]any{"interval": nil, "message": nil}, 15 * time.Minute, page},
		{"numbers as text", map[string]any{"interval": "5", "expires_in": "600"}, 10 * time.Minute, page},
		{"numbers with a fraction", map[string]any{"interval": 5.0, "expires_in": 600.5}, 10 * time.Minute, page},
		{"no lifetime", map[string]any{"expires_in": nil}, defaultCodeLife, page},
		{"a lifetime in the past", map[string]any{"expires_in": -1}, defaultCodeLife, page},
		{"a lifetime beyond time", map[string]any{"expires_in": 1e18}, defaultCodeLife, page},
		{"the old name of the page", map[string]any{"verification_uri": nil, "verification_url": page}, 15 * time.Minute, page},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, c := newDeviceProvider(t)
				p.odd, p.approve = test.odd, time.Now().Add(12*time.Second)
				began := time.Now()
				var shown DeviceCode
				if _, err := c.SignInWithCode(t.Context(), DeviceOptions{Show: func(code DeviceCode) { shown = code }}); err != nil {
					t.Fatal(err)
				}
				if shown.Page != page || shown.Link != test.link || shown.Until.Sub(began) != test.life {
					t.Errorf("shown %+v, good for %v", shown, shown.Until.Sub(began))
				}
				if p.polls != 3 || p.early != 0 {
					t.Errorf("%d polls, %d too early", p.polls, p.early)
				}
			})
		})
	}
}

func TestDeviceCodeSlowsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := newDeviceProvider(t)
		p.approve = time.Now().Add(2 * time.Minute)
		p.faults = []func(http.ResponseWriter){refusal(400, "slow_down", 70016), refusal(400, "slow_down", 70016)}
		if _, err := c.SignInWithCode(t.Context(), DeviceOptions{}); err != nil {
			t.Fatal(err)
		}
		if p.polls != 9 { // after 5, 15, and then every 15 seconds until 2 minutes are over
			t.Errorf("%d polls", p.polls)
		}
	})
}

func TestDeviceCodeEnds(t *testing.T) {
	tests := []struct {
		name  string
		setUp func(*deviceProvider)
		key   string
	}{
		{"expired", func(p *deviceProvider) { p.life = 60 }, keyDeviceExpired},
		{"declined", func(p *deviceProvider) { p.decline = true }, keyDeviceDeclined},
		{"declined, RFC 8628", func(p *deviceProvider) { p.faults = append(p.faults, refusal(400, "access_denied", 65004)) }, keyDeviceDeclined},
		{"bad code", func(p *deviceProvider) { p.faults = append(p.faults, refusal(400, "bad_verification_code", 70018)) }, keyDeviceBadCode},
		{"expired on the server", func(p *deviceProvider) { p.faults = append(p.faults, refusal(400, "expired_token", 70019)) }, keyDeviceExpired},
		{"not a public client", func(p *deviceProvider) { p.faults = append(p.faults, refusal(401, "invalid_client", 7000218)) }, keyNotPublic},
		{"a page that is none", func(p *deviceProvider) { p.page = "javascript:alert(1)" }, keyBadAnswer},
		{"a page in the clear", func(p *deviceProvider) { p.page = "http://evil.example/" }, keyBadAnswer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, c := newDeviceProvider(t)
				test.setUp(p)
				_, err := c.SignInWithCode(t.Context(), DeviceOptions{})
				wantKey(t, err, test.key)
			})
		})
	}
}

func TestDeviceCodeCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := newDeviceProvider(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := c.SignInWithCode(ctx, DeviceOptions{})
		wantKey(t, err, keyCancelled)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

func TestMergeClaims(t *testing.T) {
	tests := []struct {
		challenge, want string
	}{
		{"", `{"access_token":{"xms_cc":{"values":["cp1"]}}}`},
		{`{"access_token":{"nbf":{"essential":true,"value":"1"}}}`, `{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["cp1"]}}}`},
		{`{"id_token":{"a":null}}`, `{"access_token":{"xms_cc":{"values":["cp1"]}},"id_token":{"a":null}}`},
		{`{"access_token":null}`, `{"access_token":{"xms_cc":{"values":["cp1"]}}}`},
	}
	for _, test := range tests {
		if got, err := mergeClaims(test.challenge); err != nil || got != test.want {
			t.Errorf("%s: %s, %v", test.challenge, got, err)
		}
	}
	for _, bad := range []string{"x", "[]", "null", `{"access_token":1}`} {
		if got, err := mergeClaims(bad); err == nil {
			t.Errorf("%s: %s", bad, got)
		}
	}
}

// A challenge that Renew was given goes with the next sign-in of that account, once.
func TestNextSignInAnswersTheChallenge(t *testing.T) {
	p := newProvider(t).start()
	c := p.client()
	account, err := c.SignIn(t.Context(), SignInOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.authorize.Get("claims"); got != capability {
		t.Errorf("claims %q", got)
	}
	source := c.Tokens(account.ID)
	if _, err := source.Renew(t.Context(), mustToken(t, source), `{"access_token":{"acrs":{"value":"c1"}}}`); err == nil {
		t.Error("no error")
	}
	for _, want := range []string{`{"access_token":{"acrs":{"value":"c1"},"xms_cc":{"values":["cp1"]}}}`, capability} {
		if _, err := c.SignIn(t.Context(), SignInOptions{LoginHint: "mia@example.com"}); err != nil {
			t.Fatal(err)
		}
		if got := p.authorize.Get("claims"); got != want {
			t.Errorf("claims %q, want %q", got, want)
		}
	}
}

func TestNewTransport(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	file := filepath.Join(t.TempDir(), "company.pem")
	if err := os.WriteFile(file, pemOf(server.Certificate()), 0o600); err != nil {
		t.Fatal(err)
	}
	transport, err := NewTransport(NetworkOptions{CAFile: file})
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Transport: transport}).Get(server.URL)
	if err != nil {
		t.Fatalf("with the certificate file: %v", err)
	}
	response.Body.Close()

	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("none"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{empty, filepath.Join(t.TempDir(), "missing.pem")} {
		_, err := NewTransport(NetworkOptions{CAFile: bad})
		wantKey(t, err, keyBadCA)
	}
	for _, bad := range []string{"proxy.example", "ftp://proxy.example", "http://", "http://mia:secret%zz@proxy"} {
		_, err := NewTransport(NetworkOptions{Proxy: bad})
		wantKey(t, err, keyBadProxy)
	}
}

// A proxy with user and password, and one that refuses them.
func TestProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := (&http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}).BasicAuth()
		asked = append(asked, r.Method+" "+r.Host+" "+user+" "+password)
		connection, _, _ := w.(http.Hijacker).Hijack()
		_, _ = io.WriteString(connection, "HTTP/1.1 407 authenticationrequired\r\nContent-Length: 0\r\n\r\n") // in words of its own
		connection.Close()
	}))
	defer proxy.Close()
	address, _ := url.Parse(proxy.URL)
	address.User = url.UserPassword("mia", "secret")
	transport, err := NewTransport(NetworkOptions{Proxy: address.String()})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{ClientID: "id", Login: "https://login.example", Graph: "https://graph.example", HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	_, failure := c.refresh(t.Context(), "old")
	wantKey(t, failure, keyProxyPassword)
	if len(asked) != 1 || asked[0] != "CONNECT login.example:443 mia secret" {
		t.Errorf("the proxy was asked %q", asked)
	}
}

func pemOf(certificate *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
}

// TestACAFileIsBounded: the person may have picked a device or a film.
func TestACAFileIsBounded(t *testing.T) {
	file := filepath.Join(t.TempDir(), "film.pem")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, caFileLimit+1); err != nil {
		t.Fatal(err)
	}
	_, err := NewTransport(NetworkOptions{CAFile: file})
	wantKey(t, err, keyBadCA)
	if err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("error %v", err)
	}
}

// TestOldTLSIsRefused asks servers of several ages.
func TestOldTLSIsRefused(t *testing.T) {
	for version, accepted := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		server.TLS = &tls.Config{MinVersion: version, MaxVersion: version}
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		defer server.Close()
		file := filepath.Join(t.TempDir(), "ca.pem")
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
		if err := os.WriteFile(file, certificate, 0o600); err != nil {
			t.Fatal(err)
		}
		transport, err := NewTransport(NetworkOptions{CAFile: file})
		if err != nil {
			t.Fatal(err)
		}
		response, err := (&http.Client{Transport: transport}).Get(server.URL)
		if err == nil {
			response.Body.Close()
		}
		if (err == nil) != accepted {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		transport.CloseIdleConnections()
	}
}
