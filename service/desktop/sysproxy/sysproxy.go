// Package sysproxy finds the web proxy that the computer is set to use: the one in the environment, or else the one
// in the desktop's settings. It runs no configuration script (PAC) and asks for no password.
package sysproxy

import (
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
)

// settings are a system's proxies and what is reached without them.
type settings struct {
	web, secure *url.URL // for http and https; nil for none
	bypass      []string // hosts, *.domains, 10.* and 10.0.0.0/8
}

// named are the environment's variables. If one is set, the environment alone counts.
var named = []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}

// Finder returns a function that answers with the proxy of a request, nil for none. It reads the system's settings
// once, at the first request. Loopback addresses are always reached directly.
func Finder() func(*http.Request) (*url.URL, error) {
	for _, name := range named {
		if os.Getenv(name) != "" {
			return http.ProxyFromEnvironment
		}
	}
	system := sync.OnceValue(read)
	return func(request *http.Request) (*url.URL, error) { return system().proxyOf(request.URL), nil }
}

func (s settings) proxyOf(page *url.URL) *url.URL {
	host := strings.ToLower(page.Hostname())
	if s.reachedDirectly(host) {
		return nil
	}
	if page.Scheme == "https" {
		return s.secure
	}
	return s.web
}

func (s settings) reachedDirectly(host string) bool {
	address, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && address.Unmap().IsLoopback() {
		return true
	}
	for _, rule := range s.bypass {
		if matches(strings.ToLower(strings.TrimSpace(rule)), host, address) {
			return true
		}
	}
	return false
}

// matches reports whether a rule of the systems' many spellings is about a host. address is the host's, if it is one.
func matches(rule, host string, address netip.Addr) bool {
	if _, after, found := strings.Cut(rule, "://"); found {
		rule = after
	}
	if network, err := netip.ParsePrefix(rule); err == nil {
		return address.IsValid() && network.Contains(address.Unmap())
	}
	switch {
	case rule == "":
		return false
	case rule == "<local>": // Windows' word for names without a domain
		return !address.IsValid() && !strings.Contains(host, ".")
	case strings.HasPrefix(rule, "*"):
		return strings.HasSuffix(host, rule[1:]) || "*."+host == rule
	case strings.HasPrefix(rule, "."):
		return strings.HasSuffix(host, rule)
	case strings.HasSuffix(rule, "*"):
		return strings.HasPrefix(host, rule[:len(rule)-1])
	}
	return host == rule || strings.HasSuffix(host, "."+rule)
}

// proxyAt returns the proxy at a host and port, with or without a scheme, or nil if there is none.
func proxyAt(address string) *url.URL {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	proxy, err := url.Parse(address)
	if err != nil || proxy.Hostname() == "" {
		return nil
	}
	return proxy
}
