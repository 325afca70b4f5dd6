package auth

import (
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// answer is what the browser brought back: a code, or why there is none.
type answer struct {
	code    string
	refused *providerAnswer
}

// same reports whether two requests brought the same answer.
func (a answer) same(other answer) bool {
	if a.refused == nil || other.refused == nil {
		return a.refused == other.refused && a.code == other.code
	}
	return a.refused.Code == other.refused.Code
}

// callback serves the redirect of one sign-in. Only a request with the right state is the answer; any other request
// gets a page and changes nothing (C2).
type callback struct {
	state   string
	pages   pages
	starts  *startPages
	peer    func(*http.Request) peer
	answers chan answer // of capacity 1
	taken   atomic.Pointer[answer]
	givenUp atomic.Pointer[Error] // why the sign-in is given up

	settle    sync.Once
	settled   chan struct{} // closed when the outcome is known
	outcome   page
	delivered chan struct{} // closed when the first browser has its page, or is gone
}

func newCallback(state string, pages pages, starts *startPages) *callback {
	return &callback{
		state:     state,
		pages:     pages,
		starts:    starts,
		peer:      peerOf,
		answers:   make(chan answer, 1),
		settled:   make(chan struct{}),
		delivered: make(chan struct{}),
	}
}

// finish says how the sign-in ended. The browser that waits for it is shown this page, so that it tells the truth.
func (c *callback) finish(outcome page) {
	c.settle.Do(func() {
		c.outcome = outcome
		close(c.settled)
	})
}

// waitDelivered waits until the browser has its page, if one is waiting for it.
func (c *callback) waitDelivered(most time.Duration) {
	if c.taken.Load() == nil {
		return
	}
	select {
	case <-c.delivered:
	case <-time.After(most):
	}
}

// bodyLimit is the most of a form_post that is read, in bytes: a code is 1 to 2 KB.
const bodyLimit = 64 << 10

func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, startPath) {
		c.serveStart(w, r)
		return
	}
	values, status := c.parameters(w, r)
	if status != 0 {
		c.pages.write(w, status, c.pages.waiting())
		return
	}
	answer, ok := readAnswer(values, c.state)
	if !ok {
		c.pages.write(w, http.StatusBadRequest, c.pages.waiting())
		return
	}
	if c.peer(r) == peerOther {
		c.giveUp(w, keyOtherUser)
		return
	}
	if c.taken.CompareAndSwap(nil, &answer) {
		defer close(c.delivered)
		c.answers <- answer
	} else if !answer.same(*c.taken.Load()) {
		c.pages.write(w, http.StatusOK, c.pages.over())
		return
	}
	// Browsers now and then ask twice for one page, and the person may see the second.
	select {
	case <-c.settled:
	case <-r.Context().Done():
		return
	}
	c.pages.write(w, http.StatusOK, c.outcome)
	_ = http.NewResponseController(w).Flush()
}

// parameters are what a request to the redirect URI carries, in the query or in a posted form. status is the answer to
// a request that is none.
func (c *callback) parameters(w http.ResponseWriter, r *http.Request) (values url.Values, status int) {
	switch {
	case r.URL.Path != "/" || !loopbackHost(r.Host):
		return nil, http.StatusNotFound
	case r.Method == http.MethodGet && fetchedAhead(r.Header):
		return nil, http.StatusServiceUnavailable
	case r.Method == http.MethodGet:
		// A pair that can't be read is left out, so that a description with a stray % does not hide a refusal.
		values, _ = url.ParseQuery(r.URL.RawQuery)
		return values, 0
	case r.Method == http.MethodPost:
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		if kind != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
			return nil, http.StatusBadRequest
		}
		return r.PostForm, 0
	}
	w.Header().Set("Allow", "GET, POST")
	return nil, http.StatusMethodNotAllowed
}

// fetchedAhead reports whether a browser only guesses that the page will be wanted. Nobody would see it, and the code
// would be used up; the browser asks again when the person does.
func fetchedAhead(header http.Header) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if purpose := strings.ToLower(header.Get(name)); strings.Contains(purpose, "prefetch") || strings.Contains(purpose, "preview") {
			return true
		}
	}
	return false
}

// readAnswer returns the answer in the parameters. ok is false unless each is there at most once (RFC 6749, 3.1), the
// state is right, and there is an error or a code.
func readAnswer(values url.Values, state string) (answer, bool) {
	for _, name := range []string{"state", "code", "error"} {
		if len(values[name]) > 1 {
			return answer{}, false
		}
	}
	if subtle.ConstantTimeCompare([]byte(values.Get("state")), []byte(state)) != 1 {
		return answer{}, false
	}
	if code := values.Get("error"); code != "" {
		return answer{refused: &providerAnswer{
			Code:        code,
			Description: values.Get("error_description"),
			Suberror:    values.Get("error_subcode"),
			Claims:      values.Get("claims"),
		}}, true
	}
	if code := values.Get("code"); code != "" {
		return answer{code: code}, true
	}
	return answer{}, false
}
