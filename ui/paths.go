package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
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
