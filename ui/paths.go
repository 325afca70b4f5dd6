package ui

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"taskdrop/service/fileuri"
)

// sortURIs parts what was dropped into paths on this computer and everything else. It looks at the names only: what lies
// behind them is read elsewhere.
func sortURIs(uris []fyne.URI) (paths, others []string) {
	for _, uri := range uris {
		switch {
		case uri == nil:
		case uri.Scheme() == "file":
			paths = append(paths, localPath(uri))
		default:
			others = append(others, uri.String())
		}
	}
	return paths, others
}

func localPath(uri fyne.URI) string { return filepath.FromSlash(uri.Path()) }

// sortPasted finds paths and URIs in text from the clipboard, one a line, as file managers put them there.
func sortPasted(text string) (paths, others []string) {
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.TrimSpace(line), `"'`)
		switch {
		case line == "":
		case strings.HasPrefix(line, "file:"):
			if path, ok := fileuri.Path(line); ok {
				paths = append(paths, path)
			} else {
				others = append(others, line)
			}
		case strings.Contains(line, "://"):
			others = append(others, line)
		case filepath.IsAbs(line):
			paths = append(paths, line)
		}
	}
	return paths, others
}
