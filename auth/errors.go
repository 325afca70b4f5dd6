package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The OAuth errors that logic goes by (RFC 6749, OpenID Connect, RFC 8628, S4, S6).
const (
	codeAccessDenied    = "access_denied"
	codeInvalidGrant    = "invalid_grant"
	codeInteraction     = "interaction_required"
	codeConsent         = "consent_required"
	codeLogin           = "login_required"
	codeAccountChoice   = "account_selection_required"
	codeUnavailable     = "temporarily_unavailable"
	codeServerError     = "server_error"
	codeInvalidScope    = "invalid_scope"
	codeDeviceDeclined  = "authorization_declined"
	codeDevicePending   = "authorization_pending"
	codeDeviceSlowDown  = "slow_down"
	codeDeviceExpired   = "expired_token"
	codeDeviceBadCode   = "bad_verification_code"
	codeClaimsChallenge = "insufficient_claims"
)

// Error is anything that kept a person from being signed in or a token from being had. It never carries a token, a
// code or a verifier (C11).
type Error struct {
	// Op is what was tried: configure, listen, browser, authorize, exchange, refresh, device, app, token, store.
	Op string
	// Code and Suberror are the provider's error and suberror; Code is "" for faults on this side of the wire.
	Code, Suberror string
	// Numbers are Microsoft's AADSTS numbers, for help only: Microsoft may change them.
	Numbers []int
	// Description is the first line of the provider's own words.
	Description string
	// CorrelationID, TraceID and Timestamp let the provider's support find the event.
	CorrelationID, TraceID, Timestamp string
	// Claims is the claims challenge to pass on to SignIn (S8), JSON.
	Claims string
	// Status is the HTTP status, 0 where there was no answer.
	Status int
	// RetryAfter is how long the server asked to be left alone; 0 where it did not say.
	RetryAfter time.Duration
	// Err is the cause on this side of the wire, or nil.
	Err error

	key       string            // names the sentence of a fault that has no OAuth error
	args      map[string]string // fields of that sentence
	temporary bool              // a fault of the network that may pass
}

// Error is the technical line for a log.
func (e *Error) Error() string {
	var line strings.Builder
	line.WriteString("auth: " + e.Op)
	if e.key != "" {
		line.WriteString(": " + strings.TrimPrefix(e.key, "auth."))
	}
	for _, part := range []string{e.Code, e.Suberror, e.Description} {
		if part != "" {
			line.WriteString(": " + part)
		}
	}
	if e.Status != 0 {
		fmt.Fprintf(&line, " (HTTP %d)", e.Status)
	}
	if e.Err != nil {
		line.WriteString(": " + redact(e.Err.Error()))
	}
	return line.String()
}

// Unwrap gives the cause on this side of the wire.
func (e *Error) Unwrap() error { return e.Err }

// SignInRequired reports whether only a person helps: by an interactive sign-in (C9), or by correcting an
// application's key.
func (e *Error) SignInRequired() bool {
	if e.classSignsIn() {
		return true
	}
	if e.Op == opApp && e.Code != "" {
		return !e.Temporary()
	}
	return e.key == keySignedOut
}

// classSignsIn reports whether the class of the error alone asks for a sign-in.
func (e *Error) classSignsIn() bool {
	switch e.Code {
	case codeInvalidGrant, codeInteraction, codeConsent, codeLogin, codeAccountChoice, codeClaimsChallenge:
		return true
	}
	return false
}

// ByApp reports whether it was an application by itself that was refused, and its sentence says what to correct.
func (e *Error) ByApp() bool { return e.Op == opApp }

// Temporary reports whether the same attempt may work later by itself: network faults, 408, 429, 5xx and what the
// provider itself calls temporary. Nothing is forgotten on such an error (C8).
func (e *Error) Temporary() bool {
	if e.temporary || e.looped() || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests || e.Status >= 500 {
		return true
	}
	if e.Code == codeUnavailable || e.Code == codeServerError {
		return true
	}
	return (e.Op == opApp || !e.SignInRequired()) && slices.ContainsFunc(e.Numbers, func(n int) bool { return byNumber[n] == keyTemporary })
}

