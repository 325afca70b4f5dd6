// Package auth signs people and registrations in to one of Microsoft's clouds and keeps their access tokens fresh.
//
// A person signs in through their own browser with OAuth 2.0 authorization code and PKCE (RFC 6749, 7636, 8252), or
// with a code on another device (RFC 8628). A registration reaches a person's tasks with client credentials (RFC 6749,
// 4.4). Every failure is an *Error with a sentence a person can act on. Access tokens are opaque (C6) and never reach
// a log (C11).
//
// auth sends nothing to Graph, and stores nothing itself: tokens at rest are for package tokenstore, and which account
// is used for what is for package service. FACTS.md holds the rules that comments cite, THREATS.md what could go
// wrong.
package auth

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// DefaultWait is how long a sign-in waits for the browser unless Config says otherwise.
const DefaultWait = 5 * time.Minute

// Config says which registration signs in where. The zero value of each field but ClientID has a meaning.
type Config struct {
	// ClientID is the application (client) id. It is not a secret.
	ClientID string
	// AppsOnly makes a client in which nobody signs in, so that it needs no ClientID: SignInApp has ids of its own.
	AppsOnly bool
	// Tenant is common, organizations, consumers, or a tenant's id or domain; "" is common.
	Tenant string
	// Login and Graph are the roots of the sign-in and Graph hosts, without a trailing slash. "" is the global cloud,
	// or the other half of the national cloud named by one of them. Each must be https, or http on a loopback address.
	Login, Graph string
	// HTTP sends the token requests; nil is a client with time-outs, TLS 1.2 and the environment's proxy. Redirects
	// are never followed and cookies never kept, whatever the client given here would do.
	HTTP *http.Client
	// OpenURL shows a page in the person's browser; nil is github.com/pkg/browser. It may block.
	OpenURL func(url string) error
	// Wait is how long a sign-in waits for the browser; 0 is DefaultWait.
	Wait time.Duration
	// Store is where refresh tokens rest between runs; nil is memory only.
	Store Store
	// AtRestChanged is told what AtRest answers whenever that begins or ends to be an error; nil is nobody. It is
	// called from several goroutines and must return at once.
	AtRestChanged func(error)
	// Translate gives a sentence of Sentences in the person's language, for the page shown in the browser; nil is
	// English. It is called from several goroutines.
	Translate func(key, english string) string
	// Logger hears what happens, but never a token, code or verifier (C11); nil is silence.
	Logger *slog.Logger
}

// Client signs people in to one cloud under one registration. Its methods may be called from any goroutine. Those that
// take a context do network or disk I/O; the others return at once.
type Client struct {
	config  Config
	oauth   oauth2.Config // RedirectURL is set per attempt
	scopes  []string
	tokens  *http.Client
	logger  *slog.Logger
	listen  func() (*loopback, error)
	secrets knownSecrets
	peer    func(*http.Request) peer // nil asks the system; tests put another user here

	mu         sync.Mutex
	sessions   []*session // in the order of their sign-in
	askAccount bool       // after a sign-out the browser may still be signed in (C12)
	storeFault error
}

