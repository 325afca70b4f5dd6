package auth

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	// attemptTimeout bounds one request to the token endpoint, answer included.
	attemptTimeout = 30 * time.Second
	// answerLimit is the most of an answer that is read: tokens are a few KB.
	answerLimit = 1 << 20
	// retries is how often a temporary fault is tried again.
	retries = 3
	// loopPause is how long the endpoint is left alone once it has seen a loop.
	loopPause = time.Minute
	// longestPause is the longest Retry-After that is waited for here; a longer one is handed to the caller.
	longestPause = 30 * time.Second
)

// grant is what the token endpoint gave.
type grant struct {
	access, refresh, idToken string
	scope                    string    // "" where the answer did not say
	expiry                   time.Time // zero where the answer did not say
}

// tokenClient sends token requests: it follows no redirect, keeps no cookie, and reads bounded answers.
func tokenClient(base *http.Client) *http.Client {
	client := &http.Client{}
	if base != nil {
		*client = *base
	}
	next := client.Transport
	if next == nil {
		next, _ = NewTransport(NetworkOptions{}) // which nothing can be wrong with
	}
	client.Transport = tokenTransport{next}
	client.Jar = nil
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

// errTooLarge is an answer of more than answerLimit bytes.
var errTooLarge = errors.New("the answer is larger than 1 MiB")

// tokenTransport reads the whole answer before x/oauth2 sees it, so that a connection lost halfway stays a network
// error, and calls JSON by its name where the server did not.
type tokenTransport struct{ next http.RoundTripper }

func (t tokenTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Accept", "application/json")
	response, err := t.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit+1))
	response.Body.Close()
	if err != nil {
		return nil, err
	}
	if len(body) > answerLimit {
		return nil, errTooLarge
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != "application/json" {
		// x/oauth2 takes text/plain for a query string; everything else it reads as JSON.
		response.Header = response.Header.Clone()
		response.Header.Set("Content-Type", "application/json")
	}
	response.Body = io.NopCloser(bytes.NewReader(wholeSeconds(withoutBOM(body))))
	return response, nil
}

// wholeSeconds makes whole seconds of an answer's times, and leaves out what is no time to come: x/oauth2 would refuse
// the whole answer for it, or take its token for one that has ended.
func wholeSeconds(body []byte) []byte {
	answer := readFields(body)
	for _, name := range []string{"expires_in", "interval"} {
		if answer[name] == nil {
			continue
		}
		var given json.Number
		_ = json.Unmarshal(answer[name], &given)
		delete(answer, name)
		if seconds, err := given.Float64(); err == nil && seconds >= 1 && seconds < 1e9 {
			answer[name] = json.RawMessage(strconv.FormatInt(int64(seconds), 10))
		}
	}
	tidied, err := json.Marshal(answer)
	if answer == nil || err != nil {
		return body
	}
	return tidied
}

// redeem exchanges an authorization code. redirect is the very string the authorize request had (C1).
func (c *Client) redeem(ctx context.Context, code, redirect, verifier string) (grant, error) {
	config := c.oauth
	config.RedirectURL = redirect
	return c.ask(ctx, tokenRequest{
		op:      "exchange",
		retries: retries,
		secrets: []string{code, verifier},
		send: func(ctx context.Context) (*oauth2.Token, error) {
			return config.Exchange(ctx, code, oauth2.VerifierOption(verifier),
				oauth2.SetAuthURLParam("scope", strings.Join(c.scopes, " ")),
				oauth2.SetAuthURLParam("claims", capability))
		},
	})
}

// refresh trades a refresh token for a fresh grant. The grant's refresh token is the new one, or the old one where the
// server gave none (S6).
func (c *Client) refresh(ctx context.Context, refreshToken string) (grant, *Error) {
	granted, err := c.refreshFor(ctx, refreshToken, c.scopes)
	if err != nil && err.Code == codeInvalidScope {
		// It granted less than it was asked for, such as no profile, and must not be asked for more. Without a word it
		// means what it granted (RFC 6749, 6).
		return c.refreshFor(ctx, refreshToken, nil)
	}
	return granted, err
}

func (c *Client) refreshFor(ctx context.Context, refreshToken string, scopes []string) (grant, *Error) {
	// clientcredentials is the part of x/oauth2 that posts a grant with scope and parameters of one's own; it allows
	// for another grant_type. Without a ClientSecret none is sent.
	config := clientcredentials.Config{
		ClientID:  c.config.ClientID,
		TokenURL:  c.oauth.Endpoint.TokenURL,
		AuthStyle: oauth2.AuthStyleInParams,
		Scopes:    scopes,
		EndpointParams: url.Values{
			"grant_type":    {"refresh_token"},
			"refresh_token": {refreshToken},
			"claims":        {capability},
		},
	}
	// A refresh under way is not broken off: its answer may hold the only refresh token that still works.
	granted, err := c.once(context.WithoutCancel(ctx), tokenRequest{
		op: "refresh", secrets: []string{refreshToken}, send: config.Token,
	})
	if granted.refresh == "" {
		granted.refresh = refreshToken
	}
	return granted, err
}

// tokenRequest is one kind of question to the token endpoint.
type tokenRequest struct {
	op      string
	retries int      // after the first attempt
	secrets []string // to be cut out of whatever the answer says
	app     *App     // who asks, nil for a person
	send    func(context.Context) (*oauth2.Token, error)
}

