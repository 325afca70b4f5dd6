package simulator

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Server is a stand-in for Microsoft's sign-in and To Do. It is an http.Handler for both at once: the sign-in lies
// under /{tenant}/oauth2/v2.0/, Graph under /v1.0/ and /beta/. All its methods may be called at any time.
type Server struct {
	mu        sync.Mutex
	opts      Options
	mailboxes map[string]*mailbox // by Account.key
	signIn    signInState
	throttles map[throttleKey]*throttle
	faults    []*armedFault
	draws     *rand.Rand
	record    record
	inspect   http.HandlerFunc // see Inspect
}

// New makes a stand-in. Nothing runs until it is asked something.
func New(opts Options) *Server {
	opts = opts.withDefaults()
	s := &Server{
		opts:      opts,
		mailboxes: map[string]*mailbox{},
		signIn:    newSignInState(),
		throttles: map[throttleKey]*throttle{},
		draws:     rand.New(rand.NewPCG(opts.Seed, 0x7a5cd209)),
		record:    record{most: map[string]int{}, now: map[string]int{}, pauses: map[string]pause{}},
	}
	now := time.Now()
	for _, account := range opts.Accounts {
		s.mailboxes[account.key()] = newMailbox(account, opts, now)
	}
	s.faults = arm(opts.Faults)
	return s
}

// key names an account by what never changes (C6).
func (a Account) key() string { return a.TenantID + "." + a.ID }

// Update changes options while the stand-in runs. Faults, accounts and sample data are not changed by it:
// there are methods for them.
func (s *Server) Update(change func(*Options)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	opts := s.opts
	change(&opts)
	opts.Accounts, opts.Faults = s.opts.Accounts, s.opts.Faults
	s.opts = opts.withDefaults()
}

func (s *Server) options() Options {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts
}

// inspector answers under inspectionRoot, nil unless Inspect was called.
func (s *Server) inspector() http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inspect
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	opts := s.options()
	if inspect := s.inspector(); inspect != nil && strings.HasPrefix(r.URL.Path, inspectionRoot) {
		inspect(w, r)
		return
	}
	if opts.RequestLimit > 0 {
		ctx, cancel := context.WithTimeout(r.Context(), opts.RequestLimit)
		defer cancel()
		r = r.WithContext(ctx)
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(opts.RequestLimit))
	}
	c := newCall(s, opts, w, r)
	defer c.end()
	c.send(s.answer(c))
}

// answer has Graph or the sign-in answer. nil means that the connection ends without an answer.
func (s *Server) answer(c *call) *answer {
	segments, ok := splitPath(c.r.URL.EscapedPath())
	if ok && len(segments) > 0 && (segments[0] == "v1.0" || segments[0] == "beta") {
		return s.graph(c, segments)
	}
	return s.signInPages(c, segments)
}
