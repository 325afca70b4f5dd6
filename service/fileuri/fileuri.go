// Package fileuri finds the path behind a file URI, as desktops put them on a clipboard and answer them from a dialog.
package fileuri

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// Path is the path of a file URI on this computer, false for any other URI and for a file on another computer. A plus sign
// stays one: only queries mean a blank by it.
func Path(uri string) (string, bool) {
	parsed, err := url.Parse(uri)
	if err != nil || !strings.EqualFold(parsed.Scheme, "file") || parsed.Path == "" {
		return "", false
	}
	path := parsed.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
		if remote(parsed.Host) {
			path = `\\` + parsed.Host + `\` + path
		}
	} else if remote(parsed.Host) {
		return "", false
	}
	return filepath.FromSlash(path), true
}

func remote(host string) bool { return host != "" && !strings.EqualFold(host, "localhost") }