// looped reports whether Microsoft takes us for a program that asks in circles, and wants to be left alone (S6).
func (e *Error) looped() bool {
	return !e.classSignsIn() && slices.ContainsFunc(e.Numbers, func(n int) bool { return byNumber[n] == keyBusy })
}

// Key names the sentence for a person: "auth.…", one of Sentences. The class of the error decides first, then the
// AADSTS number refines it, since numbers can change (S9).
func (e *Error) Key() string {
	switch {
	case e.key != "":
		return e.key
	case e.Status == http.StatusTooManyRequests, e.looped():
		return keyBusy
	case e.Temporary():
		return keyTemporary
	}
	switch key := e.providerKey(); {
	case e.Op == opApp:
		return e.appKey()
	case e.Op == "exchange" && key == keyExpired: // not a sign-in that was kept, but the code of this one
		return keyRestart
	case e.Op == "device" && key == keyDenied:
		return keyDeviceDeclined
	default:
		return key
	}
}

// providerKey names the sentence of what the provider said.
func (e *Error) providerKey() string {
	for _, number := range e.Numbers {
		if key, ok := byNumber[number]; ok && key != keyTemporary { // which the class denies, or it would be Temporary
			return key
		}
	}
	if key, ok := bySuberror[e.Suberror]; ok {
		return key
	}
	if key, ok := byClass[e.Code]; ok {
		return key
	}
	if e.Code == "" && e.Status >= 300 {
		return keyStatus
	}
	return keyUnknown
}

// Text is the English sentence of Key, a template with the named fields of Args: what happened, and what to do next.
func (e *Error) Text() string { return sentences[e.Key()] }

// Args fills the fields of Text.
func (e *Error) Args() map[string]string {
	args := map[string]string{"Code": e.Code, "Status": strconv.Itoa(e.Status)}
	if len(e.Numbers) > 0 {
		args["Code"] = strings.TrimSpace(e.Code + " AADSTS" + strconv.Itoa(e.Numbers[0]))
	}
	maps.Copy(args, e.args)
	return args
}

// Sentence is Text with its fields filled in.
func (e *Error) Sentence() string { return fill(e.Text(), e.Args()) }

// fill puts args into a template. Fields without a value are left out.
func fill(template string, args map[string]string) string {
	return field.ReplaceAllStringFunc(template, func(name string) string {
		return args[strings.TrimSuffix(strings.TrimPrefix(name, "{{."), "}}")]
	})
}

var field = regexp.MustCompile(`\{\{\.[A-Za-z]+\}\}`)

// Detail is for "Copy details": one fact per line, and never a token or code.
func (e *Error) Detail() string {
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+value)
		}
	}
	add("Step", e.Op)
	add("Error", strings.TrimSpace(e.Code+" "+e.Suberror))
	for _, number := range e.Numbers {
		add("Number", "AADSTS"+strconv.Itoa(number))
	}
	add("Description", e.Description)
	if e.Status != 0 {
		add("HTTP status", strconv.Itoa(e.Status))
	}
	add("Correlation ID", e.CorrelationID)
	add("Trace ID", e.TraceID)
	add("Timestamp", e.Timestamp)
	if e.Err != nil {
		add("Cause", redact(e.Err.Error()))
	}
	return strings.Join(lines, "\n")
}

// fault is an Error for something that went wrong on this side of the wire.
func fault(op, key string, cause error) *Error { return &Error{Op: op, key: key, Err: cause} }

// cancelled is the Error for a context that ended.
func cancelled(op string, ctx context.Context) *Error {
	return fault(op, keyCancelled, context.Cause(ctx))
}

