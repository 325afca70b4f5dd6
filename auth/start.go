package auth

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
)

// startPath begins the path of each start page.
const startPath = "/start/"

// startPages are the pages that the browser is opened with. Every user of the computer can read the address that a
// browser is started with, so it carries nothing of the sign-in: the page redirects to the sign-in page, once.
type startPages struct {
	signIn string // the address of the sign-in page

	mu   sync.Mutex
	used map[string]bool // by path
}

func newStartPages(signIn string) *startPages {
	return &startPages{signIn: signIn, used: map[string]bool{}}
}

// add returns the path of a new page.
func (s *startPages) add() string {
	path := startPath + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used[path] = false
	return path
}

// has reports whether there is such a page.
func (s *startPages) has(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.used[path]
	return ok
}

// use reports whether this is the first use of a page.
func (s *startPages) use(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.used[path]
	s.used[path] = true
	return first
}

// serveStart sends the browser on to the sign-in page. A page that is fetched twice, or by another user, ends the
// sign-in: whoever came first may sign in as somebody else.
func (c *callback) serveStart(w http.ResponseWriter, r *http.Request) {
	switch {
	case !loopbackHost(r.Host) || !c.starts.has(r.URL.Path):
		c.pages.write(w, http.StatusNotFound, c.pages.waiting())
	case r.Method == http.MethodHead:
		c.pages.write(w, http.StatusOK, c.pages.waiting())
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", "GET, HEAD")
		c.pages.write(w, http.StatusMethodNotAllowed, c.pages.waiting())
	case fetchedAhead(r.Header) || !navigates(r.Header):
		c.pages.write(w, http.StatusServiceUnavailable, c.pages.waiting())
	case c.peer(r) == peerOther:
		c.giveUp(w, keyOtherUser)
	case !c.starts.use(r.URL.Path):
		c.giveUp(w, keyOpenedTwice)
	default:
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, c.starts.signIn, http.StatusFound)
	}
}

// navigates reports whether a request can be one of a person's tab. Browsers say so since 2020; other programs need
// not.
func navigates(header http.Header) bool {
	mode := strings.ToLower(header.Get("Sec-Fetch-Mode"))
	return mode == "" || mode == "navigate"
}

// giveUp ends the sign-in, and tells whoever asked why.
func (c *callback) giveUp(w http.ResponseWriter, key string) {
	failure := fault("authorize", key, nil)
	c.givenUp.CompareAndSwap(nil, failure)
	if c.taken.CompareAndSwap(nil, &answer{}) {
		close(c.delivered)
		c.answers <- answer{}
	}
	c.pages.write(w, http.StatusOK, c.pages.failure(failure))
}
