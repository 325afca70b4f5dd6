package auth

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestSignIn(t *testing.T) {
	p := newProvider(t).start()
	pages := make(chan string, 1)
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error {
			go func() { pages <- get(t, page) }()
			return nil
		}
	})
	var opened string
	account, err := c.SignIn(t.Context(), SignInOptions{LoginHint: "mia@example.com", Prompt: "login", Opened: func(page string, until time.Time) {
		opened = page
		if left := time.Until(until); left < 10*time.Second || left > 20*time.Second {
			t.Errorf("the wait ends in %v", left)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := Account{ID: testOID + "." + personalTenant, ObjectID: testOID, TenantID: personalTenant, Name: "Mia Berger", Username: "mia@example.com"}
	if account != want || !account.Personal() {
		t.Errorf("account %+v", account)
	}
	if page := <-pages; !strings.Contains(page, "You are signed in, Mia Berger") || !strings.Contains(page, "close this tab") {
		t.Errorf("the browser shows %s", page)
	}
	if p.authorize.Get("login_hint") != "mia@example.com" || p.authorize.Get("prompt") != "login" || p.authorize.Get("response_mode") != "query" {
		t.Errorf("authorize request %v", p.authorize)
	}
	token, err := c.Tokens(account.ID).Token(t.Context())
	if err != nil || !strings.HasPrefix(token, "Ew-access-") {
		t.Errorf("token %q, %v", token, err)
	}
	if got := c.Accounts(); len(got) != 1 || got[0] != want {
		t.Errorf("accounts %+v", got)
	}
	redirect := redirectOf(t, opened)
	if _, err := net.DialTimeout("tcp", redirect.Host, time.Second); err == nil {
		t.Error("the port is still open after the sign-in")
	}
}

func TestPageInThePersonsLanguage(t *testing.T) {
	p := newProvider(t).start()
	pages := make(chan string, 1)
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error {
			go func() { pages <- get(t, page) }()
			return nil
		}
		config.Translate = func(key, english string) string {
			if key == keyPageGreeting {
				return "Hallo {{.Name}} <&>"
			}
			return "(" + english + ")"
		}
	})
	if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil {
		t.Fatal(err)
	}
	page := <-pages
	for _, want := range []string{"Hallo Mia Berger &lt;&amp;&gt;", "(You can close this tab", "<html>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
}

func TestSignInIsFreshEachTime(t *testing.T) {
	p := newProvider(t).start()
	c := p.client()
	seen := map[string]bool{}
	for range 3 {
		if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"state", "code_challenge", "nonce"} {
			if value := p.authorize.Get(name); len(value) < 22 || seen[value] {
				t.Errorf("%s %q is short or used before", name, value)
			} else {
				seen[value] = true
			}
		}
	}
}

// Strays: the browser asks for an icon, a neighbour guesses, a page is reloaded. The sign-in goes on waiting (C2).
func TestStraysAreIgnored(t *testing.T) {
	p := newProvider(t).start()
	asked := make(chan string, 1)
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error { asked <- page; return nil }
	})
	done := make(chan error, 1)
	go func() {
		_, err := c.SignIn(t.Context(), SignInOptions{})
		done <- err
	}()
	page := <-asked
	root := redirectOf(t, page).String()
	state := stateOf(t, page)
	strays := []struct {
		method, url, body, kind, host string
		want                          int
	}{
		{"GET", root + "/favicon.ico", "", "", "", 404},
		{"GET", root + "/callback?code=x&state=" + state, "", "", "", 404},
		{"GET", root + "/", "", "", "", 400},
		{"GET", root + "/?code=x&state=wrong", "", "", "", 400},
		{"GET", root + "/?code=x", "", "", "", 400},
		{"GET", root + "/?error=access_denied", "", "", "", 400},
		{"GET", root + "/?error=access_denied&state=" + state[1:], "", "", "", 400},
		{"GET", root + "/?state=" + state, "", "", "", 400},
		{"GET", root + "/?code=&state=" + state, "", "", "", 400},
		{"GET", root + "/?code=a&code=b&state=" + state, "", "", "", 400},
		{"GET", root + "/?code=a&state=" + state + "&state=x", "", "", "", 400},
		{"GET", root + "/?code=%zz&state=" + state, "", "", "", 400},
		{"GET", root + "/?code=x&state=" + state, "", "", "evil.example", 404},
		{"HEAD", root + "/?code=x&state=" + state, "", "", "", 405},
		{"PUT", root + "/?code=x&state=" + state, "", "", "", 405},
		{"OPTIONS", root + "/", "", "", "", 405},
		{"POST", root + "/?code=x&state=" + state, "", "application/x-www-form-urlencoded", "", 400},
		{"POST", root + "/", "code=x&state=" + state, "text/plain", "", 400},
		{"POST", root + "/", "code=x&state=wrong", "application/x-www-form-urlencoded", "", 400},
		{"POST", root + "/", "code=" + strings.Repeat("x", 70000) + "&state=" + state, "application/x-www-form-urlencoded", "", 400},
	}
	for _, stray := range strays {
		request, err := http.NewRequestWithContext(t.Context(), stray.method, stray.url, strings.NewReader(stray.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Host = stray.host
		if stray.kind != "" {
			request.Header.Set("Content-Type", stray.kind)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatalf("%s %s: %v", stray.method, stray.url, err)
		}
		response.Body.Close()
		if response.StatusCode != stray.want {
			t.Errorf("%s %s: status %d, want %d", stray.method, stray.url, response.StatusCode, stray.want)
		}
	}
	select {
	case err := <-done:
		t.Fatalf("a stray ended the sign-in: %v", err)
	default:
	}
	if body := get(t, page); !strings.Contains(body, "You are signed in") {
		t.Errorf("the browser shows %s", body)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestCallbackOnBothAddresses(t *testing.T) {
	hosts := []string{"127.0.0.1"}
	if hasIPv6(net.Listen) {
		hosts = append(hosts, "[::1]")
	}
	for _, host := range hosts {
		t.Run(host, func(t *testing.T) {
			p := newProvider(t).start()
			c := p.client(func(config *Config) {
				config.OpenURL = func(page string) error {
					port := redirectOf(t, page).Port()
					go func() {
						client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
						response, err := client.Get(page)
						if err != nil {
							t.Error(err)
							return
						}
						response.Body.Close()
						back, _ := response.Location()
						back.Host = host + ":" + port
						get(t, back.String())
					}()
					return nil
				}
			})
			if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
}

// Nobody else can hold the port on the other address: the browser's answer could end up there.
func TestPortIsOursOnBothAddresses(t *testing.T) {
	for range 20 {
		l, err := listenLoopback()
		if err != nil {
			t.Fatal(err)
		}
		addresses := []string{"127.0.0.1"}
		if hasIPv6(net.Listen) {
			addresses = append(addresses, "::1")
		}
		for _, address := range addresses {
			if other, err := net.Listen("tcp", net.JoinHostPort(address, strconv.Itoa(l.port))); err == nil {
				t.Errorf("port %d of %s is still free", l.port, address)
				other.Close()
			}
		}
		l.close()
	}
}

// TestAPortHeldOnTheOtherAddressIsNotTaken plays the system: somebody holds the first port on [::1].
func TestAPortHeldOnTheOtherAddressIsNotTaken(t *testing.T) {
	for name, test := range map[string]struct {
		ipv6      bool
		listeners int
	}{
		"the port is held":           {true, 2},
		"the machine has no address": {false, 1},
	} {
		next := 5000
		l, err := listenBy(func(network, address string) (net.Listener, error) {
			_, port, _ := net.SplitHostPort(address)
			number, _ := strconv.Atoi(port)
			if network == "tcp6" && (!test.ipv6 || number == 5001) {
				return nil, errors.New("address already in use")
			}
			if number == 0 {
				next++
				number = next
			}
			return heldPort{number}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if test.ipv6 && l.port == 5001 || len(l.listeners) != test.listeners {
			t.Errorf("%s: port %d with %d listeners", name, l.port, len(l.listeners))
		}
	}
}

// heldPort is a listener that is nothing but its port.
type heldPort struct{ port int }

func (heldPort) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (heldPort) Close() error              { return nil }
func (p heldPort) Addr() net.Addr          { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: p.port} }

// TestTheLandingPageMayDoNothing looks at what the browser is told about the page.
func TestTheLandingPageMayDoNothing(t *testing.T) {
	c := newCallback("the-state", pages{func(_, english string) string { return english }}, newStartPages("https://login.example"))
	c.finish(c.pages.over())
	for _, path := range []string{"/?state=the-state&code=x", "/", "/start/x", "/elsewhere"} {
		recorder := httptest.NewRecorder()
		c.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "http://localhost:1"+path, nil))
		header := recorder.Result().Header
		policy := strings.Split(header.Get("Content-Security-Policy"), "; ")
		for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
			if !slices.Contains(policy, want) {
				t.Errorf("%s: %q lacks %s", path, policy, want)
			}
		}
		for _, allowed := range policy {
			if strings.HasPrefix(allowed, "script") || strings.HasPrefix(allowed, "connect") {
				t.Errorf("%s: the policy allows %s", path, allowed)
			}
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

func TestFormPost(t *testing.T) {
	p := newProvider(t).start()
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error {
			go func() {
				client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
				response, err := client.Get(page)
				if err != nil {
					t.Error(err)
					return
				}
				response.Body.Close()
				back, _ := response.Location()
				answer, err := http.PostForm(redirectOf(t, page).String()+"/", back.Query())
				if err != nil {
					t.Error(err)
					return
				}
				answer.Body.Close()
			}()
			return nil
		}
	})
	if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil {
		t.Error(err)
	}
}

// Each refusal ends the sign-in with its own sentence, and the browser shows the same one.
func TestRefusals(t *testing.T) {
	tests := []struct {
		name         string
		refuse       url.Values
		fault        func(http.ResponseWriter)
		extra        map[string]any
		key, page    string
		signIn, temp bool
	}{
		{"refused by the person", url.Values{"error": {"access_denied"}, "error_description": {"AADSTS65004: User declined to consent to access the app."}}, nil, nil, keyDenied, "refused in the browser", false, false},
		{"refused, personal account", url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}}, nil, nil, keyDenied, "refused in the browser", false, false},
		{"an unknown number of an unknown class", url.Values{"error": {"new_class"}, "error_description": {"AADSTS999999999: Something new."}}, nil, nil, keyUnknown, "(new_class AADSTS999999999)", false, false},
		{"not understood", url.Values{"error": {"invalid_request"}}, nil, nil, keyRequest, "did not understand TaskDrop (invalid_request).", false, false},
		{"another kind of token", nil, nil, map[string]any{"token_type": "DPoP"}, keyTokenType, "can&#39;t use (DPoP)", false, false},
		{"code expired", nil, refusal(400, "invalid_grant", 70008), nil, keyRestart, "out of step", true, false},
		{"admin consent", url.Values{"error": {"access_denied"}, "error_description": {"AADSTS90094: The grant requires admin permission."}}, nil, nil, keyAdminConsent, "/organizations/adminconsent?client_id=" + testClientID, false, false},
		{"blocked", url.Values{"error": {"access_denied"}, "error_description": {"AADSTS53003: Access has been blocked by Conditional Access policies."}}, nil, nil, keyBlocked, "Ask your administrator", false, false},
		{"login required", url.Values{"error": {"login_required"}}, nil, nil, keyLogin, "Sign in again", true, false},
		{"server busy", url.Values{"error": {"temporarily_unavailable"}}, nil, nil, keyTemporary, "in a few minutes", false, true},
		{"unknown error", url.Values{"error": {"<script>alert(1)</script>"}}, nil, nil, keyUnknown, "&lt;script&gt;", false, false},
		{"error without a word", url.Values{"error": {"invalid_client"}}, nil, nil, keyRegistration, "application (client) id", false, false},
		{"nameless fault of the provider", url.Values{"error": {"server_error"}}, nil, nil, keyTemporary, "in a few minutes", false, true},
		{"an unknown number", url.Values{"error": {"access_denied"}, "error_description": {"AADSTS999999999: Something new."}}, nil, nil, keyDenied, "refused in the browser", false, false},
		{"loop detected", nil, refusal(400, "invalid_request", 50196), nil, keyBusy, "asks for a pause", false, true},
		{"invalid_client, nothing else", nil, func(w http.ResponseWriter) {
			w.WriteHeader(401)
			_, _ = io.WriteString(w, `{"error":"invalid_client"}`)
		}, nil, keyRegistration, "application (client) id", false, false},
		{"code refused", nil, refusal(400, "invalid_grant", 54005), nil, keyRestart, "out of step", true, false},
		{"secret wanted", nil, refusal(401, "invalid_client", 7000218), nil, keyNotPublic, "Allow public client flows", false, false},
		{"unknown app", nil, refusal(400, "unauthorized_client", 700016), nil, keyUnknownApp, "does not know this application", false, false},
		{"HTML", nil, func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(403)
			_, _ = io.WriteString(w, "<html>Forbidden by the proxy</html>")
		}, nil, keyStatus, "HTTP 403", false, false},
		{"redirect", nil, status(302, "Location", "https://elsewhere.example/token"), nil, keyStatus, "HTTP 302", false, false},
		{"permission missing", nil, nil, map[string]any{"scope": "openid profile https://graph.microsoft.com/Tasks.Read"}, keyScopeMissing, "Tasks.ReadWrite", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newProvider(t).start()
			p.refuse, p.extra = test.refuse, test.extra
			if test.fault != nil {
				p.fault(test.fault)
			}
			pages := make(chan string, 1)
			c := p.client(func(config *Config) {
				config.OpenURL = func(page string) error {
					go func() { pages <- get(t, page) }()
					return nil
				}
			})
			_, err := c.SignIn(t.Context(), SignInOptions{})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v", err)
			}
			if e.Key() != test.key || e.SignInRequired() != test.signIn || e.Temporary() != test.temp {
				t.Errorf("key %s, sign-in %v, temporary %v: %v", e.Key(), e.SignInRequired(), e.Temporary(), e)
			}
			page := <-pages
			if !strings.Contains(page, "You are not signed in") || !strings.Contains(page, test.page) {
				t.Errorf("the browser shows %s", page)
			}
			if len(c.Accounts()) != 0 {
				t.Error("there is an account")
			}
		})
	}
}