// New checks a configuration. The error, if any, is an *Error whose sentence names the setting to correct.
func New(config Config) (*Client, error) {
	config.ClientID = strings.TrimSpace(config.ClientID)
	if err := checkClientID(config.ClientID); err != nil && !(config.AppsOnly && config.ClientID == "") {
		return nil, err
	}
	if err := chooseCloud(&config); err != nil {
		return nil, err
	}
	if config.Wait <= 0 {
		config.Wait = DefaultWait
	}
	if config.OpenURL == nil {
		config.OpenURL = openBrowser
	}
	if config.Translate == nil {
		config.Translate = func(_, english string) string { return english }
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	scopes := []string{"openid", "profile", "offline_access", tasksScope(config.Graph)} // C4
	return &Client{
		config: config,
		scopes: scopes,
		tokens: tokenClient(config.HTTP),
		logger: config.Logger,
		listen: listenLoopback,
		oauth: oauth2.Config{
			ClientID: config.ClientID, // and no secret: this is a public client (C4)
			Scopes:   scopes,
			Endpoint: endpoints(config),
		},
	}, nil
}

// endpoints are where a tenant signs in (S1).
func endpoints(config Config) oauth2.Endpoint {
	base := config.Login + "/" + config.Tenant + "/oauth2/v2.0"
	return oauth2.Endpoint{
		AuthURL:       base + "/authorize",
		TokenURL:      base + "/token",
		DeviceAuthURL: base + "/devicecode",
		AuthStyle:     oauth2.AuthStyleInParams,
	}
}

// Graph is the root of the Graph host that this client's tokens are meant for, without a trailing slash. A token must
// go to no other host (C19).
func (c *Client) Graph() string { return c.config.Graph }

// Load reads the accounts in the store. The keyring may first ask the person to unlock it, so give ctx a deadline, and
// Load again in the background if it passed; the person is asked only once. Accounts that are known already stay as
// they are. Without a store Load does nothing.
func (c *Client) Load(ctx context.Context) error {
	if c.config.Store == nil {
		return nil
	}
	saved, err := c.config.Store.Load(ctx)
	c.noteStore(err)
	if err != nil {
		return c.storeError(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, entry := range saved {
		if !c.owns(entry) || c.findLocked(entry.Account.ID) != nil {
			continue
		}
		c.sessions = append(c.sessions, restoredSession(c, entry))
	}
	return nil
}

// AtRest is nil while refresh tokens are kept for the next start, and otherwise an *Error that says why the person
// will have to sign in again after this run.
func (c *Client) AtRest() error {
	if c.config.Store == nil {
		return c.storeError(nil)
	}
	c.mu.Lock()
	fault := c.storeFault
	c.mu.Unlock()
	if fault != nil {
		return c.storeError(fault)
	}
	return nil
}

func (c *Client) storeError(cause error) *Error {
	var e *Error
	if errors.As(cause, &e) {
		return e
	}
	return fault("store", keyMemoryOnly, cause)
}

func (c *Client) noteStore(err error) {
	if err != nil {
		c.logger.Warn("tokens are not kept for the next start", "error", err)
	}
	c.mu.Lock()
	changed := (err == nil) != (c.storeFault == nil)
	c.storeFault = err
	c.mu.Unlock()
	if changed && c.config.AtRestChanged != nil {
		c.config.AtRestChanged(c.AtRest())
	}
}

// Accounts lists everyone who signed in and did not sign out, also those who have to sign in once more.
func (c *Client) Accounts() []Account {
	c.mu.Lock()
	sessions := slices.Clone(c.sessions)
	c.mu.Unlock()
	accounts := make([]Account, 0, len(sessions))
	for _, s := range sessions {
		accounts = append(accounts, s.snapshot())
	}
	return accounts
}

// findLocked returns the session of an account, or nil.
func (c *Client) findLocked(accountID string) *session {
	for _, s := range c.sessions {
		if s.id == accountID {
			return s
		}
	}
	return nil
}

func (c *Client) session(accountID string) *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.findLocked(accountID)
}

// SignOut deletes an account's tokens here and in the store, also when the network is down. The browser stays signed
// in until the page of LogoutURL was seen (C12). The error tells of a store that could not be written.
func (c *Client) SignOut(ctx context.Context, accountID string) error {
	c.mu.Lock()
	s := c.findLocked(accountID)
	c.sessions = slices.DeleteFunc(c.sessions, func(other *session) bool { return other == s })
	c.askAccount = c.askAccount || s == nil || s.snapshot().App == nil
	c.mu.Unlock()
	if s == nil {
		return nil
	}
	c.logger.Info("signed out", "account", accountID)
	if err := s.close(ctx); err != nil {
		return &Error{key: keySignOutFailed, Op: "store", Err: err}
	}
	return nil
}

// LogoutURL returns the page that ends the browser's own session (C12). For an unknown account the page asks which one
// to sign out.
func (c *Client) LogoutURL(accountID string) string {
	page := c.config.Login + "/" + c.config.Tenant + "/oauth2/v2.0/logout"
	if s := c.session(accountID); s != nil {
		if hint := s.snapshot().LoginHint; hint != "" {
			return page + "?logout_hint=" + queryEscape(hint)
		}
	}
	return page
}

// AdminConsentURL returns the page on which an administrator approves this registration for a whole organization.
func (c *Client) AdminConsentURL() string {
	return c.config.Login + "/" + c.adminTenant() + "/adminconsent?client_id=" + queryEscape(c.config.ClientID)
}

// adminTenant returns the tenant of the consent page; consumers has no administrator.
func (c *Client) adminTenant() string {
	if strings.EqualFold(c.config.Tenant, "consumers") || strings.EqualFold(c.config.Tenant, "common") {
		return "organizations"
	}
	return c.config.Tenant
}
