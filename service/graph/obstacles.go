package graph

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// proxyAnswer is a proxy's answer that is no connection. net/http has no type for it, and makes an error of the words
// beside the status, which each proxy chooses itself.
type proxyAnswer struct{ status int }

func (e *proxyAnswer) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the proxy answered %d %s", e.status, http.StatusText(e.status)))
}

// heedProxy is a Transport's OnProxyConnectResponse.
func heedProxy(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyAnswer{answer.StatusCode}
}

// ProxyRefused reports whether a proxy on the way wants a user and password, or others.
func (e *Error) ProxyRefused() bool {
	var said *proxyAnswer
	if errors.As(e.Err, &said) {
		return said.status == http.StatusProxyAuthRequired
	}
	return e.Status == http.StatusProxyAuthRequired || atProxy(e.Err, "socks connect") && strings.Contains(e.Err.Error(), "authentication")
}

// ProxyFailed reports whether a proxy on the way does not answer, or does not let us through.
func (e *Error) ProxyFailed() bool {
	var said *proxyAnswer
	return errors.As(e.Err, &said) || atProxy(e.Err, "proxyconnect") || atProxy(e.Err, "socks connect")
}

// atProxy reports whether an error is of that step on the way through a proxy.
func atProxy(err error, step string) bool {
	var operation *net.OpError
	return errors.As(err, &operation) && operation.Op == step
}

// Untrusted reports whether the server's certificate was refused: there was no answer, and none will come.
func (e *Error) Untrusted() bool {
	var certificate *tls.CertificateVerificationError
	return errors.As(e.Err, &certificate)
}
