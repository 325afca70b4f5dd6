package service

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service/desktop/sysproxy"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// ProxyMode is where the proxy comes from.
type ProxyMode string

// The modes.
const (
	ProxySystem ProxyMode = ""     // the environment's, else the desktop's
	ProxyNone   ProxyMode = "none" // straight to Microsoft
	ProxyOwn    ProxyMode = "own"  // the one named in Network
)

// Network is how to reach the internet. A proxy's password is not among it: that rests in the keyring.
type Network struct {
	ProxyMode ProxyMode `json:"proxyMode,omitempty"`
	Proxy     string    `json:"proxy,omitempty"` // http://proxy.example:3128
	ProxyUser string    `json:"proxyUser,omitempty"`
	// CAFile holds further certificates to trust, in PEM form.
	CAFile string `json:"caFile,omitempty"`
}

// tidy trims what was typed, and takes user and password out of an address that has them, for they must not rest in a file.
func (n Network) tidy(password string) (Network, string) {
	n.Proxy, n.ProxyUser, n.CAFile = strings.TrimSpace(n.Proxy), strings.TrimSpace(n.ProxyUser), strings.TrimSpace(n.CAFile)
	if n.Proxy != "" && !strings.Contains(n.Proxy, "://") {
		n.Proxy = "http://" + n.Proxy
	}
	u, err := url.Parse(n.Proxy)
	if err != nil {
		// What can't be read may hold a password all the same.
		if at := strings.LastIndexByte(n.Proxy, '@'); at >= 0 {
			n.Proxy = "http://" + n.Proxy[at+1:]
		}
		return n, password
	}
	if u.User != nil {
		n.ProxyUser = u.User.Username()
		if typed, has := u.User.Password(); has {
			password = typed
		}
		u.User = nil
		n.Proxy = u.String()
	}
	return n, password
}

// keptAs names the proxy's password in the keyring: it belongs to one user of one proxy, and goes to no other.
func (n Network) keptAs() string {
	if n.ProxyMode != ProxyOwn || n.Proxy == "" || n.ProxyUser == "" {
		return ""
	}
	return "proxy " + n.ProxyUser + " " + n.Proxy
}

// options are those of the connections.
func (n Network) options(password string, system func(*http.Request) (*url.URL, error)) auth.NetworkOptions {
	options := auth.NetworkOptions{CAFile: n.CAFile, System: system}
	switch n.ProxyMode {
	case ProxyNone:
		options.System = func(*http.Request) (*url.URL, error) { return nil, nil }
	case ProxyOwn:
		options.Proxy = n.Proxy
		if u, err := url.Parse(n.Proxy); err == nil && n.ProxyUser != "" {
			u.User = url.UserPassword(n.ProxyUser, password)
			options.Proxy = u.String()
		}
		if options.Proxy == "" {
			options.Proxy = "http://" // which is refused in words
		}
	}
	return options
}

// road is a transport whose route changes when the person sets another proxy or other certificates. What is on its way goes on
// by the old one.
type road struct {
	now atomic.Pointer[route]
}

// route is a transport, and for a mailbox its connections, one for each slot.
type route struct {
	transport *http.Transport
	slots     *graph.SlotTransport // nil on the way to the sign-in
}

// RoundTrip implements http.RoundTripper.
func (r *road) RoundTrip(request *http.Request) (*http.Response, error) {
	now := r.now.Load()
	if now.slots != nil {
		return now.slots.RoundTrip(request)
	}
	return now.transport.RoundTrip(request)
}

// CloseIdleConnections is found by http.Client.
func (r *road) CloseIdleConnections() { r.now.Load().closeIdle() }

// Transport is the one in use.
func (r *road) Transport() *http.Transport { return r.now.Load().transport }

func (r *road) take(next *route) {
	if old := r.now.Swap(next); old != nil {
		old.closeIdle()
	}
}

func (r *route) closeIdle() {
	r.transport.CloseIdleConnections()
	if r.slots != nil {
		r.slots.CloseIdleConnections()
	}
}

// network holds the roads to Microsoft: one for signing in, one for each mailbox.
type network struct {
	system    func(*http.Request) (*url.URL, error)
	passwords *tokenstore.Passwords

	mu      sync.Mutex
	now     roadState
	proxy   func(*http.Request) (*url.URL, error)
	roots   *x509.CertPool
	signIn  road
	mailbox map[string]*road // by account
}

// roadState is what became of the settings.
type roadState struct {
	fault  *Problem
	secret string // the proxy's password
	kept   bool   // secret rests in the keyring
	taken  int
}

