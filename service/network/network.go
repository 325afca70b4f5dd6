// Package network holds the ways to Microsoft that the settings describe: one for signing in, and one for each
// mailbox. Each changes in place if the person sets another proxy or other certificates.
package network

import (
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"

	"taskdrop/auth"
	"taskdrop/service/desktop/sysproxy"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/settings"
)

// route is a transport that can be replaced. Requests in flight keep the transport they started with.
type route struct {
	now atomic.Pointer[way]
}

// way is a transport, and for a mailbox its connections, one for each slot.
type way struct {
	transport *http.Transport
	slots     *graph.SlotTransport // nil on the way to the sign-in host
}

// RoundTrip implements http.RoundTripper.
func (r *route) RoundTrip(request *http.Request) (*http.Response, error) {
	now := r.now.Load()
	if now.slots != nil {
		return now.slots.RoundTrip(request)
	}
	return now.transport.RoundTrip(request)
}

// CloseIdleConnections is found by http.Client.
func (r *route) CloseIdleConnections() { r.now.Load().closeIdle() }

// Transport is the one in use.
func (r *route) Transport() *http.Transport { return r.now.Load().transport }

// replace takes another way for the requests from now on.
func (r *route) replace(next *way) {
	if old := r.now.Swap(next); old != nil {
		old.closeIdle()
	}
}

func (w *way) closeIdle() {
	w.transport.CloseIdleConnections()
	if w.slots != nil {
		w.slots.CloseIdleConnections()
	}
}

// Routes are the ways to Microsoft. Its methods may be called from any goroutine.
type Routes struct {
	system func(*http.Request) (*url.URL, error)

	mu      sync.Mutex
	now     State
	proxy   func(*http.Request) (*url.URL, error)
	roots   *x509.CertPool
	signIn  route
	mailbox map[string]*route // by account
}

// State is what became of the settings.
type State struct {
	Problem  *problem.Problem // why they can't be used as they are, nil if they can
	Password string           // the proxy's
	Kept     bool             // Password rests in the keyring
	Taken    int              // how often settings were taken
}

// New returns the routes of a first start.
func New() *Routes {
	n := &Routes{system: sysproxy.Finder(), mailbox: map[string]*route{}}
	n.Take(settings.Network{}, "", false)
	return n
}

// State is what became of the settings taken last.
func (n *Routes) State() State {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

// Take builds the routes anew. It leaves out what can't be used, and returns why, so that the rest works. It reads the
// CA file.
func (n *Routes) Take(set settings.Network, password string, kept bool) *problem.Problem {
	options := set.Options(password, n.system)
	var fault *problem.Problem
	signIn, err := auth.NewTransport(options)
	for err != nil {
		fault = problem.Describe(err)
		if !leaveOut(&options, err) {
			break
		}
		signIn, err = auth.NewTransport(options)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = State{fault, password, kept, n.now.Taken + 1}
	if err != nil {
		return fault
	}
	n.proxy, n.roots = signIn.Proxy, signIn.TLSClientConfig.RootCAs
	n.signIn.replace(&way{transport: signIn})
	for _, r := range n.mailbox {
		r.replace(n.mailboxWayLocked())
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

func (n *Routes) mailboxWayLocked() *way {
	t := graph.NewTransport()
	t.Proxy, t.TLSClientConfig.RootCAs = n.proxy, n.roots
	return &way{t, graph.NewSlotTransport(t)}
}

// SignIn is the way to the sign-in host.
func (n *Routes) SignIn() http.RoundTripper { return &n.signIn }

// Mailbox is the way to an account's mailbox.
func (n *Routes) Mailbox(accountID string) *http.Client {
	n.mu.Lock()
	defer n.mu.Unlock()
	r := n.mailbox[accountID]
	if r == nil {
		r = &route{}
		r.replace(n.mailboxWayLocked())
		n.mailbox[accountID] = r
	}
	return &http.Client{Transport: r}
}
