package graph

import (
	"bufio"
	"io"
	"strings"
)

// contentKey is the key whose value is a file's content in base64: some servers send it along with each attachment of
// a list, and with the answer to an inline POST (L10, F23).
const contentKey = "contentBytes"

// withoutContent is a JSON text in which the value of every contentKey is an empty string, so that an answer takes no
// more memory for the files that it carries.
type withoutContent struct {
	from    *bufio.Reader
	state   jsonState
	escaped bool   // the character before was a backslash, within a string
	last    []byte // the string that began last, as far as it could be contentKey
}

type jsonState int

const (
	betweenStrings jsonState = iota
	withinString
	afterString // a string has ended: a colon makes it a key
	afterKey    // contentKey and its colon have come: a string is its value
	withinContent
)

func newWithoutContent(from io.Reader) *withoutContent {
	return &withoutContent{from: bufio.NewReaderSize(from, 32<<10)}
}

func (w *withoutContent) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if n > 0 && w.from.Buffered() == 0 {
			return n, nil
		}
		c, err := w.from.ReadByte()
		if err != nil {
			return n, err
		}
		if w.keeps(c) {
			p[n] = c
			n++
		}
	}
	return n, nil
}

// keeps takes the next byte, and reports whether it belongs to the text without content.
func (w *withoutContent) keeps(c byte) bool {
	space := c == ' ' || c == '\t' || c == '\n' || c == '\r'
	switch w.state {
	case withinString, withinContent:
		ends := c == '"' && !w.escaped
		w.escaped = c == '\\' && !w.escaped
		if w.state == withinContent {
			if ends {
				w.state = betweenStrings
			}
			return ends
		}
		if ends {
			w.state = afterString
		} else if len(w.last) <= len(contentKey) {
			w.last = append(w.last, c)
		}
	case afterString:
		switch {
		case space:
		case c == ':' && strings.EqualFold(string(w.last), contentKey):
			w.state = afterKey
		default:
			w.between(c)
		}
	case afterKey:
		switch {
		case space:
		case c == '"':
			w.state = withinContent
		default:
			w.between(c)
		}
	default:
		w.between(c)
	}
	return true
}

// between takes a byte outside of strings, which may begin one.
func (w *withoutContent) between(c byte) {
	w.state = betweenStrings
	if c == '"' {
		w.state, w.last = withinString, w.last[:0]
	}
}
