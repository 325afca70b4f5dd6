package graph

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	maxRefusal   = 64 << 10 // bytes of an error body that are read
	maxCodeDepth = 16       // inner errors within inner errors
)

// refusal makes the Error of an answer that is no success. It survives empty bodies, HTML and JSON of other shapes
// (C33).
func refusal(op string, resp *http.Response, clientRequestID string) *Error {
	e := &Error{Op: op, Status: resp.StatusCode, ClientRequestID: clientRequestID}
	e.readHeader(resp.Header)
	if resp.StatusCode/100 == 3 {
		e.Err = redirected(resp)
		return e
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	e.readBody(body)
	return e
}

// readHeader takes what every answer carries (L20, C32).
func (e *Error) readHeader(header http.Header) {
	e.RequestID = header.Get("request-id")
	e.Diagnostic = header.Get("x-ms-ags-diagnostic")
	now := time.Now()
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		e.Date = date
		now = date // a date in Retry-After is by the server's clock
	}
	e.RetryAfter, e.HasRetryAfter = RetryAfter(header.Get("Retry-After"), now)
	e.Claims = claimsChallenge(header)
}

// level is one error of the nest. Its keys come as innerError and innererror; encoding/json does not mind.
type level struct {
	Code       json.RawMessage `json:"code"`
	Message    json.RawMessage `json:"message"`
	InnerError json.RawMessage `json:"innerError"`
	RequestID  json.RawMessage `json:"request-id"`
}

func (e *Error) readBody(body []byte) {
	var outer struct {
		Error       json.RawMessage `json:"error"`
		Description json.RawMessage `json:"error_description"`
	}
	if json.Unmarshal(bytes.TrimPrefix(body, []byte("\uFEFF")), &outer) != nil {
		return
	}
	if code := text(outer.Error); code != "" { // the sign-in service's shape
		e.Codes, e.Code, e.Message = []string{code}, code, text(outer.Description)
		return
	}
	raw := outer.Error
	for depth := 0; len(raw) > 0 && depth < maxCodeDepth; depth++ {
		var at level
		if json.Unmarshal(raw, &at) != nil {
			return
		}
		if code := text(at.Code); code != "" {
			e.Codes = append(e.Codes, code)
			e.Code = code
		}
		if e.Message == "" {
			e.Message = text(at.Message)
		}
		if e.RequestID == "" {
			e.RequestID = text(at.RequestID)
		}
		raw = at.InnerError
	}
}

// text is a JSON string's value, and "" for anything else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// claimsChallenge finds the claims in WWW-Authenticate, decoded; the fields come in any order and the header more than
// once (S8).
func claimsChallenge(header http.Header) string {
	for _, challenge := range header.Values("WWW-Authenticate") {
		for rest := challenge; ; {
			at := strings.Index(strings.ToLower(rest), "claims=")
			if at < 0 {
				break
			}
			preceded := at > 0 && !strings.ContainsRune(" ,\t", rune(rest[at-1]))
			rest = rest[at+len("claims="):]
			if preceded {
				continue // the end of another field's name
			}
			if claims := decodeClaims(rest); claims != "" {
				return claims
			}
		}
	}
	return ""
}

// decodeClaims reads base64, of either alphabet and padded or not, up to the end of the value.
func decodeClaims(value string) string {
	value = strings.TrimPrefix(value, `"`)
	if end := strings.IndexAny(value, "\", \t"); end >= 0 {
		value = value[:end]
	}
	value = strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(value)
	decoded, err := base64.RawStdEncoding.DecodeString(value)
	if err != nil || !json.Valid(decoded) {
		return ""
	}
	return string(decoded)
}
