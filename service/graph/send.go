package graph

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// request is one call, ready to be sent as often as it takes.
type request struct {
	op     string
	method string
	url    *url.URL
	header map[string]string // beyond what every request has
	body   *body             // nil for none
	most   int64             // bytes of the answer that are read, 0 for maxWire
}

// renewAfter is how long a wait for a pass may be before the token is asked for again.
const renewAfter = 30 * time.Second

// send is the one way out of this package. It waits for the mailbox's governor, signs the request if it goes to the
// Graph host and never otherwise (C19), renews the token once after a 401, and returns a success, whose body the
// caller must close; anything else is an error. The pass is held until the body is closed.
func (c *Client) send(ctx context.Context, q request) (*answer, error) {
	token, err := c.token(ctx, q)
	if err != nil {
		return nil, err
	}
	renewed, again := false, false
	for {
		asked := time.Now()
		p, err := c.governor.enter(ctx, c.queue, q.cost(), c.tell)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.op, err)
		}
		if p.waited && time.Since(asked) > renewAfter {
			if token, err = c.token(ctx, q); err != nil {
				p.cancel()
				return nil, err
			}
		}
		ans, err := c.exchange(ctx, q, token, p)
		if q.method == http.MethodGet && !again && DeadLine(err) {
			again = true // a read does no harm, and the connection's end tells nothing about the server
			continue
		}
		var refused *Error
		if !c.own(q.url) || !errors.As(err, &refused) || !refused.tokenRefused() {
			return ans, err
		}
		if renewed && refused.Claims == "" {
			return ans, err
		}
		fresh, renewal := c.tokens.Renew(ctx, token, refused.Claims)
		switch {
		case renewal != nil: // a challenge, also one to the renewed token, is for the next sign-in to answer
			return nil, fmt.Errorf("%s: renew the sign-in: %w", q.op, renewal)
		case renewed:
			return ans, err
		}
		token, renewed = fresh, true
	}
}

// token is "" for a host that must not see one.
func (c *Client) token(ctx context.Context, q request) (string, error) {
	if !c.own(q.url) {
		return "", nil
	}
	token, err := c.tokens.Token(ctx)
	if err != nil {
		return "", fmt.Errorf("%s: %w", q.op, err)
	}
	return token, nil
}

func (q request) cost() int64 {
	if q.body == nil {
		return 0
	}
	return q.body.length
}

// exchange sends the request once and ends the pass, unless it returns an answer, which then does.
func (c *Client) exchange(ctx context.Context, q request, token string, p *pass) (*answer, error) {
	inner, cancel := context.WithCancelCause(ctx)
	x := &exchange{client: c, q: q, ctx: ctx, cancel: cancel, pass: p, id: guid(), began: time.Now()}
	x.watch = newWatch(cancel)
	req := x.build(httptrace.WithClientTrace(withSlot(inner, p.slot), x.trace()), token)
	p.ready(ctx) // the token may have taken its time
	c.tell(Waiting{Reason: WaitingAnswer})
	resp, err := c.http.Do(req)
	x.watch.end()
	if err != nil {
		return nil, x.noAnswer(inner, err)
	}
	return x.answered(inner, resp)
}

// exchange is a request on its way.
type exchange struct {
	client *Client
	q      request
	ctx    context.Context // the caller's
	cancel context.CancelCauseFunc
	pass   *pass
	watch  *watch
	id     string // client-request-id, fresh for each (C32)
	began  time.Time

	sent          atomic.Int64 // nanoseconds after began at which the header was written, 0 before
	dialed, wrote atomic.Bool  // what the trace saw: a search for a connection, a header written to it
	handed        handed
}

func (x *exchange) build(ctx context.Context, token string) *http.Request {
	req := (&http.Request{
		Method: x.q.method, URL: x.q.url, Host: x.q.url.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
	}).WithContext(ctx)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "TaskDrop")
	req.Header.Set("client-request-id", x.id)
	for name, value := range x.q.header {
		req.Header.Set(name, value)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if b := x.q.body; b != nil {
		req.Header.Set("Content-Type", b.contentType)
		req.ContentLength = b.length // never chunked (C21)
		open := func() (io.ReadCloser, error) {
			return io.NopCloser(&watched{from: b.open(), watch: x.watch, left: b.length, handed: &x.handed}), nil
		}
		req.Body, _ = open()
		// The transport asks for it only where it knows that the server took nothing: a kept connection that turned
		// out to be closed before a byte was written, or HTTP/2's word that the request was not processed.
		req.GetBody = open
	}
	return req
}

