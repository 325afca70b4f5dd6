// Package fileuri finds the paths behind file URIs, as desktops put them on a clipboard, into a drop or into a
// dialog's answer. A path is bytes: what a URI escapes comes back as it was. The package reads text alone, and never
// looks at a disk or a network.
package fileuri

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// Path returns the path of a file URI, and false for any other URI and for a file on another computer; on Windows a
// file on another computer has a UNC path. It takes what programs write rather than what the standard says: a plus
// sign, a # and a ? are part of the name, so is a % that escapes nothing, and one slash is as good as three.
func Path(uri string) (string, bool) {
	const scheme = "file:"
	if len(uri) < len(scheme) || !strings.EqualFold(uri[:len(scheme)], scheme) {
		return "", false
	}
	rest := uri[len(scheme):]
	host := ""
	if after, authority := strings.CutPrefix(rest, "//"); authority {
		at := strings.IndexByte(after, '/')
		if at < 0 {
			return "", false
		}
		host, rest = after[:at], after[at:]
	}
	path := unescape(rest)
	if !strings.HasPrefix(path, "/") || strings.ContainsRune(path, 0) {
		return "", false
	}
	if runtime.GOOS == "windows" {
		return windowsPath(host, path), true
	}
	return path, here(host)
}

// windowsPath returns a path of this computer or of a share. A URI with one slash too few has a drive in place of the
// host.
func windowsPath(host, path string) string {
	switch path = filepath.FromSlash(strings.TrimPrefix(path, "/")); {
	case len(host) == 2 && host[1] == ':':
		return host + `\` + path
	case host != "" && !strings.EqualFold(host, "localhost"):
		return `\\` + host + `\` + path
	}
	return path
}

// here reports whether a host is this computer. Some file managers write its own name into every URI.
func here(host string) bool {
	if host == "" || strings.EqualFold(host, "localhost") {
		return true
	}
	own, err := os.Hostname()
	short, _, _ := strings.Cut(own, ".")
	return err == nil && (strings.EqualFold(host, own) || strings.EqualFold(host, short))
}

// unescape replaces each %XX with its byte, and keeps every other %.
func unescape(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	plain := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if code, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				plain = append(plain, byte(code))
				i += 2
				continue
			}
		}
		plain = append(plain, text[i])
	}
	return string(plain)
}

// begins matches the beginning of a URI. A scheme of one letter is a drive.
var begins = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:/`)

// Elsewhere reports whether text is a URI of anything but a file on this computer.
func Elsewhere(text string) bool {
	_, here := Path(text)
	return begins.MatchString(text) && !here
}

// InText finds paths on this computer and URIs of what is elsewhere in text, one a line, as file managers and people
// write them. Only blanks of ASCII and a pair of quotes around a line are not part of a name.
func InText(text string) (paths, others []string) {
	paths, others, _ = Lines(text)
	return paths, others
}

// Lines is InText that also reports whether no line holds anything else, as prose does that mentions a path.
func Lines(text string) (paths, others []string, only bool) {
	only = true
	for line := range strings.Lines(text) {
		line = unquote(strings.Trim(line, " \t\r\n"))
		if path, ok := Path(line); ok {
			paths = append(paths, path)
		} else if begins.MatchString(line) || strings.HasPrefix(strings.ToLower(line), "file:") {
			others = append(others, line)
		} else if path := inHome(line); filepath.IsAbs(path) {
			paths = append(paths, path)
		} else if line != "" {
			only = false
		}
	}
	return paths, others, only
}

func unquote(line string) string {
	if n := len(line); n >= 2 && line[0] == line[n-1] && (line[0] == '"' || line[0] == '\'') {
		return line[1 : n-1]
	}
	return line
}

// Joined returns the URI that a toolkit took for a path relative to the program's own folder, as it does with a web
// page that is dropped. The caller must know that there is no file of that path.
func Joined(path string) (uri string, is bool) {
	folder, err := os.Getwd()
	if err != nil {
		return "", false
	}
	name, err := filepath.Rel(folder, path)
	if err != nil || !begins.MatchString(name) {
		return "", false
	}
	scheme, rest, _ := strings.Cut(name, ":/")
	return scheme + "://" + strings.TrimPrefix(rest, "/"), true
}

// inHome replaces a leading ~ with this person's home.
func inHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}
