package service

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

var escapes = strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`)

// fields is a line of standard output with tabs between its fields. A tab or line end in a field is written as an
// escape.
func fields(of ...string) string {
	for i, field := range of {
		of[i] = escapes.Replace(field)
	}
	return strings.Join(of, "\t")
}

// object is a line of standard output that is a JSON object.
func object(of any) string {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false) // no page holds it, and names read better
	if encoder.Encode(of) != nil {
		return "{}" // strings and numbers alone are always written
	}
	return strings.TrimSuffix(line.String(), "\n")
}

// pathForm is a path in an object. One that is no text is given as its bytes, too, which JSON writes in base64.
type pathForm struct {
	Path  string `json:"path"`
	Bytes []byte `json:"pathBytes,omitempty"`
}

func pathOf(path string) pathForm {
	if utf8.ValidString(path) {
		return pathForm{Path: path}
	}
	return pathForm{strings.ToValidUTF8(path, "\uFFFD"), []byte(path)}
}