// trace follows a request to the wire. Between a connection found, which may have taken long, and the first byte
// written to it is the last moment to hold the request back; then it tells whether the server may have seen it, and
// when its body is out.
func (x *exchange) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:      func(string) { x.dialed.Store(true); x.wrote.Store(false) },
		GotConn:      func(httptrace.GotConnInfo) { x.pass.ready(x.ctx) },
		WroteHeaders: func() { x.wrote.Store(true); x.sent.Store(max(1, int64(time.Since(x.began)))) },
		WroteRequest: func(httptrace.WroteRequestInfo) { x.watch.expect("the answer", headerTimeout) },
	}
}

// unsent: certainly nothing of the request reached the server. A transport that tells nothing proves nothing.
func (x *exchange) unsent() bool { return x.dialed.Load() && !x.wrote.Load() }

// noAnswer words the failure. It never quotes the URL, as an upload URL is a secret (C11).
func (x *exchange) noAnswer(inner context.Context, err error) error {
	defer x.cancel(nil)
	defer x.client.tell(Waiting{Reason: WaitingOver})
	unsent := x.unsent()
	if unsent {
		x.pass.cancel()
	} else {
		x.pass.leave()
	}
	if b := x.q.body; b != nil && b.file != nil && x.ctx.Err() == nil {
		if failure := b.file.failure(); failure != nil {
			return fmt.Errorf("%s: %w", x.q.op, failure)
		}
	}
	e := &Error{
		Op: x.q.op, ClientRequestID: x.id, Date: time.Now(), Err: x.cause(inner, err),
		unsent: unsent, partly: x.q.body != nil && x.handed.noMore(),
	}
	x.log(slog.Any("err", e))
	return e
}

func (x *exchange) cause(inner context.Context, err error) error {
	if x.ctx.Err() != nil {
		return contextError(x.ctx)
	}
	var stalled *StallError
	if errors.As(context.Cause(inner), &stalled) {
		return stalled
	}
	var quoting *url.Error
	for errors.As(err, &quoting) {
		err = quoting.Err
	}
	return err
}

type writesKey struct{}

// WatchWrites has told called, on any goroutine, with the server's request-id of each answer to a request that is not
// a read, "" where the answer has none.
func WatchWrites(ctx context.Context, told func(requestID string)) context.Context {
	return context.WithValue(ctx, writesKey{}, told)
}

// answered tells the governor and sorts successes from refusals.
func (x *exchange) answered(inner context.Context, resp *http.Response) (*answer, error) {
	ans := &answer{exchange: x, status: resp.StatusCode, header: resp.Header, length: resp.ContentLength}
	ans.body = &incoming{from: resp.Body, watch: newWatch(x.cancel), exchange: x, inner: inner}
	ans.body.length, ans.body.drain = resp.ContentLength, maxDrain
	if resp.ProtoMajor == 2 {
		ans.body.drain = maxDrainHTTP2
	}
	resp.Body = ans.body
	var e *Error
	if resp.StatusCode/100 != 2 {
		e = &Error{}
		e.readHeader(resp.Header)
	}
	switch {
	case e != nil && (resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == 509):
		x.pass.throttled(e.RetryAfter, e.HasRetryAfter)
	case e != nil && e.HasRetryAfter:
		x.pass.heldBack(e.RetryAfter) // whatever the status: the mailbox is asked to wait, not one file
	case resp.StatusCode < 500:
		x.pass.answered()
	}
	x.log(slog.Int("status", resp.StatusCode), slog.String("request-id", resp.Header.Get("request-id")))
	if watch, ok := inner.Value(writesKey{}).(func(string)); ok && x.q.method != http.MethodGet {
		watch(resp.Header.Get("request-id"))
	}
	if e == nil {
		ans.body.good = true
		return ans, nil
	}
	e = refusal(x.q.op, resp, x.id)
	e.User, e.Foreign = x.client.user, !x.client.own(x.q.url)
	_ = ans.body.Close()
	if resp.StatusCode == http.StatusServiceUnavailable {
		x.client.http.CloseIdleConnections() // the next try takes a new one (C30)
	}
	return nil, e
}

// log writes one line. The path names ids, which are no secrets; an upload session's own is one, as is the query of an
// upload URL, and on another host its path, too (C11).
func (x *exchange) log(outcome ...any) {
	path := "..."
	if x.client.own(x.q.url) {
		path = openPath(x.q.url.EscapedPath())
	}
	x.client.log.Debug("graph", append([]any{
		slog.String("op", x.q.op), slog.String("method", x.q.method), slog.String("host", x.q.url.Host),
		slog.String("path", path), slog.String("client-request-id", x.id),
		slog.Int64("bytes", x.q.cost()), slog.Duration("took", time.Since(x.began).Round(time.Millisecond)),
	}, outcome...)...)
}

// openPath is what a log may say of a path on the Graph host.
func openPath(path string) string {
	const sessions = "/attachmentsessions/"
	if at := strings.Index(strings.ToLower(path), sessions); at >= 0 {
		return path[:at+len(sessions)] + "..."
	}
	return path
}

// guid is a random UUID of version 4.
func guid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
