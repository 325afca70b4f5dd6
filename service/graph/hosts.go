package graph

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxRedirects is how many redirects in a row are followed.
const maxRedirects = 5

// parseRoot checks the root that tokens will go to: https, or http on a loopback address.
func parseRoot(raw string) (*url.URL, error) {
	root, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("graph: %q is no URL", raw)
	}
	switch {
	case root.Host == "" || root.Hostname() == "":
		return nil, fmt.Errorf("graph: %q names no host: write it like https://graph.microsoft.com", raw)
	case root.User != nil || root.RawQuery != "" || root.Fragment != "":
		return nil, fmt.Errorf("graph: %q must be a plain root such as https://graph.microsoft.com", root.Redacted())
	case !strings.EqualFold(root.Scheme, "https") && !isLoopbackHTTP(root):
		return nil, fmt.Errorf("graph: %q must be https, or http on a loopback address", raw)
	}
	return root, nil
}

func isLoopbackHTTP(u *url.URL) bool {
	if !strings.EqualFold(u.Scheme, "http") {
		return false
	}
	host := u.Hostname()
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// SameHost reports whether two URLs have the same scheme, host and port. A missing port is the scheme's own. Hosts are
// compared in the ASCII form that is looked up, as two letters may be equal in one alphabet and lead to two hosts.
func SameHost(a, b *url.URL) bool {
	return a != nil && b != nil && a.Host != "" &&
		strings.EqualFold(a.Scheme, b.Scheme) && sameName(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func sameName(a, b string) bool {
	asciiA, errA := asciiHost(a)
	asciiB, errB := asciiHost(b)
	return errA == nil && errB == nil && asciiA == asciiB
}

// asciiHost returns the lower-case ASCII form of a host name.
func asciiHost(host string) (string, error) {
	if strings.IndexFunc(host, func(r rune) bool { return r > '~' }) >= 0 {
		return idna.Lookup.ToASCII(host)
	}
	return strings.ToLower(host), nil
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	switch strings.ToLower(u.Scheme) {
	case "https":
		return "443"
	case "http":
		return "80"
	}
	return ""
}

// own reports whether a URL is on the Graph host, the only one that is ever shown a token (C19).
func (c *Client) own(u *url.URL) bool { return u.User == nil && SameHost(u, c.root) }

// parseUploadURL reads the address of an upload session, which may be on another host: then it is used without a
// token. It must be https, or http on loopback where the Graph host is so too (C19).
func (c *Client) parseUploadURL(op, raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return nil, &Error{Op: op, Err: &UploadURLError{Reason: "makes no sense"}, unsent: true} // never quote it (C11)
	case strings.EqualFold(u.Scheme, "https"), isLoopbackHTTP(u) && isLoopbackHTTP(c.root):
		u.Fragment, u.RawFragment = "", ""
		return u, nil
	}
	return nil, &Error{Op: op, Err: &UploadURLError{Reason: "on " + u.Host + " is not https"}, unsent: true}
}

// UploadURLError is about an upload URL to which nothing is sent: it is neither https nor on a loopback address, or no
// URL.
type UploadURLError struct{ Reason string }

func (e *UploadURLError) Error() string {
	return "the server's upload URL " + e.Reason + ": nothing was sent to it"
}

// RedirectError is about a redirect that was not followed: it would have carried the token or the file to another
// host, or made another request of one that writes (C39).
type RedirectError struct{ Host string }

func (e *RedirectError) Error() string {
	if e.Host == "" {
		return "the server redirects the request: it was not followed"
	}
	return "the server redirects the request to " + e.Host + ": it was not followed"
}

// followWithinHost follows the redirects that stay on the host and leave the request as it is: those of a GET, and 307
// and 308 of others, which say that nothing was done yet. Any other 3xx is an answer, which send refuses.
func followWithinHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method == req.Method && len(via) <= maxRedirects &&
		req.URL.User == nil && SameHost(req.URL, first.URL) {
		return nil
	}
	return http.ErrUseLastResponse
}

// redirected is the RedirectError of a 3xx answer.
func redirected(resp *http.Response) *RedirectError {
	if to, err := resp.Location(); err == nil {
		return &RedirectError{Host: to.Host}
	}
	return &RedirectError{}
}
