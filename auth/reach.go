package auth

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"
)

// reachTime is how long the sign-in host may take to accept a connection.
const reachTime = 20 * time.Second

// reach finds out whether the sign-in host takes connections, before a browser is sent there: the browser would show
// an error page of its own, of which nothing comes back (S4). It opens a connection the way the token request will,
// and sends nothing. Behind a proxy, or with a transport that does not dial, it reports no fault.
func (c *Client) reach(ctx context.Context) error {
	page, err := url.Parse(c.oauth.Endpoint.AuthURL)
	if err != nil {
		return err
	}
	outer, ok := c.tokens.Transport.(tokenTransport)
	if !ok {
		return nil
	}
	transport, ok := outer.next.(*http.Transport)
	if changing, is := outer.next.(interface{ Transport() *http.Transport }); is {
		transport, ok = changing.Transport(), true
	}
	if !ok {
		return nil
	}
	if transport.Proxy != nil {
		if proxy, err := transport.Proxy(&http.Request{URL: page}); err != nil || proxy != nil {
			return nil
		}
	}
	dial := transport.DialContext
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	port := page.Port()
	if port == "" {
		port = portOfScheme[page.Scheme]
	}
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	conn, err := dial(ctx, "tcp", net.JoinHostPort(page.Hostname(), port))
	if err != nil {
		return err
	}
	return conn.Close()
}