// A provider that gives no refresh token unless it asks for consent: the next sign-in asks.
func TestWithoutARefreshTokenTheNextSignInAsksForConsent(t *testing.T) {
	p := newProvider(t).start()
	p.extra = map[string]any{"refresh_token": nil}
	c := p.client()
	account, err := c.SignIn(t.Context(), SignInOptions{})
	if err != nil || !account.ShortLived {
		t.Fatalf("%+v, %v", account, err)
	}
	mustToken(t, c.Tokens(account.ID))
	if asked := p.authorize.Get("prompt"); asked != "" {
		t.Errorf("the first sign-in asks for %q", asked)
	}
	p.extra = nil
	account, err = c.SignIn(t.Context(), SignInOptions{LoginHint: account.Username})
	if err != nil || account.ShortLived || p.authorize.Get("prompt") != "consent" {
		t.Errorf("%+v, %v after prompt %q", account, err, p.authorize.Get("prompt"))
	}
	if _, err = c.SignIn(t.Context(), SignInOptions{LoginHint: account.Username}); err != nil || p.authorize.Get("prompt") != "" {
		t.Errorf("%v after prompt %q", err, p.authorize.Get("prompt"))
	}
}

// A provider with a passing fault: the person notices nothing but a moment's wait.
func TestExchangeRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		c, _ := p.offline()
		p.fault(status(503), status(429, "Retry-After", "20"), refusal(400, "invalid_grant", 54005))
		start := time.Now()
		_, err := c.redeem(t.Context(), "code", "http://localhost:1", "verifier")
		var e *Error
		if !errors.As(err, &e) || e.Key() != keyRestart {
			t.Errorf("error %v", err)
		}
		if took, n := time.Since(start), p.count("authorization_code"); took != 21*time.Second || n != 3 {
			t.Errorf("%d requests in %v", n, took)
		}
	})
}

