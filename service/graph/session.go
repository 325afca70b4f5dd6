package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// UploadSession is where a file's ranges go. Nothing hangs on the task before its last one has been taken.
type UploadSession struct {
	URL     string    // a secret: whoever knows it may write (C11)
	Expires time.Time // zero where the server did not say
	Next    int64     // first byte the server wants next; -1 where it did not say
}

// Range is a piece of a file of Total bytes. To be taken by every server it is shorter than 4,000,000 bytes (C20, R4).
type Range struct{ Start, Length, Total int64 }

func (r Range) String() string {
	return fmt.Sprintf("bytes %d-%d/%d", r.Start, r.Start+r.Length-1, r.Total)
}

// RangeAnswer is what the server said to a range it took.
type RangeAnswer struct {
	Done         bool   // it was the last one: the file is attached
	AttachmentID string // with Done; "" where the server did not say (C23)
	Next         int64  // first byte wanted next; -1 where the server did not say
}

// session is a session's state as sent, in whatever case its keys are (C17).
type session struct {
	ID      string  `json:"id"`
	URL     string  `json:"uploadUrl"`
	Expires instant `json:"expirationDateTime"`
	Ranges  ranges  `json:"nextExpectedRanges"`
}

func (s session) next() int64 {
	if next, ok := NextStart(s.Ranges); ok {
		return next
	}
	return -1
}

// CreateUploadSession opens a session for a file of at least one byte.
func (c *Client) CreateUploadSession(ctx context.Context, ref TaskRef, a NewAttachment) (UploadSession, error) {
	const op = "open an upload session"
	info := struct {
		Type        string `json:"attachmentType"`
		Name        string `json:"name"`
		Size        int64  `json:"size"`
		ContentType string `json:"contentType,omitempty"`
	}{"file", a.Name, a.Size, a.ContentType}
	address, err := c.address(op, ref.ListID, "tasks", ref.TaskID, "attachments", "createUploadSession")
	if err != nil {
		return UploadSession{}, err
	}
	raw, err := json.Marshal(map[string]any{"attachmentInfo": info})
	if err != nil {
		return UploadSession{}, fmt.Errorf("%s: %w", op, err)
	}
	ans, err := c.send(ctx, request{op: op, method: http.MethodPost, url: address, body: jsonBody(raw)})
	if err != nil {
		return UploadSession{}, err
	}
	var opened session
	if err := ans.decode(&opened); err != nil {
		return UploadSession{}, err
	}
	if opened.URL == "" {
		return UploadSession{}, ans.exchange.failed(ans.status, errors.New("the answer names no upload URL"))
	}
	if _, err := c.parseUploadURL(op, opened.URL); err != nil {
		return UploadSession{}, err
	}
	return UploadSession{URL: opened.URL, Expires: ans.byOurClock(time.Time(opened.Expires)), Next: opened.next()}, nil
}

// PutRange sends one range of a file, streamed from disk. sent is told of bytes as in AttachInline, and a *ReadError
// is as there. An answer is a range that was taken; everything else is an error.
func (c *Client) PutRange(ctx context.Context, uploadURL string, r Range, file io.ReaderAt, sent func(n int)) (RangeAnswer, error) {
	const op = "send a range"
	if r.Start < 0 || r.Length <= 0 || r.Start+r.Length > r.Total {
		return RangeAnswer{}, fmt.Errorf("%s: there is no range of %d bytes from %d of %d", op, r.Length, r.Start, r.Total)
	}
	at, err := c.parseUploadURL(op, uploadURL)
	if err != nil {
		return RangeAnswer{}, err
	}
	if c.own(at) {
		at = contentURL(at)
	}
	reader := &fileReader{at: file, start: r.Start, length: r.Length, sent: sent}
	defer reader.close()
	ans, err := c.send(ctx, request{
		op: op, method: http.MethodPut, url: at,
		header: map[string]string{"Content-Range": r.String()},
		body:   &body{contentType: "application/octet-stream", length: r.Length, open: reader.open, file: reader},
	})
	if err != nil {
		return RangeAnswer{}, err
	}
	return rangeAnswer(ans, r)
}

// contentURL is where ranges go: /content at the end of the path, once, and before any query (C18, L2).
func contentURL(u *url.URL) *url.URL {
	escaped := strings.TrimRight(u.EscapedPath(), "/")
	if !strings.HasSuffix(escaped, "/content") {
		escaped += "/content"
	}
	content := *u
	content.Path, _ = url.PathUnescape(escaped) // came from a URL, so it can be unescaped
	content.RawPath = escaped
	return &content
}

// rangeAnswer reads a success. 201 to the last range means done, and its body is not needed (C23); so does a 200 that
// is an attachment instead of a session. A body that breaks off takes nothing from the success, but a page of
// something on the way is none.
func rangeAnswer(ans *answer, r Range) (RangeAnswer, error) {
	last := r.Start+r.Length == r.Total
	id := AttachmentID(ans.header.Get("Location"))
	if last && ans.status == http.StatusCreated && (id != "" || ans.length == 0) {
		ans.close()
		return RangeAnswer{Done: true, AttachmentID: id, Next: -1}, nil
	}
	var state session
	if err := ans.decode(&state); err != nil {
		if ans.misled(err) {
			return RangeAnswer{}, err
		}
		state = session{}
	}
	if next := state.next(); next >= 0 {
		return RangeAnswer{Next: next}, nil
	}
	attached := state.ID != "" && time.Time(state.Expires).IsZero()
	if last && (ans.status == http.StatusCreated || attached || id != "") {
		if id == "" && attached {
			id = state.ID
		}
		return RangeAnswer{Done: true, AttachmentID: id, Next: -1}, nil
	}
	return RangeAnswer{Next: -1}, nil
}

// SessionStatus asks where a session stands. The real service answers 404 while the session lives, which proves
// nothing (L3).
func (c *Client) SessionStatus(ctx context.Context, uploadURL string) (UploadSession, error) {
	const op = "ask for the upload session"
	at, err := c.parseUploadURL(op, uploadURL)
	if err != nil {
		return UploadSession{}, err
	}
	ans, err := c.send(ctx, request{op: op, method: http.MethodGet, url: at})
	if err != nil {
		return UploadSession{}, err
	}
	var state session
	if err := ans.decode(&state); err != nil {
		return UploadSession{}, err
	}
	return UploadSession{URL: uploadURL, Expires: time.Time(state.Expires), Next: state.next()}, nil
}

// DeleteSession gives a session up (C26). One that is gone counts as done; existed tells it from one that was there.
func (c *Client) DeleteSession(ctx context.Context, uploadURL string) (existed bool, err error) {
	const op = "delete the upload session"
	at, err := c.parseUploadURL(op, uploadURL)
	if err != nil {
		return false, err
	}
	return c.remove(ctx, request{op: op, method: http.MethodDelete, url: at})
}
