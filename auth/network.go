package auth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// NetworkOptions say how to reach the internet from a network that is not plain.
type NetworkOptions struct {
	// Proxy is the proxy's address, with user and password where it wants them: http://mia:secret@proxy.example:3128.
	// "" takes System's. Loopback addresses are always reached directly.
	Proxy string
	// System finds the proxy while none is named here; nil is the environment's (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).
	System func(*http.Request) (*url.URL, error)
	// CAFile holds further certificates to trust, in PEM form, such as those of a company proxy that inspects traffic.
	CAFile string
}

// NewTransport is a connection with a time-out on every step, TLS 1.2 at least, and HTTP/2. Errors are *Error.
func NewTransport(options NetworkOptions) (*http.Transport, error) {
	roots, err := rootsWith(options.CAFile)
	if err != nil {
		e := fault("configure", keyBadCA, err)
		e.args = map[string]string{"Path": options.CAFile}
		return nil, e
	}
	proxy, err := proxyFrom(options)
	if err != nil {
		return nil, fault("configure", keyBadProxy, nil) // the cause would quote the password
	}
	return &http.Transport{
		Proxy: proxy, OnProxyConnectResponse: heedProxy,
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: attemptTimeout,
		IdleConnTimeout:       time.Minute,
		MaxIdleConns:          16,
		ForceAttemptHTTP2:     true,
	}, nil
}

// proxyAnswer is a proxy's answer other than a connection. net/http has no type for it and makes an error of the words
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

// proxyFault returns the key of a proxy's fault, or "" if no proxy was at fault.
func proxyFault(err error) string {
	var said *proxyAnswer
	if errors.As(err, &said) {
		if said.status == http.StatusProxyAuthRequired {
			return keyProxyPassword
		}
		return keyProxy
	}
	var operation *net.OpError
	switch {
	case !errors.As(err, &operation):
		return ""
	case operation.Op == "socks connect" && strings.Contains(operation.Error(), "authentication"):
		return keyProxyPassword
	case operation.Op == "proxyconnect", operation.Op == "socks connect":
		return keyProxy
	}
	return ""
}

// caFileLimit is the largest file of certificates that is read, in bytes: many times what any system trusts.
const caFileLimit = 16 << 20

// rootsWith returns the system's roots and those of a file; nil, which means the system's, if there is no file.
func rootsWith(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := readBounded(file, caFileLimit)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate in it")
	}
	return roots, nil
}

// readBounded reads a file of at most that many bytes.
func readBounded(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("the file is larger than %d bytes", most)
	}
	return content, err
}

func proxyFrom(options NetworkOptions) (func(*http.Request) (*url.URL, error), error) {
	if options.Proxy == "" {
		if options.System != nil {
			return options.System, nil
		}
		return http.ProxyFromEnvironment, nil
	}
	u, err := url.Parse(options.Proxy)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" {
		return nil, errors.New("not a proxy address")
	}
	return func(request *http.Request) (*url.URL, error) {
		if isLoopback(request.URL.Hostname()) {
			return nil, nil
		}
		return u, nil
	}, nil
}