// Browsers, and what looks over their shoulders, ask twice for the same page now and then: it is one answer, and each
// is told how it ended. Another answer to the same sign-in comes too late.
func TestSecondCallback(t *testing.T) {
	c := newCallback("the-state", pages{func(_, english string) string { return english }}, newStartPages("https://login.example"))
	server := httptest.NewServer(c)
	defer server.Close()
	back := server.URL + "/?state=the-state"
	first, second := make(chan string, 1), make(chan string, 1)
	go func() { first <- get(t, back+"&code=first") }()
	if brought := <-c.answers; brought.code != "first" {
		t.Errorf("brought %+v", brought)
	}
	go func() { second <- get(t, back+"&code=first") }()
	for _, late := range []string{"&code=second", "&error=access_denied"} {
		if body := get(t, back+late); !strings.Contains(body, "This sign-in is over") {
			t.Errorf("%s: the tab shows %s", late, body)
		}
	}
	c.finish(c.pages.failure(fault("exchange", keyRestart, nil)))
	for _, body := range []string{<-first, <-second, get(t, back+"&code=first")} {
		if !strings.Contains(body, "out of step") {
			t.Errorf("a tab shows %s", body)
		}
	}
	select {
	case again := <-c.answers:
		t.Errorf("a second answer: %+v", again)
	default:
	}
}

