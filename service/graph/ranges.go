package graph

import (
	"encoding/json"
	"strconv"
	"strings"
)

// NextStart is the first byte a server wants next, out of its nextExpectedRanges: entries "N", "N-" or "N-M", of
// several the smallest (C17). Entries that are none of these are passed over; it reports false where nothing is left.
func NextStart(ranges []string) (int64, bool) {
	next, found := int64(0), false
	for _, entry := range ranges {
		start, ok := rangeStart(entry)
		if ok && (!found || start < next) {
			next, found = start, true
		}
	}
	return next, found
}

func rangeStart(entry string) (int64, bool) {
	first, last, dashed := strings.Cut(strings.TrimSpace(entry), "-")
	start, ok := byteNumber(first)
	if !ok {
		return 0, false
	}
	if dashed && last != "" {
		if end, ok := byteNumber(last); !ok || end < start {
			return 0, false
		}
	}
	return start, true
}

func byteNumber(s string) (int64, bool) {
	if !allDigits(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// ranges reads nextExpectedRanges as sent: an array, or a single value, of strings or numbers.
type ranges []string

func (r *ranges) UnmarshalJSON(raw []byte) error {
	var entries []json.RawMessage
	if json.Unmarshal(raw, &entries) != nil {
		entries = []json.RawMessage{raw}
	}
	*r = nil
	for _, entry := range entries {
		if s := text(entry); s != "" {
			*r = append(*r, s)
		} else if s := string(entry); allDigits(s) {
			*r = append(*r, s)
		}
	}
	return nil
}
