package auth

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// encodings write a secret in each way that a server, proxy or library may quote it in.
var encodings = map[string]func(string) string{
	"plain":            func(s string) string { return s },
	"query":            url.QueryEscape,
	"path":             url.PathEscape,
	"query, lower":     func(s string) string { return lowerPercent(url.QueryEscape(s)) },
	"query, twice":     func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"every byte":       func(s string) string { return eachByte(s, "%%%02X") },
	"JSON":             func(s string) string { b, _ := json.Marshal(s); return strings.Trim(string(b), `"`) },
	"JSON, slashes":    func(s string) string { return strings.ReplaceAll(s, "/", `\/`) },
	"JSON, all of it":  func(s string) string { return eachByte(s, `\u%04x`) },
	"JSON within JSON": func(s string) string { return strings.ReplaceAll(s, "/", `\\\/`) },
	"HTML":             html.EscapeString,
	"HTML, numbers":    func(s string) string { return eachByte(s, "&#%d;") },
	"HTML, hex":        func(s string) string { return eachByte(s, "&#x%x;") },
	"base64":           func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, shifted":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("a" + s + "bc")) },
	"base64, by two":   func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("ab" + s + "c")) },
	"hexadecimal":      func(s string) string { return hex.EncodeToString([]byte(s)) },
	"HEXADECIMAL":      func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
}

func lowerPercent(s string) string {
	var all strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			all.WriteString(strings.ToLower(s[i : i+3]))
			i += 2
			continue
		}
		all.WriteByte(s[i])
	}
	return all.String()
}

func eachByte(s, format string) string {
	var all strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&all, format, s[i])
	}
	return all.String()
}

func TestRedactFindsASecretInEachEncoding(t *testing.T) {
	for _, secret := range []string{"0.AX/x+y=z~<q>&\"w'e\\r", "hush hush", "p%2Fq%25r/s", "a+b+c+d/e"} {
		for name, encode := range encodings {
			written := encode(secret)
			text := redact("before ("+written+") after", secret)
			if text != "before (…) after" {
				t.Errorf("%s of %q: %q leaves %q", name, secret, written, text)
			}
		}
	}
	for _, plain := range []string{"100% of 5 + 6 & more \\ so", "%zz \\u12 &amp; &#; +"} {
		if text := redact(plain, "hush hush"); text != plain {
			t.Errorf("%q became %q", plain, text)
		}
	}
}

// TestAnEchoedTokenIsCutOut asks a server that quotes in each way the token it was sent, or one of an earlier answer.
func TestAnEchoedTokenIsCutOut(t *testing.T) {
	const sent = "0.AX/x+y=z"
	for name, encode := range encodings {
		quoting := answering{http.StatusBadRequest, "application/json", `{"error":"invalid_request","error_description":` + quote("no "+encode(sent)+", nor "+encode("earlier/token+")) + `}`}
		c, err := New(Config{ClientID: "id", Login: "https://login.example", Graph: "https://graph.example", HTTP: &http.Client{Transport: quoting}})
		if err != nil {
			t.Fatal(err)
		}
		c.secrets.add("earlier/token+")
		_, failure := c.refresh(t.Context(), sent)
		if failure == nil || failure.Description != "no …, nor …" {
			t.Errorf("%s: %v", name, failure)
		}
	}
}

// TestABrowsersErrorDoesNotQuoteTheStartPage: whoever reads the log could use it up.
func TestABrowsersErrorDoesNotQuoteTheStartPage(t *testing.T) {
	p := newProvider(t).start()
	failed := make(chan error, 1)
	var page string
	c := p.client()
	c.config.OpenURL = func(address string) error { page = address; return errors.New("cannot open " + address) }
	go func() {
		_, _ = c.SignIn(t.Context(), SignInOptions{OpenFailed: func(err error) { failed <- err }})
	}()
	err := <-failed
	if token := page[strings.LastIndexByte(page, '/')+1:]; len(token) < 20 || strings.Contains(err.Error(), token) {
		t.Errorf("%q in %v", token, err)
	}
}

func quote(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}
