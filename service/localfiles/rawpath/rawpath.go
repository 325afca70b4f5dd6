// Package rawpath writes paths into JSON without losing a byte. A path is bytes on Unix and UTF-16 units on Windows,
// and neither has to be valid text; encoding/json replaces what is not. The package knows nothing of files.
package rawpath

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// Path is a path that survives JSON. A path that is valid UTF-8 is a JSON string, as it always was; any other is an
// object that holds its bytes: {"bytes":"aGkK3w=="}.
type Path string

type rawForm struct {
	Bytes []byte `json:"bytes"`
}

// MarshalJSON implements json.Marshaler.
func (p Path) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(p)) {
		return json.Marshal(string(p))
	}
	return json.Marshal(rawForm{[]byte(p)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Path) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var raw rawForm
		if err := json.Unmarshal(data, &raw); err != nil {
			return err
		}
		if len(raw.Bytes) == 0 {
			return errors.New("rawpath: an object without bytes")
		}
		*p = Path(raw.Bytes)
		return nil
	}
	return json.Unmarshal(data, (*string)(p))
}
