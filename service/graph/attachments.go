package graph

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// Attachment is a taskFileAttachment.
type Attachment struct {
	ID          string
	Name        string // as sent by whoever attached it: never a path (L11)
	ContentType string
	Size        int64 // as listed: some 240 bytes above the file's own length (L9, C36)
	Modified    time.Time
}

func (a Attachment) key() string { return a.ID }

// UnmarshalJSON reads the wire's form.
func (a *Attachment) UnmarshalJSON(raw []byte) error {
	var wire struct {
		ID          string  `json:"id"`
		Name        string  `json:"name"`
		ContentType string  `json:"contentType"`
		Size        int64   `json:"size"`
		Modified    instant `json:"lastModifiedDateTime"`
	}
	if err := lenient(raw, &wire); err != nil {
		return err
	}
	*a = Attachment{
		ID: wire.ID, Name: wire.Name, ContentType: wire.ContentType, Size: wire.Size, Modified: time.Time(wire.Modified),
	}
	return nil
}

// Attachments are what hangs on a task.
func (c *Client) Attachments(ctx context.Context, ref TaskRef) ([]Attachment, error) {
	const op = "list the attachments"
	first, err := c.address(op, ref.ListID, "tasks", ref.TaskID, "attachments")
	if err != nil {
		return nil, err
	}
	selected := *first
	selected.RawQuery = "$select=id,name,contentType,size,lastModifiedDateTime"
	if !c.lists.carryContent.Load() {
		all, err := collectWithin[Attachment](ctx, c, op, firstPages(first), plainList, nil)
		if !tooLong(err) {
			return all, err
		}
		c.lists.carryContent.Store(true)
	}
	// A list has no content where it is not asked for (L15). That a page may be asked to be smaller is known of lists and
	// tasks alone (C13), and one attachment by itself can be as long as a list.
	all, err := collectWithin[Attachment](ctx, c, op, []*url.URL{&selected}, plainList, nil)
	var refused *Error
	if tooLong(err) || errors.As(err, &refused) && refused.refusesAsWritten() {
		return collect[Attachment](ctx, c, op, firstPages(first), nil) // the content is passed over as it comes
	}
	return all, err
}

// plainList is how many bytes of a list of attachments are read before it is asked for in other words: some two
// thousand attachments, and less than the content of one file may take (F23).
const plainList = 1 << 20

// attachmentLists is what is known of how a server lists attachments.
type attachmentLists struct{ carryContent atomic.Bool }

func tooLong(err error) bool {
	var answer *Error
	return errors.As(err, &answer) && answer.TooLong()
}

// Attachment is one attachment. The server sends its content along, which is not kept: AttachmentContent streams it.
func (c *Client) Attachment(ctx context.Context, ref TaskRef, id string) (Attachment, error) {
	found, err := one[wrapped](ctx, c, "read the attachment", http.MethodGet, nil,
		ref.ListID, "tasks", ref.TaskID, "attachments", id)
	return found.Attachment, err
}

// wrapped is an attachment as seen, flat, or as documented, within "value" (F23).
type wrapped struct{ Attachment }

func (w *wrapped) UnmarshalJSON(raw []byte) error {
	var outer struct {
		Value json.RawMessage `json:"value"`
	}
	if err := lenient(raw, &outer); err != nil {
		return err
	}
	if len(outer.Value) > 0 && outer.Value[0] == '{' {
		raw = outer.Value
	}
	return w.Attachment.UnmarshalJSON(raw)
}

// AttachmentContent streams an attachment's bytes ($value), and says how many there are, or -1. The reader holds a
// place in the mailbox until it is closed. It fails, instead of ending early, where the connection breaks.
func (c *Client) AttachmentContent(ctx context.Context, ref TaskRef, id string) (io.ReadCloser, int64, error) {
	const op = "download the attachment"
	address, err := c.address(op, ref.ListID, "tasks", ref.TaskID, "attachments", id, "$value")
	if err != nil {
		return nil, -1, err
	}
	ans, err := c.send(ctx, request{op: op, method: http.MethodGet, url: address, header: map[string]string{
		"Accept":          "*/*",
		"Accept-Encoding": "identity", // the length and the bytes as they are
	}})
	if err != nil {
		return nil, -1, err
	}
	return content{ans}, ans.length, nil
}

// content is an attachment's bytes on their way.
type content struct{ answer *answer }

func (c content) Read(p []byte) (int, error) {
	n, err := c.answer.body.Read(p)
	if err != nil && err != io.EOF {
		err = c.answer.exchange.failed(0, err)
	}
	return n, err
}

func (c content) Close() error { return c.answer.body.Close() }

// DeleteAttachment takes an attachment off its task. One that is not there counts as done (L12).
func (c *Client) DeleteAttachment(ctx context.Context, ref TaskRef, id string) error {
	const op = "delete the attachment"
	address, err := c.address(op, ref.ListID, "tasks", ref.TaskID, "attachments", id)
	if err != nil {
		return err
	}
	_, err = c.remove(ctx, request{op: op, method: http.MethodDelete, url: address})
	return err
}

// remove sends a DELETE for which 404 and 410 count as done, and reports whether there was something to delete.
func (c *Client) remove(ctx context.Context, q request) (existed bool, err error) {
	ans, err := c.send(ctx, q)
	var refused *Error
	if errors.As(err, &refused) && refused.Missing() {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ans.close()
	return true, nil
}
