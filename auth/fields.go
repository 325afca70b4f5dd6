package auth

import (
	"bytes"
	"encoding/json"
)

// fields are the members of a JSON object that others wrote. Each is read by itself, so one of an odd type spoils no
// other.
type fields map[string]json.RawMessage

// readFields returns nil if body is no JSON object.
func readFields(body []byte) fields {
	var all fields
	if json.Unmarshal(withoutBOM(body), &all) != nil {
		return nil
	}
	return all
}

// text returns a member that is a string, or "".
func (f fields) text(name string) (value string) {
	if json.Unmarshal(f[name], &value) != nil {
		return ""
	}
	return value
}

// withoutBOM drops the byte order mark that some servers begin their JSON with (RFC 8259, 8.1).
func withoutBOM(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\uFEFF")) }
