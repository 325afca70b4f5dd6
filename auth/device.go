package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// deviceGrant is the grant type of RFC 8628.
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// What RFC 8628 and Microsoft say where an answer does not.
const (
	defaultInterval = 5 * time.Second
	defaultCodeLife = 15 * time.Minute
	slowDownStep    = 5 * time.Second
	longestInterval = time.Minute
)

// DeviceCode is what a person types in on another device, or in a browser of their choice (C10, S11).
type DeviceCode struct {
	// UserCode is to be shown large. It is worth nothing without the page's password, but is not to be logged.
	UserCode string
	// Page is the address to open, as a person would type it.
	Page string
	// Link is Page with the code filled in where the provider offers that (RFC 8628, 3.3.1), for what is clicked or
	// scanned; else it is Page.
	Link string
	// Until is when the code ends.
	Until time.Time
}

// DeviceOptions shape one sign-in with a code.
type DeviceOptions struct {
	// Tenant, if not "", takes the place of Config's for this sign-in: consumers for a personal account, organizations
	// for work or school. With common the page refuses personal accounts (L19).
	Tenant string
	// Show is told the code, once, on the goroutine of SignInWithCode.
	Show func(DeviceCode)
}

// SignInWithCode signs in without a browser on this computer: the person types a short code in anywhere. It returns
// once they did, the code has ended, or ctx ends. Errors are *Error.
func (c *Client) SignInWithCode(ctx context.Context, options DeviceOptions) (Account, error) {
	if err := checkClientID(c.config.ClientID); err != nil {
		return Account{}, err
	}
	flow, failure := c.newDeviceFlow(ctx, options.Tenant)
	if failure != nil {
		return Account{}, failure
	}
	if options.Show != nil {
		options.Show(flow.code)
	}
	c.logger.Info("waiting for a code to be entered", "page", flow.code.Page, "until", flow.code.Until)
	granted, failure := flow.poll(ctx)
	if failure != nil {
		c.logger.Info("sign-in with a code ended without an account", "error", failure)
		return Account{}, failure
	}
	account, failure := c.admit(ctx, granted)
	if failure != nil {
		return Account{}, failure
	}
	c.logger.Info("signed in with a code", "account", account.ID)
	return account, nil
}

// deviceFlow is one device code and the endpoint that knows it.
type deviceFlow struct {
	client   *Client
	tokenURL string
	secret   string // device_code
	claims   string
	interval time.Duration
	code     DeviceCode
}

// newDeviceFlow asks for a code.
func (c *Client) newDeviceFlow(ctx context.Context, tenant string) (*deviceFlow, *Error) {
	config := c.oauth
	if tenant != "" {
		there := c.config
		there.Tenant = tenant
		if err := chooseCloud(&there); err != nil {
			return nil, asError("device", err)
		}
		config.Endpoint = endpoints(there)
	}
	bounded, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	claims := c.claimsParameter(SignInOptions{})
	given, err := config.DeviceAuth(context.WithValue(bounded, oauth2.HTTPClient, c.boundClient(bounded)),
		oauth2.SetAuthURLParam("claims", claims))
	if ctx.Err() != nil {
		return nil, cancelled("device", ctx)
	}
	if err != nil {
		return nil, c.tokenError("device", err)
	}
	if given.DeviceCode == "" || given.UserCode == "" || !isWebPage(given.VerificationURI) {
		return nil, c.tokenError("device", errors.New("the answer lacks a code or a page"))
	}
	flow := &deviceFlow{
		client:   c,
		tokenURL: config.Endpoint.TokenURL,
		secret:   given.DeviceCode,
		claims:   claims,
		interval: min(time.Duration(given.Interval)*time.Second, longestInterval),
		code:     DeviceCode{UserCode: oneLine(given.UserCode, 40), Page: given.VerificationURI, Link: given.VerificationURI, Until: given.Expiry},
	}
	if isWebPage(given.VerificationURIComplete) {
		flow.code.Link = given.VerificationURIComplete
	}
	if given.Interval <= 0 {
		flow.interval = defaultInterval
	}
	if flow.code.Until.IsZero() {
		flow.code.Until = time.Now().Add(defaultCodeLife)
	}
	return flow, nil
}

// poll asks for the grant until the person has entered the code: at the interval asked for, slower where told so, and
// no longer than the code lives (C10). Faults that pass change nothing.
func (f *deviceFlow) poll(ctx context.Context) (grant, *Error) {
	bounded, cancel := context.WithDeadline(ctx, f.code.Until)
	defer cancel()
	config := clientcredentials.Config{
		ClientID:  f.client.config.ClientID,
		TokenURL:  f.tokenURL,
		AuthStyle: oauth2.AuthStyleInParams,
		EndpointParams: url.Values{
			"grant_type":  {deviceGrant},
			"device_code": {f.secret},
			"claims":      {f.claims},
		},
	}
	request := tokenRequest{op: "device", secrets: []string{f.secret, f.code.UserCode}, send: config.Token}
	for wait := f.interval; ; {
		select {
		case <-time.After(wait):
		case <-bounded.Done():
			if ctx.Err() != nil {
				return grant{}, cancelled("device", ctx)
			}
			return grant{}, &Error{Op: "device", Code: codeDeviceExpired}
		}
		granted, err := f.client.once(bounded, request)
		switch {
		case err == nil:
			return granted, nil
		case ctx.Err() != nil:
			return grant{}, cancelled("device", ctx)
		case bounded.Err() != nil:
			return grant{}, &Error{Op: "device", Code: codeDeviceExpired}
		case err.Code == codeDeviceSlowDown:
			f.interval = min(f.interval+slowDownStep, longestInterval)
		case err.Code != codeDevicePending && !err.Temporary():
			return grant{}, err
		}
		wait = max(f.interval, min(err.RetryAfter, longestInterval))
	}
}

// isWebPage reports whether a person can be sent to that address: https, or a test server on this machine.
func isWebPage(page string) bool {
	u, err := url.Parse(page)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()))
}

// boundClient is the token client whose requests end with ctx, which x/oauth2's DeviceAuth does not see to itself.
func (c *Client) boundClient(ctx context.Context) *http.Client {
	client := *c.tokens
	client.Transport = boundTransport{ctx, client.Transport}
	return &client
}

type boundTransport struct {
	ctx  context.Context
	next http.RoundTripper
}

func (b boundTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	return b.next.RoundTrip(request.WithContext(b.ctx))
}
