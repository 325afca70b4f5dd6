package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// maxAnswer is the largest JSON answer that is read, in bytes and without the files in it: a thousand tasks with
	// long notes.
	maxAnswer = 64 << 20
	// maxWire is the same with the files in it, which are passed over: forty of the largest that To Do takes.
	maxWire int64 = 1_400_000_000
	// maxDrain is how much of an unread answer is read away so that its connection can be used again: a file of
	// mostCutoff, which is echoed (L10).
	maxDrain = 4_200_000
	// maxDrainHTTP2 is the same where an answer can be refused and the connection stays.
	maxDrainHTTP2 = 128 << 10
)

// answer is a success. Its body must be closed, which ends the request's pass.
type answer struct {
	exchange *exchange
	status   int
	header   http.Header
	length   int64 // of the body, -1 where it is not known
	body     *incoming
}

// decode reads the body as JSON into a struct and closes it. Unknown keys and values of an unexpected kind are passed
// over (C35).
func (a *answer) decode(into any) error {
	defer a.body.Close()
	wire := &bounded{from: a.body, left: cmp.Or(a.exchange.q.most, maxWire)}
	content, err := io.ReadAll(io.LimitReader(newWithoutContent(wire), maxAnswer+1))
	switch {
	case wire.left < 0, len(content) > maxAnswer:
		return a.exchange.failed(a.status, &TooLongError{})
	case err != nil:
		return a.exchange.failed(0, err) // cut off: as good as no answer
	}
	err = lenient(bytes.TrimPrefix(content, []byte("\uFEFF")), into)
	if err != nil {
		e := a.exchange.failed(a.status, errors.New("the answer is not what was asked for: it cannot be read as JSON"))
		e.garbled = len(bytes.TrimSpace(content)) > 0
		return e
	}
	return nil
}

// TooLongError is about a success that is longer than what is read of it.
type TooLongError struct{}

func (e *TooLongError) Error() string { return "the answer is too long to be read" }

// bounded ends with an error after so many bytes, and left is negative then.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, &TooLongError{}
	}
	return n, err
}

// lenient is json.Unmarshal without complaints about single values.
func lenient(content []byte, into any) error {
	err := json.Unmarshal(content, into)
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return nil
	}
	return err
}

// failed is the Error of a success that could not be used.
func (x *exchange) failed(status int, err error) *Error {
	return &Error{Op: x.q.op, Status: status, ClientRequestID: x.id, Date: time.Now(), Err: err}
}

// misled reports whether a success that could not be read was a page of something on the way. 201 is not such a
// thing's to say.
func (a *answer) misled(err error) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.garbled && a.status != http.StatusCreated
}

// byOurClock turns a point in time by the server's clock into one by this computer's, which may be hours off. It is
// zero, as not known, where it was over when the answer was made.
func (a *answer) byOurClock(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	now := time.Now()
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil {
		date = now
	}
	if !at.After(date) {
		return time.Time{}
	}
	return now.Add(at.Sub(date))
}

// close is for an answer whose body says nothing of interest.
func (a *answer) close() { _ = a.body.Close() }

// incoming is an answer's body. Whoever waits for its next byte too long is released.
type incoming struct {
	from     io.ReadCloser
	watch    *watch
	exchange *exchange
	inner    context.Context
	once     sync.Once
	ended    bool
	received int64 // bytes read
	good     bool  // the answer is a success
	drain    int64 // bytes of the rest that are read away at most
	length   int64 // of the body as announced, -1 where it is not known
}

func (b *incoming) Read(p []byte) (int, error) {
	b.watch.expect("the answer's next part", stallTimeout)
	n, err := b.from.Read(p)
	b.received += int64(n)
	b.watch.stop()
	if err == nil || err == io.EOF {
		b.ended = b.ended || err == io.EOF
		return n, err
	}
	return n, b.exchange.cause(b.inner, err)
}

// Close reads a short rest away, so that the connection can be used again, and ends the pass.
func (b *incoming) Close() error {
	var err error
	b.once.Do(func() {
		if !b.ended && b.exchange.ctx.Err() == nil && b.length-b.received <= b.drain {
			_, _ = io.CopyN(io.Discard, b, b.drain)
		}
		b.watch.end()
		if b.good {
			b.exchange.measure(b.received)
		}
		err = b.from.Close()
		b.exchange.pass.leave()
		b.exchange.client.tell(Waiting{Reason: WaitingOver})
		b.exchange.cancel(nil)
	})
	return err
}
