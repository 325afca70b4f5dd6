package graph

import (
	"context"
	"errors"
	"io"
	"time"
)

// TaskRef names a task. Both ids are case-sensitive (C15).
type TaskRef struct{ ListID, TaskID string }

// List is a todoTaskList.
type List struct {
	ID            string
	DisplayName   string
	WellknownName string // none, defaultList, flaggedEmails, or something newer
	IsOwner       bool
	IsShared      bool
}

// Task is a todoTask.
type Task struct {
	ID             string
	Title          string
	Status         string    // notStarted, inProgress, completed, waitingOnOthers, deferred, or something newer
	Importance     string    // low, normal, high, or something newer
	HasAttachments *bool     // nil where the server did not say (C35)
	Due            time.Time // midnight of the day, in UTC; zero where there is none
	Created        time.Time
	Modified       time.Time
}

// Attachment is a taskFileAttachment.
type Attachment struct {
	ID          string
	Name        string // as sent by whoever attached it: never a path (L11)
	ContentType string
	Size        int64 // as listed: some 240 bytes above the file's own length (L9, C36)
	Modified    time.Time
}

func (c *Client) Lists(ctx context.Context) ([]List, error) { return nil, errors.ErrUnsupported }
func (c *Client) List(ctx context.Context, listID string) (List, error) {
	return List{}, errors.ErrUnsupported
}
func (c *Client) CreateList(ctx context.Context, name string) (List, error) {
	return List{}, errors.ErrUnsupported
}
func (c *Client) Tasks(ctx context.Context, listID string, page func([]Task)) ([]Task, error) {
	return nil, errors.ErrUnsupported
}
func (c *Client) Task(ctx context.Context, ref TaskRef) (Task, error) {
	return Task{}, errors.ErrUnsupported
}
func (c *Client) CreateTask(ctx context.Context, listID, title string) (Task, error) {
	return Task{}, errors.ErrUnsupported
}
func (c *Client) Attachments(ctx context.Context, ref TaskRef) ([]Attachment, error) {
	return nil, errors.ErrUnsupported
}
func (c *Client) Attachment(ctx context.Context, ref TaskRef, id string) (Attachment, error) {
	return Attachment{}, errors.ErrUnsupported
}
func (c *Client) AttachmentContent(ctx context.Context, ref TaskRef, id string) (io.ReadCloser, int64, error) {
	return nil, -1, errors.ErrUnsupported
}
func (c *Client) DeleteAttachment(ctx context.Context, ref TaskRef, id string) error {
	return errors.ErrUnsupported
}

// NewAttachment describes a file to attach.
type NewAttachment struct {
	Name        string // see CleanName (C37)
	ContentType string // see ContentType
	Size        int64  // bytes
}

// InlineBodyLimit is the most bytes of JSON the service takes in one inline POST (facts 3.2, C40).
const InlineBodyLimit = 30_000_000

// InlineBodyLength is how many bytes of JSON AttachInline would send.
func InlineBodyLength(a NewAttachment) int64 { return 0 }

// AttachInline attaches a file by one POST. sent is told raw file bytes as they are read, and a negative number takes
// back what a repeated sending (after a 401) reads again; it may be nil and is never called after AttachInline has returned.
// The id may be "" with a nil error: attached, but the server did not say under which id.
func (c *Client) AttachInline(ctx context.Context, ref TaskRef, a NewAttachment, body io.ReaderAt, sent func(n int)) (attachmentID string, err error) {
	return "", errors.ErrUnsupported
}

// UploadSession is where a file's ranges go.
type UploadSession struct {
	URL     string
	Expires time.Time // zero where the server did not say
	Next    int64     // first byte the server wants next; -1 where it did not say
}

// Range is a piece of a file of Total bytes.
type Range struct{ Start, Length, Total int64 }

// RangeAnswer is what the server said to a range it took.
type RangeAnswer struct {
	Done         bool   // it was the last one: the file is attached
	AttachmentID string // with Done; "" where the server did not say
	Next         int64  // first byte wanted next; -1 where the server did not say
}

func (c *Client) CreateUploadSession(ctx context.Context, ref TaskRef, a NewAttachment) (UploadSession, error) {
	return UploadSession{}, errors.ErrUnsupported
}
func (c *Client) PutRange(ctx context.Context, uploadURL string, r Range, body io.ReaderAt, sent func(n int)) (RangeAnswer, error) {
	return RangeAnswer{}, errors.ErrUnsupported
}
func (c *Client) SessionStatus(ctx context.Context, uploadURL string) (UploadSession, error) {
	return UploadSession{}, errors.ErrUnsupported
}
func (c *Client) DeleteSession(ctx context.Context, uploadURL string) error {
	return errors.ErrUnsupported
}

func NextStart(ranges []string) (int64, bool) { return 0, false }
func AttachmentID(location string) string     { return "" }
func CleanName(path string) string            { return path }
func ContentType(name string) string          { return "application/octet-stream" }
