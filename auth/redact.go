package auth

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// secretsKept is how many secrets are looked for: those of the last requests of a few accounts.
const secretsKept = 128

// knownSecrets are the codes, verifiers and tokens of a client, to be cut out of text that others wrote (C11).
type knownSecrets struct {
	mu     sync.Mutex
	values []string // the newest last
}

// add registers secrets. Short ones are left out: they would cut up ordinary words.
func (k *knownSecrets) add(secrets ...string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) >= shortestSecret && !slices.Contains(k.values, secret) {
			k.values = append(k.values, secret)
		}
	}
	k.values = k.values[max(0, len(k.values)-secretsKept):]
}

func (k *knownSecrets) all() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.values)
}

// shortestSecret is the length from which on a secret is looked for, in bytes.
const shortestSecret = 4

// cut stands in for what was cut out.
const cut = "…"

// tokenLike has the length and letters of a token.
var tokenLike = regexp.MustCompile(`[A-Za-z0-9_\-.~+/=!*]{64,}`)

// redact cuts secrets out of text, however they are encoded in it, and whatever has the length and letters of a token
// (C11).
func redact(text string, secrets ...string) string {
	for _, secret := range secrets {
		if len(secret) < shortestSecret {
			continue
		}
		text = strings.ReplaceAll(text, secret, cut)
		text = cutEscaped(text, secret)
		for _, form := range binaryForms(secret) {
			text = cutRun(text, form)
		}
	}
	return tokenLike.ReplaceAllString(text, cut)
}

// escapes begin with one of these.
const escapes = `%\&+`

// cutEscaped cuts out a secret of which any characters are escaped as in a URL, JSON or HTML.
func cutEscaped(text, secret string) string {
	if !strings.ContainsAny(text, escapes) {
		return text
	}
	var kept strings.Builder
	for len(text) > 0 {
		if text[0] == secret[0] || strings.IndexByte(escapes, text[0]) >= 0 {
			if n := escapedPrefix(text, secret); n > 0 {
				kept.WriteString(cut)
				text = text[n:]
				continue
			}
		}
		kept.WriteByte(text[0])
		text = text[1:]
	}
	return kept.String()
}

// escapedPrefix returns how much of the beginning of text stands for the secret, or 0. It follows every reading, as in
// %252F, which is / escaped twice or %2F escaped once.
func escapedPrefix(text, secret string) (longest int) {
	read := map[int][]int{0: {0}} // by how much of the secret is read: how much of the text that may have taken
	for done := range len(secret) {
		for _, at := range read[done] {
			for _, r := range readings(text[at:]) {
				next := done + len(r.written)
				if strings.HasPrefix(secret[done:], r.written) && !slices.Contains(read[next], at+r.length) {
					read[next] = append(read[next], at+r.length)
				}
			}
		}
		if delete(read, done); len(read) == 0 {
			return 0
		}
	}
	return slices.Max(read[len(secret)])
}

// reading is what the first bytes of a text may stand for.
type reading struct {
	written string
	length  int
}

var (
	percentEscape = regexp.MustCompile(`^%(?:25)*`)
	hexPair       = regexp.MustCompile(`^[0-9A-Fa-f]{2}`)
	jsonEscape    = regexp.MustCompile(`^\\+(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(["'/\\]))`)
	htmlEscape    = regexp.MustCompile(`^&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});`)
)

// readings returns what the beginning of text may stand for: its first byte, and the character of an escape.
func readings(text string) []reading {
	if text == "" {
		return nil
	}
	found := []reading{{text[:1], 1}}
	add := func(written string, length int) {
		found = append(found, reading{written, length})
		if written == "+" {
			found = append(found, reading{" ", length})
		}
	}
	switch text[0] {
	case '+':
		add(" ", 1)
	case '%':
		for n := 1; n <= len(percentEscape.FindString(text)); n += 2 {
			if pair := hexPair.FindString(text[n:]); pair != "" {
				add(hexByte(pair), n+2)
			}
		}
	case '\\':
		m := jsonEscape.FindStringSubmatch(text)
		switch {
		case m == nil:
		case m[1] != "":
			add(utf16Escape(text, m[1], len(m[0])))
		case m[2] != "":
			add(hexByte(m[2]), len(m[0]))
		default:
			add(m[3], len(m[0]))
			if m[3] == `\` {
				add(m[3], 2) // the next backslash may begin another escape
			}
		}
	case '&':
		if m := htmlEscape.FindString(text); m != "" {
			add(html.UnescapeString(strings.ReplaceAll(m, "&amp;", "&")), len(m))
		}
	}
	return slices.DeleteFunc(found, func(r reading) bool { return r.written == "" })
}

func hexByte(digits string) string {
	raw, _ := hex.DecodeString(digits)
	return string(raw)
}

// utf16Escape reads a \u escape of n bytes, with its second half if it has one.
func utf16Escape(text, digits string, n int) (string, int) {
	first, _ := strconv.ParseUint(digits, 16, 16)
	if !utf16.IsSurrogate(rune(first)) {
		return string(rune(first)), n
	}
	if m := jsonEscape.FindStringSubmatch(text[n:]); m != nil && m[1] != "" {
		second, _ := strconv.ParseUint(m[1], 16, 16)
		if r := utf16.DecodeRune(rune(first), rune(second)); r != utf8.RuneError {
			return string(r), n + len(m[0])
		}
	}
	return "", 0
}

// binaryForms are the hexadecimal forms of a secret, and what its base64 is wherever it begins in the bytes encoded.
func binaryForms(secret string) []string {
	lower := hex.EncodeToString([]byte(secret))
	forms := []string{lower, strings.ToUpper(lower)}
	for lead := range 3 {
		padded := append(make([]byte, lead), secret...)
		// Characters that mix the secret's bits with its neighbours' are left out.
		from, to := (lead*8+5)/6, len(padded)*8/6
		if to-from < 2*shortestSecret-3 {
			continue
		}
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			forms = append(forms, encoding.EncodeToString(padded)[from:to])
		}
	}
	return forms
}

// cutRun cuts out each run of base64 letters that holds form.
func cutRun(text, form string) string {
	letter := func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("+/-_=", c) >= 0
	}
	for from := 0; ; {
		at := strings.Index(text[from:], form)
		if at < 0 {
			return text
		}
		begin, end := from+at, from+at+len(form)
		for begin > from && letter(text[begin-1]) {
			begin--
		}
		for end < len(text) && letter(text[end]) {
			end++
		}
		text = text[:begin] + cut + text[end:]
		from = begin + len(cut)
	}
}
