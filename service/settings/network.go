package settings

import (
	"net/http"
	"net/url"
	"strings"

	"taskdrop/auth"
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

// Tidy trims what was typed, and takes user and password out of an address that has them, for they must not rest in a
// file.
func (n Network) Tidy(password string) (Network, string) {
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

// KeptAs names the proxy's password in the keyring: it belongs to one user of one proxy, and goes to no other.
func (n Network) KeptAs() string {
	if n.ProxyMode != ProxyOwn || n.Proxy == "" || n.ProxyUser == "" {
		return ""
	}
	return "proxy " + n.ProxyUser + " " + n.Proxy
}

// Options are those of the connections.
func (n Network) Options(password string, system func(*http.Request) (*url.URL, error)) auth.NetworkOptions {
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
