package language

import (
	"regexp"

	"fyne.io/fyne/v2/lang"
)

// Translate returns a sentence in the person's language. Its fields are left for the caller to fill in.
func Translate(key, english string) string {
	fields := map[string]any{}
	for _, match := range field.FindAllStringSubmatch(english, -1) {
		fields[match[1]] = match[0]
	}
	return lang.X(key, english, fields)
}

var field = regexp.MustCompile(`\{\{\.(\w+)\}\}`)
