// Package graph speaks the wire: typed Microsoft Graph calls for To Do lists, tasks, attachments and upload sessions.
//
// Every request leaves through one function (send), which keeps the mailbox's manners (Governor), hands the token to one host
// only (C19, C39) and turns every refusal into an *Error. Rule numbers are those of the project's collection of wire facts.
package graph

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
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
	HTTP *http.Client
	// Logger takes one debug line per request; nil means none. Tokens and the queries of upload URLs are never logged (C11).
	Logger *slog.Logger
}

// Client makes the calls. It is safe for concurrent use.
type Client struct{}

// New checks the configuration and makes a Client. It sends nothing.
func New(config Config) (*Client, error) { return nil, errors.ErrUnsupported }

// Engine is the same client, its requests queueing behind the window's own.
func (c *Client) Engine() *Client { return c }
