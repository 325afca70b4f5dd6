package graph

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// NewAttachment describes a file to attach.
type NewAttachment struct {
	Name        string // see CleanName (C37)
	ContentType string // see ContentType; "" leaves it to the server
	Size        int64  // bytes
}

// InlineBodyLimit is the most bytes of JSON that mailboxes were seen to take in one inline POST (F24, C40).
const InlineBodyLimit = 30_000_000

// InlineBodyLength is how many bytes of JSON AttachInline sends.
func InlineBodyLength(a NewAttachment) int64 {
	return int64(len(inlineHead(a))) + base64Length(a.Size) + int64(len(inlineTail))
}

// AttachInline attaches a file by one POST. It streams: a few kilobytes of the file are in memory at a time. sent is
// told raw bytes of the file as they are read, and a negative number takes back what a repeated sending (after a 401,
// say) reads again; it may be nil, and is not called after AttachInline has returned. A file that cannot be read to
// its end is a *ReadError.
//
// The id may be "" with a nil error: attached, but the server did not say under which id.
func (c *Client) AttachInline(ctx context.Context, ref TaskRef, a NewAttachment, file io.ReaderAt, sent func(n int)) (attachmentID string, err error) {
	const op = "attach the file"
	address, err := c.address(op, ref.ListID, "tasks", ref.TaskID, "attachments")
	if err != nil {
		return "", err
	}
	if a.Size < 0 {
		return "", fmt.Errorf("%s: a size of %d bytes", op, a.Size)
	}
	reader := &fileReader{at: file, length: a.Size, sent: sent}
	defer reader.close()
	head := inlineHead(a)
	ans, err := c.send(ctx, request{op: op, method: http.MethodPost, url: address, body: &body{
		contentType: "application/json",
		length:      InlineBodyLength(a),
		file:        reader,
		open: func() io.Reader {
			return io.MultiReader(bytes.NewReader(head), newBase64Reader(reader.open()), bytes.NewReader([]byte(inlineTail)))
		},
	}})
	if err != nil {
		return "", err
	}
	if id := AttachmentID(ans.header.Get("Location")); id != "" {
		ans.close() // it echoes the whole content (L10)
		return id, nil
	}
	var created wrapped
	if err = ans.decode(&created); ans.misled(err) {
		return "", err
	}
	return created.ID, nil // attached in any case
}

const inlineTail = `"}`

// inlineHead is the JSON up to the first character of the content.
func inlineHead(a NewAttachment) []byte {
	fields, err := json.Marshal(struct {
		Type        string `json:"@odata.type"` // exact, or it is refused (E22)
		Name        string `json:"name"`
		ContentType string `json:"contentType,omitempty"`
	}{"#microsoft.graph.taskFileAttachment", a.Name, a.ContentType})
	if err != nil {
		panic(err) // strings always can be marshalled
	}
	return append(fields[:len(fields)-1], `,"contentBytes":"`...)
}

func base64Length(n int64) int64 { return (n + 2) / 3 * 4 }

// base64Reader turns bytes into padded base64 as they are read.
type base64Reader struct {
	from    io.Reader
	raw     []byte // one block of input
	encoded []byte
	rest    []byte // of encoded, not handed out yet
	err     error
}

// base64Block is a multiple of 3, so that only the last block is padded.
const base64Block = 24 << 10

func newBase64Reader(from io.Reader) *base64Reader {
	return &base64Reader{from: from}
}

func (b *base64Reader) Read(p []byte) (int, error) {
	if len(b.rest) == 0 && b.err == nil {
		b.fill()
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	if n == 0 && len(p) > 0 {
		return 0, b.err
	}
	return n, nil
}

func (b *base64Reader) fill() {
	if b.raw == nil {
		b.raw = make([]byte, base64Block)
		b.encoded = make([]byte, base64Length(base64Block))
	}
	n, err := io.ReadFull(b.from, b.raw)
	switch err {
	case nil:
	case io.EOF, io.ErrUnexpectedEOF:
		b.err = io.EOF
	default:
		b.err = err
		return
	}
	base64.StdEncoding.Encode(b.encoded, b.raw[:n])
	b.rest = b.encoded[:base64Length(int64(n))]
}