func newNetwork(ring tokenstore.PasswordRing) *network {
	n := &network{system: sysproxy.Finder(), passwords: tokenstore.NewPasswords(ring), mailbox: map[string]*road{}}
	n.take(Network{}, "", false)
	return n
}

func (n *network) state() roadState {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

// take builds the roads anew. What can't be used is left out and told of, so that the rest works. It reads the CA file.
func (n *network) take(set Network, password string, kept bool) *Problem {
	options := set.options(password, n.system)
	var fault *Problem
	signIn, err := auth.NewTransport(options)
	for err != nil {
		told := describeAuth(err)
		fault = told
		if !leaveOut(&options, err) {
			break
		}
		signIn, err = auth.NewTransport(options)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = roadState{fault, password, kept, n.now.taken + 1}
	if err != nil {
		return fault
	}
	n.proxy, n.roots = signIn.Proxy, signIn.TLSClientConfig.RootCAs
	n.signIn.take(&route{transport: signIn})
	for _, r := range n.mailbox {
		r.take(n.mailboxRouteLocked())
	}
	return fault
}

// leaveOut takes what an error is about out of the options.
func leaveOut(options *auth.NetworkOptions, err error) bool {
	var e *auth.Error
	if !errors.As(err, &e) {
		return false
	}
	switch {
	case e.Key() == "auth.bad_ca" && options.CAFile != "":
		options.CAFile = ""
	case e.Key() == "auth.bad_proxy" && options.Proxy != "":
		options.Proxy = ""
	default:
		return false
	}
	return true
}

func (n *network) mailboxRouteLocked() *route {
	t := graph.NewTransport()
	t.Proxy, t.TLSClientConfig.RootCAs = n.proxy, n.roots
	return &route{t, graph.NewSlotTransport(t)}
}

// toMailbox is the road to an account's mailbox.
func (n *network) toMailbox(accountID string) *http.Client {
	n.mu.Lock()
	defer n.mu.Unlock()
	r := n.mailbox[accountID]
	if r == nil {
		r = &road{}
		r.take(n.mailboxRouteLocked())
		n.mailbox[accountID] = r
	}
	return &http.Client{Transport: r}
}

// openNetwork takes the settings' way to the internet, before anything is sent. What is wrong with it is said, and stops nothing.
func (s *Service) openNetwork(ctx context.Context) {
	s.mu.Lock()
	set := s.settings.Network
	s.mu.Unlock()
	name := set.keptAs()
	if name == "" {
		s.follow(set, "", false)
		return
	}
	short, cancel := context.WithTimeout(ctx, keyringTime)
	defer cancel()
	password, err := s.network.passwords.Get(short, name)
	if err != nil {
		s.log.Warn("could not read the proxy's password", "err", err)
		s.tell(problem.New(problem.PasswordUnread).WithDetail(err.Error()), false)
	}
	s.follow(set, password, err == nil && password != "")
}

// follow makes a network the one in use.
func (s *Service) follow(set Network, password string, kept bool) {
	if fault := s.network.take(set, password, kept); fault != nil {
		s.log.Warn("the network settings can't be used as they are", "problem", fault.Sentence(), "detail", fault.Detail)
		s.tell(fault, false)
	}
	s.showSetup()
}

// SetNetwork changes the way to the internet, for what is sent from now on. password is the proxy's; "" stays with the one that
// is known for that user and proxy.
func (s *Service) SetNetwork(set Network, password string) {
	set, password = set.tidy(password)
	s.afterStart(func(ctx context.Context) {
		s.mu.Lock()
		before := s.settings.Network
		s.settings.Network = set
		s.mu.Unlock()
		s.background(s.saveSettings)
		now := s.network.state()
		known, kept := now.secret, now.kept
		if old := before.keptAs(); old != "" && old != set.keptAs() {
			known, kept = "", false
			s.keepPassword(ctx, old, "")
		}
		if name := set.keptAs(); name != "" && password != "" {
			known, kept = password, s.keepPassword(ctx, name, password)
			if !kept {
				s.tell(problem.New(problem.PasswordNotKept), false)
			}
		}
		s.follow(set, known, kept)
	})
}

// keepPassword puts a password into the keyring, or takes it out where it is "". It reports whether the keyring did so.
func (s *Service) keepPassword(ctx context.Context, name, password string) bool {
	short, cancel := context.WithTimeout(ctx, keyringTime)
	defer cancel()
	err := s.network.passwords.Set(short, name, password)
	if err != nil {
		s.log.Warn("the keyring did not take the proxy's password", "err", err)
	}
	return err == nil
}
