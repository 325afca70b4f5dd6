// Package filename makes an attachment's name one that a file of this computer can have. It touches no disk.
package filename

import (
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// longestFileName is in bytes: below the 255 that file systems take, so that a number fits too.
	longestFileName = 200
	// longestExtension is the longest ending that is kept when a name is cut, in bytes with its dot.
	longestExtension = 32
	// namelessFile is for an attachment whose name has nothing that a file's name could keep.
	namelessFile = "attachment"
)

// Safe makes an attachment's name one that can only be an ordinary file of the folder it is put into, on every system:
// the server keeps any name it was sent, "../x", "a:b?" and "CON" included (L11).
func Safe(name string) string {
	name = norm.NFC.String(strings.Map(keepInFileName, strings.ToValidUTF8(name, "_")))
	name = strings.Trim(name, ". ") // no hidden file, and Windows drops what stands at the end
	extension := path.Ext(name)
	if len(extension) > longestExtension || extension == name {
		extension = ""
	}
	stem := cutBytes(strings.TrimSuffix(name, extension), longestFileName-len(extension))
	if name = strings.TrimRight(stem+extension, ". "); name == "" {
		return namelessFile
	}
	if isDevice(name) {
		return "_" + name
	}
	return name
}

// keepInFileName drops control characters and the invisible marks with which "exe.gpj" is made to look like a picture,
// and puts another character for those that some system does not allow.
func keepInFileName(r rune) rune {
	switch {
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF', r == '\u2028', r == '\u2029':
		return -1
	case strings.ContainsRune(`/\:*?"<>|`, r):
		return '_'
	}
	return r
}

// cutBytes keeps whole characters.
func cutBytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// isDevice reports whether Windows takes a name for a device: CON, COM1.txt.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	switch stem = strings.ToUpper(strings.TrimRight(stem, " ")); stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, isPort := strings.CutPrefix(stem, "COM")
	if !isPort {
		port, isPort = strings.CutPrefix(stem, "LPT")
	}
	return isPort && utf8.RuneCountInString(port) == 1 && strings.Contains("0123456789¹²³", port)
}

// Numbered is the n-th choice for a file's name: "a.txt", then "a (2).txt".
func Numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	extension := path.Ext(name)
	if extension == name {
		extension = ""
	}
	return strings.TrimSuffix(name, extension) + " (" + strconv.Itoa(n) + ")" + extension
}
