package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// SignInOptions shape one sign-in. The zero value is an ordinary one.
type SignInOptions struct {
	// LoginHint fills in the user name: an Account's LoginHint or Username.
	LoginHint string
	// Prompt is login, consent, select_account or none; "" lets the provider choose, but asks which account after a
	// sign-out in this run.
	Prompt string
	// Claims is the JSON of a claims challenge, from an Error's Claims. "" takes one that Renew was given and that no
	// sign-in has answered yet.
	Claims string
	// Opened is told an address for a link in the window, and when the wait ends. The address carries nothing of the
	// sign-in, and is good for one use. Opened is called once, on SignIn's goroutine, before the browser is opened.
	Opened func(url string, until time.Time)
	// OpenFailed is told that no browser came up, with an *Error: the person can open the link by hand, and SignIn
	// goes on waiting. Called on SignIn's goroutine.
	OpenFailed func(err error)
}

// deliveryTimeout bounds the wait for the browser to take its last page.
const deliveryTimeout = 2 * time.Second

// SignIn opens the person's browser and returns once they are signed in, the wait is over, or ctx ends. Errors are
// *Error. However it ends, the port is closed and the browser was told the truth.
func (c *Client) SignIn(ctx context.Context, options SignInOptions) (Account, error) {
	if err := checkClientID(c.config.ClientID); err != nil {
		return Account{}, err
	}
	if err := c.reach(ctx); err != nil {
		if ctx.Err() != nil {
			return Account{}, cancelled("authorize", ctx)
		}
		return Account{}, c.networkError("authorize", err)
	}
	listener, err := c.listen()
	if err != nil {
		return Account{}, fault("listen", keyNoPort, err)
	}
	attempt := c.newAttempt(listener, options)
	attempt.serve()
	account, failure := c.runAttempt(ctx, attempt, options)
	if failure != nil {
		c.logger.Info("sign-in ended without an account", "error", failure)
		attempt.callback.finish(attempt.pages.failure(failure))
	} else {
		c.logger.Info("signed in", "account", account.ID)
		attempt.callback.finish(attempt.pages.success(account))
	}
	attempt.stop()
	if failure != nil {
		return Account{}, failure
	}
	return account, nil
}

// attempt is one sign-in. State, nonce and verifier are fresh each time (C2).
type attempt struct {
	listener *loopback
	callback *callback
	pages    pages
	server   *http.Server
	redirect string
	state    string
	nonce    string
	verifier string
}

func (c *Client) newAttempt(listener *loopback, options SignInOptions) *attempt {
	a := &attempt{
		listener: listener,
		pages:    pages{c.config.Translate},
		redirect: listener.redirect(),
		state:    rand.Text(),
		nonce:    rand.Text(),
		verifier: oauth2.GenerateVerifier(),
	}
	c.secrets.add(a.state, a.nonce, a.verifier)
	a.callback = newCallback(a.state, a.pages, newStartPages(c.authorizeURL(a, options)))
	if c.peer != nil {
		a.callback.peer = c.peer
	}
	a.server = &http.Server{
		Handler:           a.callback,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	a.server.SetKeepAlivesEnabled(false)
	return a
}

// startPage returns the address of a new start page.
func (a *attempt) startPage() string { return a.redirect + a.callback.starts.add() }

func (a *attempt) serve() {
	for _, listener := range a.listener.listeners {
		go func() { _ = a.server.Serve(listener) }()
	}
}

// stop closes the port at once (C3), after the browser has taken its page. Connections a browser holds open in advance
// get a moment longer, without anybody waiting for them.
func (a *attempt) stop() {
	a.callback.waitDelivered(deliveryTimeout)
	a.listener.close()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), deliveryTimeout)
		defer cancel()
		if a.server.Shutdown(ctx) != nil {
			a.server.Close()
		}
	}()
}

