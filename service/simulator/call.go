package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// call is one request on its way through the stand-in.
type call struct {
	server *Server
	opts   Options
	w      http.ResponseWriter
	r      *http.Request
	body   io.Reader // paced, and cut off if a fault says so
	fault  Fault     // the effects of the faults that struck; zero for none
	struck bool

	entry     *entry // in the record
	kind      Call
	requestID string
	clientReq string
	throttle  *throttle // released when the answer goes out
	mailbox   *mailbox
	token     *accessToken
	claimed   *session // by a range of this call (E32)
	entered   bool     // counted as under way in the mailbox
	ended     bool
}

// answer is what a call is answered with.
type answer struct {
	status int
	header http.Header
	body   []byte
	stream [][]byte // content of an attachment, after body
}

func newCall(s *Server, opts Options, w http.ResponseWriter, r *http.Request) *call {
	c := &call{server: s, opts: opts, w: w, r: r, requestID: newGUID()}
	c.clientReq = r.Header.Get("client-request-id")
	if c.clientReq == "" {
		c.clientReq = c.requestID
	}
	c.setRate(opts.Rate)
	c.entry = s.begin(r)
	return c
}

func (c *call) setRate(rate int64) {
	c.body = c.r.Body
	if rate > 0 {
		c.body = &pacedReader{ctx: c.r.Context(), source: c.r.Body, pace: pace{rate: rate}}
	}
}

// wait sleeps for d, less if the client goes away or the server closes. It reports whether the call goes on.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// pace keeps a stream of bytes at a rate.
type pace struct {
	rate  int64 // bytes per second
	begun time.Time
	moved int64
}

// share is how many bytes may move at one go: a twentieth of a second's worth.
func (p *pace) share(wanted int) int {
	return min(wanted, int(max(p.rate/20, 1)))
}

// after waits until n more bytes fit the rate.
func (p *pace) after(ctx context.Context, n int) bool {
	if p.begun.IsZero() {
		p.begun = time.Now()
	}
	p.moved += int64(n)
	due := p.begun.Add(time.Duration(float64(p.moved) / float64(p.rate) * float64(time.Second)))
	return wait(ctx, time.Until(due))
}

// pacedReader reads at a limited rate.
type pacedReader struct {
	ctx    context.Context
	source io.Reader
	pace   pace
}

func (p *pacedReader) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := p.source.Read(b[:p.pace.share(len(b))])
	if !p.pace.after(p.ctx, n) {
		return n, p.ctx.Err()
	}
	return n, err
}

// drainLimit is how much of a body that nobody wants is read before the answer, so that the answer is heard.
const drainLimit = 64 << 20

func (c *call) drain() bool {
	_, err := io.Copy(io.Discard, io.LimitReader(c.body, drainLimit))
	return err == nil
}

// send writes an answer after the latency. nil ends the connection.
func (c *call) send(a *answer) {
	if a == nil {
		c.abort()
		return
	}
	if !c.drain() || !wait(c.r.Context(), c.opts.Latency+time.Duration(c.fault.Delay)) {
		c.entry.status = 0
		c.abort()
		return
	}
	if a = c.spoil(a); a == nil {
		c.abort()
		return
	}
	if c.fault.Reset == ResetAnswer {
		c.abortWithin(a)
		return
	}
	header := c.w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	length := int64(len(a.body))
	for _, part := range a.stream {
		length += int64(len(part))
	}
	if a.status != http.StatusNoContent {
		header.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	c.entry.status = a.status
	c.server.asksForPause(c, a)
	c.write(a)
}

// write sends status and content. The call stops counting as being under way just before the client can have all
// of the answer: a client that then sends its next request at once is not one request too many.
func (c *call) write(a *answer) {
	if len(a.stream) == 0 {
		c.end()
		c.w.WriteHeader(a.status)
		c.w.Write(a.body)
		return
	}
	c.w.WriteHeader(a.status)
	c.w.Write(a.body)
	speed := pace{rate: c.opts.Rate}
	for i, part := range a.stream {
		for len(part) > 0 {
			length := min(len(part), 256<<10)
			if speed.rate > 0 {
				length = speed.share(len(part))
				if !speed.after(c.r.Context(), length) {
					c.abort()
					return
				}
			}
			if i == len(a.stream)-1 && length == len(part) {
				c.end()
			}
			if _, err := c.w.Write(part[:length]); err != nil {
				return
			}
			part = part[length:]
		}
	}
}

// end closes the call's books. It may be called twice.
func (c *call) end() {
	if c.ended {
		return
	}
	c.ended = true
	c.server.finish(c)
}

// abort ends the connection without an answer, with a reset if the transport has one.
func (c *call) abort() {
	c.end()
	conn := c.hijack()
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// abortWithin ends the connection in the middle of the answer.
func (c *call) abortWithin(a *answer) {
	c.end()
	conn := c.hijack()
	fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\nContent-Le", a.status, http.StatusText(a.status))
	conn.Close()
}

// hijack takes the connection over. If that is not possible (HTTP/2), it unwinds the handler, and the server cuts
// the stream.
func (c *call) hijack() net.Conn {
	if hijacker, ok := c.w.(http.Hijacker); ok {
		if conn, _, err := hijacker.Hijack(); err == nil {
			return conn
		}
	}
	panic(http.ErrAbortHandler)
}

// base is the root that the client used. Absolute links begin with it.
func (c *call) base() string {
	if c.r.TLS != nil {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// parenKey is OData's other way to name one of many: attachments('id').
var parenKey = regexp.MustCompile(`^([A-Za-z]+)\('(.*)'\)$`)

// splitPath takes a path apart and decodes each segment by itself, so that an encoded slash stays in its segment.
func splitPath(escaped string) ([]string, bool) {
	var segments []string
	for _, raw := range strings.Split(strings.Trim(escaped, "/"), "/") {
		segment, err := url.PathUnescape(raw)
		if err != nil {
			return nil, false
		}
		if key := parenKey.FindStringSubmatch(segment); key != nil {
			segments = append(segments, key[1], strings.ReplaceAll(key[2], "''", "'"))
			continue
		}
		segments = append(segments, segment)
	}
	return segments, true
}

// errTooLarge is returned for a body above the limit.
var errTooLarge = errors.New("body above the limit")

// errBrokenOff ends a body that a fault cuts.
var errBrokenOff = errors.New("connection torn down by a fault")

// readBody reads a whole body of at most limit bytes.
func (c *call) readBody(limit int64) ([]byte, error) {
	if c.r.ContentLength > limit {
		return nil, errTooLarge
	}
	var content bytes.Buffer
	if c.r.ContentLength > 0 {
		content.Grow(int(c.r.ContentLength) + bytes.MinRead)
	}
	_, err := io.Copy(&content, io.LimitReader(c.body, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(content.Len()) > limit {
		return nil, errTooLarge
	}
	return content.Bytes(), nil
}

// encode is v as JSON, with letters as they are.
func encode(v any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err) // only our own types come here
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}
