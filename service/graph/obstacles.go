package graph

import (
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
)

// ProxyRefused reports whether a proxy on the way wants a user and password, or others. net/http has no type for that.
func (e *Error) ProxyRefused() bool {
	return e.Status == http.StatusProxyAuthRequired ||
		e.Err != nil && strings.HasSuffix(e.Err.Error(), http.StatusText(http.StatusProxyAuthRequired))
}

// Untrusted reports whether the server's certificate was refused: there was no answer, and none will come.
func (e *Error) Untrusted() bool {
	var certificate *tls.CertificateVerificationError
	return errors.As(e.Err, &certificate)
}