// A browser that guesses uses nothing up.
func TestAPageFetchedAheadIsNotTheAnswer(t *testing.T) {
	p := newProvider(t).start()
	names := []string{"Sec-Purpose", "Purpose", "X-Moz"}
	answered := make(chan int, len(names))
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error {
			back := pastStart(page) // where the provider sends the browser back to
			for _, name := range names {
				request, _ := http.NewRequest(http.MethodGet, back, nil)
				request.Header.Set(name, "prefetch;prerender")
				ahead, err := http.DefaultClient.Do(request)
				if err != nil {
					answered <- 0
					continue
				}
				ahead.Body.Close()
				answered <- ahead.StatusCode
			}
			return p.browse(back)
		}
	})
	if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil {
		t.Error(err)
	}
	for _, name := range names { // the sign-in may be over before a browser that looks ahead has its answer
		if status := <-answered; status != http.StatusServiceUnavailable {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

// The nonce of this sign-in is looked for where the provider tells it (OpenID Connect Core, 3.1.3.7).
func TestNonce(t *testing.T) {
	p := newProvider(t).start()
	c := p.client()
	p.echoNonce = true
	if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil || len(p.authorize.Get("nonce")) < 22 {
		t.Errorf("nonce %q: %v", p.authorize.Get("nonce"), err)
	}
	p.echoNonce = false
	p.claims["nonce"] = "of-another-sign-in"
	_, err := p.client().SignIn(t.Context(), SignInOptions{})
	wantKey(t, err, keyRestart)
}

func TestCancel(t *testing.T) {
	p := newProvider(t).start()
	ctx, cancel := context.WithCancel(t.Context())
	var redirect *url.URL
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error { redirect = redirectOf(t, page); cancel(); return nil }
	})
	_, err := c.SignIn(ctx, SignInOptions{})
	var e *Error
	if !errors.As(err, &e) || e.Key() != keyCancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := net.DialTimeout("tcp", redirect.Host, time.Second); err == nil {
		t.Error("the port is still open")
	}
}