// ask sends a token request, again after temporary faults.
func (c *Client) ask(ctx context.Context, request tokenRequest) (grant, error) {
	for attempt := 0; ; attempt++ {
		granted, err := c.once(ctx, request)
		if err == nil {
			return granted, nil
		}
		if attempt >= request.retries || !c.pause(ctx, err, attempt) {
			if ctx.Err() != nil {
				return grant{}, cancelled(request.op, ctx)
			}
			return grant{}, err
		}
	}
}

// pause waits before the next attempt, growing and at least as long as the server asked for (C28). It is false where
// another attempt would not help, would come too late, or is no longer wanted.
func (c *Client) pause(ctx context.Context, err *Error, attempt int) bool {
	wait := max(err.RetryAfter, backoff(attempt))
	if !err.Temporary() || wait > longestPause || err.key == keyProxyPassword { // a person has to give the proxy its password
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// once sends a token request one time.
func (c *Client) once(ctx context.Context, request tokenRequest) (grant, *Error) {
	if ctx.Err() != nil {
		return grant{}, cancelled(request.op, ctx)
	}
	c.secrets.add(request.secrets...)
	bounded, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	token, err := request.send(context.WithValue(bounded, oauth2.HTTPClient, c.tokens))
	if ctx.Err() != nil && err != nil {
		return grant{}, cancelled(request.op, ctx)
	}
	if err != nil {
		e := c.tokenError(request.op, err)
		if request.app != nil && e.args != nil {
			e.args["Link"], e.args["Value"] = c.AppConsentURL(*request.app), request.app.Tenant
		}
		if e.Code != codeDevicePending {
			c.logger.Warn("no token", "step", request.op, "error", e)
		}
		return grant{}, e
	}
	if token.TokenType != "" && !strings.EqualFold(token.TokenType, "Bearer") { // RFC 6749, 7.1
		e := fault(request.op, keyTokenType, nil)
		e.args = c.hostArgs()
		e.args["Value"] = oneLine(redact(clip(token.TokenType, mostDescription), c.secrets.all()...), 40)
		return grant{}, e
	}
	extra := func(name string) string {
		value, _ := token.Extra(name).(string)
		return value
	}
	granted := grant{
		access:  token.AccessToken,
		refresh: token.RefreshToken,
		idToken: extra("id_token"),
		scope:   extra("scope"),
		expiry:  token.Expiry,
	}
	c.secrets.add(granted.access, granted.refresh, granted.idToken)
	c.logger.Debug("token granted", "step", request.op, "scope", oneLine(redact(clip(granted.scope, mostDescription), c.secrets.all()...), 500), "expires", granted.expiry)
	return granted, nil
}

// backoff is the pause before retry number attempt+1: 1, 2, 4 seconds.
func backoff(attempt int) time.Duration { return time.Second << min(attempt, 5) }

// tokenError says in our terms why x/oauth2 got no token. x/oauth2's own errors quote the answer, so they are not
// kept.
func (c *Client) tokenError(op string, err error) *Error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		e := c.providerError(op, parseProviderAnswer(refused.Body))
		if refused.Response != nil {
			e.Status = refused.Response.StatusCode
			e.RetryAfter = retryAfter(refused.Response.Header, time.Now())
		}
		if e.looped() {
			e.RetryAfter = max(e.RetryAfter, loopPause)
		}
		if e.Code == "" && e.Status < 300 {
			e.key = keyBadAnswer
		}
		return e
	}
	var sent *url.Error
	if errors.As(err, &sent) && !errors.Is(err, errTooLarge) {
		return c.networkError(op, sent)
	}
	e := fault(op, keyBadAnswer, errors.New(oneLine(redact(err.Error(), c.secrets.all()...), 200)))
	e.args = c.hostArgs()
	// A guest network's or proxy's page in place of the answer goes away again.
	e.temporary = true
	return e
}

// providerError is what the provider said, with what its sentence may need.
func (c *Client) providerError(op string, answer providerAnswer) *Error {
	e := providerError(op, answer, c.secrets.all()...)
	e.args = c.hostArgs()
	e.args["Link"] = c.AdminConsentURL()
	return e
}

func (c *Client) hostArgs() map[string]string {
	return map[string]string{"Host": hostOf(c.config.Login)}
}

// networkError tells the ways apart in which a server is out of reach. None of them says anything about the sign-in,
// so all but a bad certificate count as passing (C8).
func (c *Client) networkError(op string, err error) *Error {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
	)
	key := keyUnreachable
	switch proxy := proxyFault(err); {
	case errors.As(err, &certificate):
		key = keyCertificate
	case proxy != "":
		key = proxy
	case errors.As(err, &name):
		key = keyOffline
	}
	e := fault(op, key, err)
	e.args = c.hostArgs()
	e.temporary = key != keyCertificate
	return e
}

// retryAfter reads a Retry-After header, seconds or a date (C28); 0 where there is none.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// grantsTasks reports whether a granted scope holds the right to write tasks: short or URI form, any case. An answer
// without scope grants what was asked (C5).
func grantsTasks(scope string) bool {
	if strings.TrimSpace(scope) == "" {
		return true
	}
	for _, one := range strings.Fields(scope) {
		if strings.EqualFold(one[strings.LastIndexByte(one, '/')+1:], tasksPermission) {
			return true
		}
	}
	return false
}
