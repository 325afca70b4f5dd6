package graph

import (
	"net/url"
	"strings"
)

// AttachmentID is the id in the Location of a finished upload: what follows the last /attachments/ in any case (L7),
// or stands in the parentheses of /Attachments('id') (F25), percent-decoded. It is "" where there is none (C23).
func AttachmentID(location string) string {
	path := location
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	const word = "/attachments"
	at := lastIndexFold(path, word)
	for ; at >= 0; at = lastIndexFold(path[:at], word) {
		rest := path[at+len(word):]
		if rest != "" && (rest[0] == '/' || rest[0] == '(') {
			return idAfter(rest)
		}
	}
	return ""
}

// idAfter reads "/id", "/id/more" or "('id')".
func idAfter(rest string) string {
	raw := rest[1:]
	if rest[0] == '/' {
		raw, _, _ = strings.Cut(raw, "/")
		return decodeID(raw)
	}
	end := strings.LastIndexByte(raw, ')')
	if end < 0 {
		return ""
	}
	id := decodeID(raw[:end])
	if len(id) >= 2 && id[0] == '\'' && id[len(id)-1] == '\'' {
		return strings.ReplaceAll(id[1:len(id)-1], "''", "'")
	}
	return id
}

func decodeID(raw string) string {
	id, err := url.PathUnescape(raw)
	if err != nil {
		return ""
	}
	return id
}

// lastIndexFold is strings.LastIndex for an ASCII word in any case.
func lastIndexFold(s, word string) int {
	for i := len(s) - len(word); i >= 0; i-- {
		if strings.EqualFold(s[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}