// Cancel while the token endpoint hangs: the browser is told, and nobody waits for the server.
func TestCancelDuringExchange(t *testing.T) {
	p := newProvider(t).start()
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	p.fault(func(http.ResponseWriter) { cancel(); <-release })
	pages := make(chan string, 1)
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error {
			go func() { pages <- get(t, page) }()
			return nil
		}
	})
	_, err := c.SignIn(ctx, SignInOptions{})
	close(release)
	var e *Error
	if !errors.As(err, &e) || e.Key() != keyCancelled {
		t.Errorf("error %v", err)
	}
	if page := <-pages; !strings.Contains(page, "cancelled in TaskDrop") {
		t.Errorf("the browser shows %s", page)
	}
}

// quietListener is a port that nobody ever comes to, in virtual time.
type quietListener struct {
	closed chan struct{}
	once   *sync.Once
}

func (l quietListener) Accept() (net.Conn, error) { <-l.closed; return nil, net.ErrClosed }
func (l quietListener) Close() error              { l.once.Do(func() { close(l.closed) }); return nil }
func (l quietListener) Addr() net.Addr            { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711} }

// somebodyAnswers connects to a host that is there, and says nothing.
func somebodyAnswers(context.Context, string, string) (net.Conn, error) {
	near, _ := net.Pipe()
	return near, nil
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProvider(t)
		p.root = "https://login.example"
		listener := quietListener{make(chan struct{}), new(sync.Once)}
		c := p.client(func(config *Config) {
			config.Wait = 0
			config.OpenURL = func(string) error { return errors.New("no browser here") }
			config.HTTP = &http.Client{Transport: &http.Transport{DialContext: somebodyAnswers}}
		})
		c.listen = func() (*loopback, error) { return &loopback{[]net.Listener{listener}, 4711}, nil }
		var told error
		start := time.Now()
		_, err := c.SignIn(t.Context(), SignInOptions{OpenFailed: func(err error) { told = err }})
		var e *Error
		if !errors.As(err, &e) || e.Key() != keyTimeout || !strings.Contains(e.Sentence(), "within 5 minutes") {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took != DefaultWait {
			t.Errorf("waited %v", took)
		}
		var failed *Error
		if !errors.As(told, &failed) || failed.Key() != keyNoBrowser {
			t.Errorf("told %v", told)
		}
		select {
		case <-listener.closed:
		default:
			t.Error("the port is still open")
		}
		time.Sleep(deliveryTimeout)
	})
}

