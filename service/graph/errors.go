package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// Error is a refusal, or no good answer at all. Find it with errors.As. An error that is no *Error was met before
// anything was sent: a token could not be had, the file could not be read (*ReadError), the context ended while
// waiting for a turn.
type Error struct {
	Op              string   // what was tried, for example "list tasks"
	Status          int      // HTTP status; 0 where no answer came
	Code            string   // the deepest code of the answer, as sent
	Codes           []string // all of them, outermost first
	Message         string   // the server's words, for developers
	RequestID       string   // the server's name for the request
	ClientRequestID string   // ours
	Diagnostic      string   // x-ms-ags-diagnostic
	Date            time.Time
	RetryAfter      time.Duration // bounded by RetryAfterFloor and RetryAfterCap
	HasRetryAfter   bool
	Claims          string // decoded JSON of a claims challenge, or ""
	User            string // Client.User: whom an application asked about
	Foreign         bool   // it is from another host than the Graph host, which was shown no token
	Err             error  // the cause where no good answer came

	unsent  bool // certainly not a byte of the request reached the server
	partly  bool // the server can't have all of the request: its body was not handed to the connection to its end
	garbled bool // a success whose body is not what was asked for
}

// StallError is the cause of a request that was given up because nothing moved.
type StallError struct {
	Waiting string        // what for
	After   time.Duration // how long

	dead bool // the connection was found dead, and the server was not
}

func (e *StallError) Error() string { return fmt.Sprintf("%s stood still for %s", e.Waiting, e.After) }

// Timeout makes a StallError a time-out in the sense of net.Error.
func (e *StallError) Timeout() bool { return true }

// Temporary says that another try may help.
func (e *StallError) Temporary() bool { return true }

// Error is one line for a log, without secrets.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	b.WriteString(": ")
	switch {
	case e.Status != 0:
		fmt.Fprintf(&b, "%d %s", e.Status, http.StatusText(e.Status))
		if e.Code != "" {
			fmt.Fprintf(&b, " (%s)", tidy(e.Code, 100))
		}
		if e.Message != "" {
			fmt.Fprintf(&b, ": %s", tidy(e.Message, 300))
		}
		if e.Err != nil {
			fmt.Fprintf(&b, ": %s", tidy(e.Err.Error(), 300))
		}
	case e.Err != nil:
		b.WriteString(tidy(e.Err.Error(), 300))
	default:
		b.WriteString("no answer")
	}
	return b.String()
}

// Unwrap is the cause where no good answer came.
func (e *Error) Unwrap() error { return e.Err }

// HasCode reports whether the answer carries this code at any level. Case does not matter (C33).
func (e *Error) HasCode(code string) bool {
	for _, has := range e.Codes {
		if strings.EqualFold(has, code) {
			return true
		}
	}
	return code != "" && strings.EqualFold(e.Code, code)
}

// Throttled reports whether the mailbox is asked to slow down. The Governor does the waiting; the same request may be
// sent again.
func (e *Error) Throttled() bool { return e.Status == http.StatusTooManyRequests || e.Status == 509 }

// tokenRefused reports whether another token may be let in. Some rules of an organization challenge with 403 (S8).
func (e *Error) tokenRefused() bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden && e.Claims != ""
}

// Odd reports whether what answered was something else on the way, or leads to where nothing is sent: a page with
// status 200, a redirect, a next page or an upload URL that is not followed (C14, C19, C39).
func (e *Error) Odd() bool {
	var redirect *RedirectError
	var paging *PagingError
	var upload *UploadURLError
	return e.Status/100 == 2 || errors.As(e.Err, &redirect) || errors.As(e.Err, &paging) || errors.As(e.Err, &upload)
}

// TooLong reports whether a good answer was longer than what is read of one.
func (e *Error) TooLong() bool {
	var tooLong *TooLongError
	return errors.As(e.Err, &tooLong)
}

// Missing reports whether the thing is not there, or was not found just now (L18).
func (e *Error) Missing() bool { return e.Status == http.StatusNotFound || e.Status == http.StatusGone }

// Transient reports whether there was no answer, or one that tells of a passing fault. A request that the caller
// cancelled is not transient.
func (e *Error) Transient() bool {
	switch e.Status {
	case 0:
		var refused *UploadURLError
		return !errors.Is(e.Err, context.Canceled) && !errors.As(e.Err, &refused)
	case http.StatusRequestTimeout, http.StatusLocked, http.StatusTooEarly:
		return true
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported, http.StatusInsufficientStorage, 509:
		return false
	}
	// Gateways have numbers of their own from 520 on. A success that makes no sense was some page on the way: it goes
	// away again.
	return e.Status >= 500 || e.Status/100 == 2 && e.garbled
}

// Unknown reports whether the request may have been carried out although no good answer came: look before it is sent
// again (C24).
func (e *Error) Unknown() bool {
	switch e.Status {
	case 0:
		return !e.unsent && !e.partly
	case http.StatusRequestTimeout:
		return true
	case http.StatusNotImplemented, http.StatusInsufficientStorage, 509:
		return false
	}
	// A success whose body made no sense was carried out all the same.
	return e.Status >= 500 || e.Status/100 == 2
}

// Detail is for "Copy details": what support asks for (C32), without tokens, file content or upload URLs (C11).
func (e *Error) Detail() string {
	lines := []string{e.Op}
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+tidy(value, 500))
		}
	}
	if e.Status != 0 {
		add("status", strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))))
	} else {
		lines = append(lines, "no answer")
	}
	add("code", strings.Join(e.Codes, " > "))
	add("message", e.Message)
	if e.Err != nil {
		add("cause", e.Err.Error())
	}
	if e.HasRetryAfter {
		add("retry after", e.RetryAfter.String())
	}
	add("request-id", e.RequestID)
	add("client-request-id", e.ClientRequestID)
	add("diagnostic", e.Diagnostic)
	if !e.Date.IsZero() {
		add("date", e.Date.UTC().Format(time.RFC3339))
	}
	return strings.Join(lines, "\n")
}

var urlPattern = regexp.MustCompile(`(?i)\b(https?://[^\s/?#"'<>]*)[^\s"'<>]*`)

// tidy makes a server's or a library's words fit for one line: no control characters, no more of a URL than its host
// (an upload URL is a secret, C11), at most max characters.
func tidy(text string, max int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = urlPattern.ReplaceAllString(strings.Join(strings.Fields(text), " "), "$1/...")
	if runes := []rune(text); len(runes) > max {
		return string(runes[:max-1]) + "…"
	}
	return text
}
