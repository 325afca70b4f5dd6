package format

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes a name or path show what it is made of: what has no shape of its own, or turns the letters around it,
// stands as its escape ("\u202e"), and so does a byte that is not text ("\xdf"). Such a name could hide its extension.
func Visible(name string) string {
	hidden := func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\uFEFF' ||
			r == '\u200B' || r == '\u2028' || r == '\u2029'
	}
	if strings.IndexFunc(name, hidden) < 0 {
		return name
	}
	var shown strings.Builder
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&shown, `\x%02x`, name[0])
		case r != utf8.RuneError && hidden(r):
			fmt.Fprintf(&shown, `\u%04x`, r)
		default:
			shown.WriteRune(r)
		}
		name = name[size:]
	}
	return shown.String()
}