// mostDescription is the most of a description that is looked at, in runes. Less than that is shown.
const mostDescription = 16 << 10

// providerError is what a token endpoint or a redirect said. raw may hold anything at all; secrets are cut out of it.
func providerError(op string, raw providerAnswer, secrets ...string) *Error {
	for _, said := range []*string{&raw.Code, &raw.Suberror, &raw.CorrelationID, &raw.TraceID, &raw.Timestamp} {
		*said = redact(clip(*said, mostDescription), secrets...)
	}
	e := &Error{
		Op:            op,
		Code:          oneLine(raw.Code, 64),
		Suberror:      oneLine(raw.Suberror, 64),
		CorrelationID: oneLine(raw.CorrelationID, 64),
		TraceID:       oneLine(raw.TraceID, 64),
		Timestamp:     oneLine(raw.Timestamp, 64),
		Claims:        clip(raw.Claims, 8192),
	}
	description := redact(clip(raw.Description, mostDescription), secrets...)
	e.Numbers = numbersOf(raw.Numbers, description)
	e.Description = firstSentence(description)
	for _, trailer := range []struct {
		into *string
		re   *regexp.Regexp
	}{{&e.CorrelationID, correlationLine}, {&e.TraceID, traceLine}, {&e.Timestamp, timestampLine}} {
		if match := trailer.re.FindStringSubmatch(description); *trailer.into == "" && match != nil {
			*trailer.into = oneLine(match[1], 64)
		}
	}
	return e
}

// providerAnswer holds the fields of an error answer (S5). Redirects name the suberror error_subcode.
type providerAnswer struct {
	Code, Description, Suberror, CorrelationID, TraceID, Timestamp, Claims string
	Numbers                                                                []int
}

// parseProviderAnswer reads an error body as far as it is one. Fields of the wrong type are ignored one by one.
func parseProviderAnswer(body []byte) providerAnswer {
	said := readFields(body)
	answer := providerAnswer{
		Code:          said.text("error"),
		Description:   said.text("error_description"),
		Suberror:      said.text("suberror"),
		CorrelationID: said.text("correlation_id"),
		TraceID:       said.text("trace_id"),
		Timestamp:     said.text("timestamp"),
		Claims:        said.text("claims"),
	}
	var numbers []json.Number
	if json.Unmarshal(said["error_codes"], &numbers) == nil {
		for _, number := range numbers {
			if n, err := strconv.Atoi(number.String()); err == nil {
				answer.Numbers = append(answer.Numbers, n)
			}
		}
	}
	return answer
}

var (
	numberInText    = regexp.MustCompile(`AADSTS(\d{4,9})`)
	trailers        = regexp.MustCompile(`(?i)[\r\n]|\s*\b(?:trace id|correlation id|timestamp):`)
	correlationLine = regexp.MustCompile(`(?i)correlation id:\s*([0-9a-f-]{8,64})`)
	traceLine       = regexp.MustCompile(`(?i)trace id:\s*([0-9a-f-]{8,64})`)
	timestampLine   = regexp.MustCompile(`(?i)timestamp:\s*([0-9T:. Z+-]{10,40})`)
)

func numbersOf(numbers []int, description string) []int {
	for _, match := range numberInText.FindAllStringSubmatch(description, 4) {
		if n, err := strconv.Atoi(match[1]); err == nil && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) > 4 {
		numbers = numbers[:4]
	}
	return numbers
}

// firstSentence is a description up to its first line break or trailer.
func firstSentence(description string) string {
	if at := trailers.FindStringIndex(description); at != nil {
		description = description[:at[0]]
	}
	return oneLine(description, 500)
}

// oneLine makes text of others safe to show and log: no control characters, single spaces, a bounded length.
func oneLine(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.Is(unicode.C, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
	return clip(strings.Join(strings.Fields(text), " "), most)
}

// clip shortens text to at most that many runes.
func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
