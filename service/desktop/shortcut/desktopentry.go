package shortcut

import (
	"strings"
)

// entry is the .desktop file, after the Desktop Entry Specification.
func (s Shortcut) entry() string {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			b.WriteString(key + "=" + escapeValue(value) + "\n")
		}
	}
	b.WriteString("[Desktop Entry]\nType=Application\nVersion=1.1\n")
	line("Name", s.Name)
	line("Comment", s.Comment)
	line("Exec", execLine(s.Command))
	line("Icon", s.Icon)
	b.WriteString("Terminal=false\nStartupNotify=false\nStartupWMClass=TaskDrop\n")
	return b.String()
}

// execLine is the command with the place for the dropped files at its end.
func execLine(command []string) string {
	var words []string
	for _, word := range command {
		words = append(words, quoteWord(word))
	}
	return strings.Join(append(words, "%F"), " ")
}

// quoteWord quotes an argument where it has a character that is none of a plain word's, and writes "%" so that it is no field
// code.
func quoteWord(word string) string {
	word = strings.ReplaceAll(word, "%", "%%")
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@+,%", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`).Replace(word) + `"`
}

// escapeValue writes a value of type string: on one line, and a blank at its beginning is one.
func escapeValue(value string) string {
	value = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(value)
	if strings.HasPrefix(value, " ") {
		value = `\s` + value[1:]
	}
	return value
}
