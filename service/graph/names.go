package graph

import (
	"mime"
	"os"
	"path"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxName is the longest name sent, in UTF-16 code units, so that it is short enough however the server counts
	// (C37).
	maxName = 255
	// maxExtension is the longest ending that is kept when a name is cut, in UTF-16 code units.
	maxExtension = 64
	// fallbackName is for a file whose name has no character that could be sent.
	fallbackName = "file"
)

// CleanName is the name an attachment is sent under (C37): the last element of a path of this system, in normal form
// C, without control characters, invisible marks that change the direction of text, and bytes that are no UTF-8, at
// most 255 characters with the extension kept. It is never empty.
func CleanName(path string) string {
	name := strings.TrimRightFunc(path, isSeparator)
	if cut := strings.LastIndexFunc(name, isSeparator); cut >= 0 {
		name = name[cut+1:]
	}
	name = norm.NFC.String(strings.Map(keepSendable, strings.ToValidUTF8(name, "\uFFFD")))
	if name = shorten(name); strings.TrimSpace(name) == "" || name == "." || name == ".." {
		return fallbackName
	}
	return name
}

// isSeparator reports whether a character stands between the elements of a path here. A backslash does on Windows
// alone; on other systems it is part of a name (R9).
func isSeparator(r rune) bool { return r < utf8.RuneSelf && os.IsPathSeparator(uint8(r)) }

// keepSendable drops control characters, line and paragraph separators, byte order marks, and the marks with which
// "exe.gpj" is made to look like a picture.
func keepSendable(r rune) rune {
	switch {
	case unicode.IsControl(r), r == '\uFEFF', r == '\u200E', r == '\u200F', r == '\u061C',
		r >= '\u2028' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
		return -1
	}
	return r
}

func shorten(name string) string {
	if units(name) <= maxName {
		return name
	}
	extension := path.Ext(name)
	if units(extension) > maxExtension || extension == name {
		extension = ""
	}
	stem := name[:len(name)-len(extension)]
	room, kept := maxName-units(extension), 0
	for at, r := range stem {
		if room -= utf16.RuneLen(r); room < 0 {
			break
		}
		kept = at + len(string(r))
	}
	return stem[:kept] + extension
}

// units counts UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// ContentType guesses a file's MIME type from its extension, the same on every system for the usual ones. It never
// reads the file, so it says nothing about a text's encoding.
func ContentType(name string) string {
	extension := strings.ToLower(path.Ext(name))
	if known, ok := contentTypes[strings.TrimPrefix(extension, ".")]; ok {
		return known
	}
	if guess, _, err := mime.ParseMediaType(mime.TypeByExtension(extension)); err == nil && strings.Contains(guess, "/") {
		return guess
	}
	return "application/octet-stream"
}