// runAttempt asks the browser, waits for its answer and turns it into an account.
func (c *Client) runAttempt(ctx context.Context, a *attempt, options SignInOptions) (Account, *Error) {
	brought, failure := c.askBrowser(ctx, a, options)
	if failure != nil {
		return Account{}, failure
	}
	if e := a.callback.givenUp.Load(); e != nil {
		return Account{}, e
	}
	if brought.refused != nil {
		return Account{}, c.providerError("authorize", *brought.refused)
	}
	granted, err := c.redeem(ctx, brought.code, a.redirect, a.verifier)
	if err != nil {
		return Account{}, asError("exchange", err)
	}
	if e := a.callback.givenUp.Load(); e != nil {
		return Account{}, e
	}
	if answered := tokenClaims(granted.idToken).text("nonce"); answered != "" && answered != a.nonce {
		return Account{}, fault("exchange", keyRestart, errOtherNonce) // the answer to another sign-in (OpenID Connect Core, 3.1.3.7)
	}
	return c.admit(ctx, granted)
}

var errOtherNonce = errors.New("the id_token has the nonce of another sign-in")

// askBrowser opens the sign-in page and waits for the redirect, until the wait is over or ctx ends (C3).
func (c *Client) askBrowser(ctx context.Context, a *attempt, options SignInOptions) (answer, *Error) {
	page := a.startPage()
	until := time.Now().Add(c.config.Wait)
	wait, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	if options.Opened != nil {
		options.Opened(a.startPage(), until)
	}
	c.logger.Info("waiting for the browser", "redirect", a.redirect, "until", until)
	opened := make(chan error, 1)
	go func() { opened <- c.config.OpenURL(page) }()
	for {
		select {
		case brought := <-a.callback.answers:
			return brought, nil
		case err := <-opened:
			if err != nil {
				err := errors.New(redact(err.Error(), strings.TrimPrefix(page, a.redirect+startPath)))
				c.logger.Warn("the browser did not open", "error", err)
				if options.OpenFailed != nil {
					options.OpenFailed(fault("browser", keyNoBrowser, err))
				}
			}
		case <-wait.Done():
			if ctx.Err() != nil {
				return answer{}, cancelled("authorize", ctx)
			}
			e := fault("authorize", keyTimeout, context.DeadlineExceeded)
			e.args = map[string]string{"Minutes": strconv.Itoa(max(1, int(c.config.Wait.Round(time.Minute).Minutes())))}
			return answer{}, e
		}
	}
}

// authorizeURL is the page that the browser is sent to (S3).
func (c *Client) authorizeURL(a *attempt, options SignInOptions) string {
	claims := c.claimsParameter(options)
	parameters := []oauth2.AuthCodeOption{
		oauth2.S256ChallengeOption(a.verifier),
		oauth2.SetAuthURLParam("response_mode", "query"),
		oauth2.SetAuthURLParam("nonce", a.nonce),
	}
	for name, value := range map[string]string{"prompt": c.prompt(options), "login_hint": options.LoginHint, "claims": claims} {
		if value != "" {
			parameters = append(parameters, oauth2.SetAuthURLParam(name, value))
		}
	}
	config := c.oauth
	config.RedirectURL = a.redirect
	return config.AuthCodeURL(a.state, parameters...)
}

// prompt asks which account after a sign-out, as the browser may still be signed in with the one that left, and for
// consent where the last sign-in of the account did without, and was given no refresh token.
func (c *Client) prompt(options SignInOptions) string {
	if options.Prompt == "" && slices.ContainsFunc(c.Accounts(), func(a Account) bool { return a.ShortLived && a.Called(options.LoginHint) }) {
		return "consent"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if options.Prompt == "" && options.LoginHint == "" && c.askAccount {
		return "select_account"
	}
	return options.Prompt
}

// admit makes an account of a grant, keeps its refresh token, and makes its tokens ready for use.
func (c *Client) admit(ctx context.Context, granted grant) (Account, *Error) {
	if !grantsTasks(granted.scope) { // C5
		return Account{}, fault("exchange", keyScopeMissing, nil)
	}
	account, ok := accountFrom(granted.idToken)
	if !ok {
		c.logger.Warn("the provider did not say who signed in")
		account = namelessAccount(c.config.Login)
	}
	account.ShortLived = granted.refresh == ""
	c.mu.Lock()
	s := c.findLocked(account.ID)
	if s == nil {
		s = newSession(c, account)
		c.sessions = append(c.sessions, s)
	}
	c.askAccount = false
	c.mu.Unlock()
	s.begin(ctx, account, granted)
	return account, nil
}

// asError is err as the *Error it is, or wrapped in one.
func asError(op string, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return fault(op, keyUnknown, err)
}