func TestNoPort(t *testing.T) {
	p := newProvider(t).start()
	c := p.client()
	c.listen = func() (*loopback, error) { return nil, errPortTaken }
	_, err := c.SignIn(t.Context(), SignInOptions{})
	var e *Error
	if !errors.As(err, &e) || e.Key() != keyNoPort || !errors.Is(err, errPortTaken) {
		t.Errorf("error %v", err)
	}
}

// A browser that stays open keeps its starter busy; the sign-in does not wait for it.
func TestBrowserThatBlocks(t *testing.T) {
	p := newProvider(t).start()
	release := make(chan struct{})
	defer close(release)
	c := p.client(func(config *Config) {
		config.OpenURL = func(page string) error {
			_ = p.browse(page)
			<-release
			return nil
		}
	})
	if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil {
		t.Error(err)
	}
}

func TestSignOut(t *testing.T) {
	p := newProvider(t).start()
	p.claims["login_hint"] = "O.CiQ &x"
	c := p.client()
	account, err := c.SignIn(t.Context(), SignInOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.LogoutURL(account.ID), p.root+"/common/oauth2/v2.0/logout?logout_hint=O.CiQ+%26x"; got != want {
		t.Errorf("logout page %s, want %s", got, want)
	}
	tokens := c.Tokens(account.ID)
	if err := c.SignOut(t.Context(), account.ID); err != nil {
		t.Fatal(err)
	}
	_, err = tokens.Token(t.Context())
	var e *Error
	if !errors.As(err, &e) || !e.SignInRequired() || e.Key() != keySignedOut {
		t.Errorf("error %v", err)
	}
	if len(c.Accounts()) != 0 {
		t.Errorf("accounts %v", c.Accounts())
	}
	// The browser may still be signed in as the one who left (C12).
	if _, err := c.SignIn(t.Context(), SignInOptions{}); err != nil || p.authorize.Get("prompt") != "select_account" {
		t.Errorf("prompt %q, %v", p.authorize.Get("prompt"), err)
	}
	if _, err := tokens.Token(t.Context()); err != nil {
		t.Errorf("after signing in again: %v", err)
	}
}

// Everything logged, searched for everything secret (C11).
func TestNothingSecretIsLogged(t *testing.T) {
	p := newProvider(t).start()
	var log lockedBuffer
	c := p.client(func(config *Config) {
		config.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	account, err := c.SignIn(t.Context(), SignInOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first, _ := c.Tokens(account.ID).Token(t.Context())
	p.fault(func(w http.ResponseWriter) {
		// A server that quotes what it was sent.
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(400)
		p.writeQuote(w)
	})
	_, refused := c.Tokens(account.ID).Renew(t.Context(), first, "")
	var e *Error
	if !errors.As(refused, &e) {
		t.Fatalf("error %v", refused)
	}
	told := log.String() + e.Error() + e.Detail() + e.Sentence()
	for _, form := range p.requests {
		for _, name := range []string{"code", "code_verifier", "refresh_token"} {
			if secret := form.Get(name); secret != "" && strings.Contains(told, secret) {
				t.Errorf("%s %q was told: %s", name, secret, told)
			}
		}
	}
	for _, secret := range []string{first, "Ew-access", "refresh-", p.authorize.Get("state")} {
		if strings.Contains(told, secret) {
			t.Errorf("%q was told: %s", secret, told)
		}
	}
	if !strings.Contains(log.String(), "signed in") {
		t.Errorf("the log is empty: %s", log.String())
	}
}

// writeQuote echoes the last refresh token in an error.
func (p *provider) writeQuote(w io.Writer) {
	token := p.requests[len(p.requests)-1].Get("refresh_token")
	_, _ = io.WriteString(w, `{"error":"invalid_request","error_description":"AADSTS9002313: bad `+token+` given"}`)
}

type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

func get(t *testing.T, page string) string {
	body, ok := tryGet(context.WithoutCancel(t.Context()), page)
	if !ok {
		t.Errorf("GET %s failed", page)
	}
	return body
}

func tryGet(ctx context.Context, page string) (string, bool) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return "", false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err == nil
}

func redirectOf(t *testing.T, page string) *url.URL {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(u.Path, startPath) {
		return &url.URL{Scheme: u.Scheme, Host: u.Host}
	}
	redirect, err := url.Parse(u.Query().Get("redirect_uri"))
	if err != nil {
		t.Fatal(err)
	}
	return redirect
}

func stateOf(t *testing.T, page string) string {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("state")
}
