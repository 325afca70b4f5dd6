package auth

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// opening is a sign-in whose browser has been given an address, and has not fetched it yet.
type opening struct {
	t        *testing.T
	provider *provider
	page     string // the start page that the browser was given
	link     string // the start page that the window shows
	signIn   chan error
}

// begin starts a sign-in. peer says who sends requests; nil asks the system.
func begin(t *testing.T, peer func(*http.Request) peer) *opening {
	t.Helper()
	p := newProvider(t).start()
	asked := make(chan string, 1)
	c, err := New(Config{ClientID: testClientID, Login: p.root, Graph: p.root, Wait: 20 * time.Second,
		OpenURL: func(page string) error { asked <- page; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	c.peer = peer
	o := &opening{t: t, provider: p, signIn: make(chan error, 1)}
	link := make(chan string, 1)
	go func() {
		_, err := c.SignIn(t.Context(), SignInOptions{LoginHint: "mia@example.com", Opened: func(page string, _ time.Time) { link <- page }})
		o.signIn <- err
	}()
	o.link, o.page = <-link, <-asked
	return o
}

// fetch asks for a page without following a redirect.
func (o *opening) fetch(method, page string, headers ...string) (status int, location, body string) {
	o.t.Helper()
	request, err := http.NewRequestWithContext(o.t.Context(), method, page, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	text := make([]byte, 64<<10)
	n, _ := io.ReadFull(response.Body, text)
	return response.StatusCode, response.Header.Get("Location"), string(text[:n])
}

// ends expects the sign-in to end with that sentence.
func (o *opening) ends(key string) {
	o.t.Helper()
	wantKey(o.t, <-o.signIn, key)
}

func (o *opening) goesOn() {
	o.t.Helper()
	select {
	case err := <-o.signIn:
		o.t.Fatalf("the sign-in ended: %v", err)
	default:
	}
}

// TestTheBrowsersAddressTellsNothing: every user of the computer can read a browser's command line.
func TestTheBrowsersAddressTellsNothing(t *testing.T) {
	o := begin(t, nil)
	status, location, _ := o.fetch(http.MethodGet, o.page)
	signIn, err := url.Parse(location)
	if err != nil || status != http.StatusFound || !strings.HasSuffix(signIn.Path, "/authorize") {
		t.Fatalf("%d %s, %v", status, location, err)
	}
	for name, values := range signIn.Query() {
		for _, value := range values {
			if len(value) > 3 && strings.Contains(o.page+o.link, value) && name != "redirect_uri" {
				t.Errorf("%s or %s carries %s", o.page, o.link, name)
			}
		}
	}
	if get(t, location); <-o.signIn != nil {
		t.Error("not signed in")
	}
}

func TestTheStartPageIsGoodForOneUse(t *testing.T) {
	o := begin(t, nil)
	o.fetch(http.MethodGet, o.page)
	if _, location, body := o.fetch(http.MethodGet, o.page); location != "" || !strings.Contains(body, "more than once") {
		t.Errorf("sent to %q, and shown %s", location, body)
	}
	o.ends(keyOpenedTwice)
}

// TestASecondVisitDuringTheExchangeEndsTheSignIn: the first answer may be that of the one who should not be there.
func TestASecondVisitDuringTheExchangeEndsTheSignIn(t *testing.T) {
	o := begin(t, nil)
	o.provider.fault(func(w http.ResponseWriter) {
		o.fetch(http.MethodGet, o.page)
		o.provider.grant(w)
	})
	if body := get(t, o.page); !strings.Contains(body, "more than once") {
		t.Errorf("the browser shows %s", body)
	}
	o.ends(keyOpenedTwice)
}

// TestTheWindowsLinkIsAnotherStartPage: a person may open it after the browser took the first page.
func TestTheWindowsLinkIsAnotherStartPage(t *testing.T) {
	o := begin(t, nil)
	o.fetch(http.MethodGet, o.page)
	get(t, o.link)
	if err := <-o.signIn; err != nil {
		t.Error(err)
	}
}

func TestAnotherUserEndsTheSignIn(t *testing.T) {
	other := func(r *http.Request) peer {
		if r.Header.Get("From") == "mallory" {
			return peerOther
		}
		return peerOurs
	}
	t.Run("at the start page", func(t *testing.T) {
		o := begin(t, other)
		if _, location, body := o.fetch(http.MethodGet, o.page, "From", "mallory"); location != "" || !strings.Contains(body, "Another user") {
			t.Errorf("sent to %q, and shown %s", location, body)
		}
		o.ends(keyOtherUser)
	})
	t.Run("at the answer", func(t *testing.T) {
		o := begin(t, other)
		_, location, _ := o.fetch(http.MethodGet, o.page)
		signIn, err := url.Parse(location)
		if err != nil {
			t.Fatal(err)
		}
		answer := url.Values{"state": {signIn.Query().Get("state")}, "error": {"access_denied"}}
		o.fetch(http.MethodGet, signIn.Query().Get("redirect_uri")+"/?"+answer.Encode(), "From", "mallory")
		o.ends(keyOtherUser)
	})
	t.Run("without the address it changes nothing", func(t *testing.T) {
		o := begin(t, other)
		root := strings.SplitAfterN(o.page, "/", 4)
		base := strings.Join(root[:3], "")
		for _, path := range []string{"", "start/", "start/GUESS", "?code=x&state=y"} {
			o.fetch(http.MethodGet, base+path, "From", "mallory")
		}
		o.goesOn()
		get(t, o.page)
		if err := <-o.signIn; err != nil {
			t.Error(err)
		}
	})
}

// TestWhatIsNoVisitUsesNothingUp: a browser that looks ahead, a scanner, and a page of another site are no person.
func TestWhatIsNoVisitUsesNothingUp(t *testing.T) {
	o := begin(t, nil)
	for _, request := range []struct {
		method  string
		headers []string
		want    int
	}{
		{http.MethodHead, nil, http.StatusOK},
		{http.MethodPost, nil, http.StatusMethodNotAllowed},
		{http.MethodGet, []string{"Sec-Purpose", "prefetch;prerender"}, http.StatusServiceUnavailable},
		{http.MethodGet, []string{"Purpose", "prefetch"}, http.StatusServiceUnavailable},
		{http.MethodGet, []string{"X-Moz", "prefetch"}, http.StatusServiceUnavailable},
		{http.MethodGet, []string{"Sec-Fetch-Mode", "no-cors"}, http.StatusServiceUnavailable},
		{http.MethodGet, []string{"Host", "evil.example"}, http.StatusNotFound},
	} {
		status, location, _ := o.fetch(request.method, o.page, request.headers...)
		if status != request.want || location != "" {
			t.Errorf("%s %v: %d, sent to %q", request.method, request.headers, status, location)
		}
	}
	o.goesOn()
	if status, _, _ := o.fetch(http.MethodGet, o.page, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"); status != http.StatusFound {
		t.Errorf("the person's own visit: %d", status)
	}
	get(t, o.link)
	if err := <-o.signIn; err != nil {
		t.Error(err)
	}
}
