// Package graph speaks the wire: typed Microsoft Graph calls for To Do lists, tasks, attachments and upload sessions.
//
// Every request leaves through one function (Client.send), which keeps the mailbox's manners (Governor), hands the
// token to one host only (C19, C39, R5) and turns every refusal into an *Error. Nothing is sent twice but after a 401,
// and by what the transport knows was not taken; waiting and trying again are the caller's decision, but for the pages
// of a collection. Rule numbers (C24, L5) are those of FACTS.md.
package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
)

// Tokens hands out bearer tokens. Both methods may be called from several goroutines at once.
type Tokens interface {
	// Token returns a token that is good for the next request.
	Token(ctx context.Context) (string, error)
	// Renew is called once after a 401. rejected is the token the server refused; claims is the decoded JSON of a
	// claims challenge, or "".
	Renew(ctx context.Context, rejected, claims string) (string, error)
}

// Config is what a Client needs.
type Config struct {
	// Graph is the root of the service, such as https://graph.microsoft.com: https, or http on a loopback address.
	Graph string
	// Version is "v1.0" (also by "") or "beta".
	Version string
	// User is whose To Do data: "" for the person signed in (/me), else an id or address (/users/{User}, C38).
	User string
	// Tokens signs the requests.
	Tokens Tokens
	// Governor is shared by all who use the mailbox; nil makes one of its own.
	Governor *Governor
	// HTTP lends its Transport only: redirects, time-outs and cookies are this package's own. nil means NewTransport.
	// An http.Transport becomes a SlotTransport.
	HTTP *http.Client
	// Logger takes one debug line per request; nil means none. Tokens and the queries of upload URLs are never logged
	// (C11).
	Logger *slog.Logger
}

// Client makes the calls. It is safe for concurrent use.
type Client struct {
	root     *url.URL // scheme and host that a token may go to
	base     string   // root, version and user: what every call's address begins with
	user     string   // Config.User
	tokens   Tokens
	governor *Governor
	http     *http.Client
	log      *slog.Logger
	queue    priority
	tell     func(Waiting) // see Engine
	lists    *attachmentLists
}

// New checks the configuration and makes a Client. It sends nothing.
func New(config Config) (*Client, error) {
	root, err := parseRoot(config.Graph)
	if err != nil {
		return nil, err
	}
	if config.Tokens == nil {
		return nil, errors.New("graph: no source of tokens")
	}
	version := config.Version
	switch version {
	case "":
		version = "v1.0"
	case "v1.0", "beta":
	default:
		return nil, fmt.Errorf("graph: unknown version %q: use v1.0 or beta", version)
	}
	who := "me"
	if config.User != "" {
		who = "users/" + segment(config.User)
	}
	c := &Client{
		root:     root,
		base:     strings.TrimRight(root.String(), "/") + "/" + version + "/" + who + "/todo/lists",
		user:     config.User,
		tokens:   config.Tokens,
		governor: config.Governor,
		log:      config.Logger,
		tell:     func(Waiting) {},
		lists:    &attachmentLists{},
	}
	if c.governor == nil {
		c.governor = NewGovernor()
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.http = &http.Client{CheckRedirect: followWithinHost}
	if config.HTTP != nil {
		c.http.Transport = config.HTTP.Transport
	}
	if c.http.Transport == nil {
		c.http.Transport = NewTransport()
	}
	if base, ok := c.http.Transport.(*http.Transport); ok {
		c.http.Transport = NewSlotTransport(base)
	}
	return c, nil
}

// User is whose To Do data an application uses by itself, "" where the person signed in.
func (c *Client) User() string { return c.user }

// Engine is the same client, its requests queueing behind the window's own. Each request calls tell when it starts to
// wait, when the reason or the end of its wait changes, when it goes on (WaitingNone), when it leaves (WaitingAnswer)
// and when it has ended (WaitingOver). The calls come from the goroutine that makes the request. tell may be nil.
func (c *Client) Engine(tell func(Waiting)) *Client {
	engine := *c
	engine.queue = engineQueue
	if tell != nil {
		engine.tell = tell
	}
	return &engine
}

// address is the URL below /todo/lists made of ids and fixed words in turn: id, word, id, word ... Ids are escaped
// (C15). An empty id would name the collection instead of one of its members, so it is refused here, before anything
// is sent.
func (c *Client) address(op string, parts ...string) (*url.URL, error) {
	var b strings.Builder
	b.WriteString(c.base)
	for i, part := range parts {
		if part == "" {
			return nil, fmt.Errorf("%s: an id is missing", op)
		}
		b.WriteByte('/')
		if i%2 == 0 {
			part = segment(part)
		}
		b.WriteString(part)
	}
	u, err := url.Parse(b.String())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return u, nil
}

// segment escapes an id as one segment of a path. The two names that mean another folder are escaped by hand.
func segment(id string) string {
	switch id {
	case ".":
		return "%2E"
	case "..":
		return "%2E%2E"
	}
	return url.PathEscape(id)
}
