package shortcut

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
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

// execLine is the command, followed by the field code of the dropped files.
func execLine(command []string) string {
	if slices.ContainsFunc(command, func(word string) bool { return !utf8.ValidString(word) }) {
		command = inShell(command)
	}
	var words []string
	for _, word := range command {
		words = append(words, quoteWord(word))
	}
	return strings.Join(append(words, "%F"), " ")
}

// inShell is a command that starts another one whose words are no text. A desktop file is UTF-8 and desktops refuse
// any other, so the shell makes the bytes. The underscore keeps a line end at the end of a word, which the shell would
// strip.
func inShell(command []string) []string {
	var assignments, words []string
	for i, word := range command {
		var escaped strings.Builder
		for _, b := range []byte(word) {
			fmt.Fprintf(&escaped, `\%03o`, b)
		}
		name := "w" + strconv.Itoa(i)
		assignments = append(assignments, name+"=$(printf '"+escaped.String()+"_')")
		words = append(words, `"${`+name+`%_}"`)
	}
	return []string{"/bin/sh", "-c", strings.Join(assignments, ";") + ";exec " + strings.Join(words, " ") + ` "$@"`, "sh"}
}

// quoteWord quotes an argument unless it is a plain word. A "%" is doubled, so that it begins no field code.
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

// escapeValue writes a value of type string on one line, and keeps a blank at its beginning. A value that is no text
// is made so.
func escapeValue(value string) string {
	value = strings.ToValidUTF8(value, "\uFFFD")
	value = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(value)
	if strings.HasPrefix(value, " ") {
		value = `\s` + value[1:]
	}
	return value
}
