package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
)

// pathsOf are the paths of what was dropped, and the URIs of what has none. It looks at the names only: what lies
// behind them is read elsewhere.
func pathsOf(uris []fyne.URI) (paths []string) {
	for _, uri := range uris {
		switch {
		case uri == nil:
		case uri.Scheme() == "file":
			paths = append(paths, localPath(uri))
		default:
			paths = append(paths, uri.String())
		}
	}
	return paths
}

func localPath(uri fyne.URI) string { return filepath.FromSlash(uri.Path()) }
