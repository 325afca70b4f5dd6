// Package gvfs finds the files behind the URIs that file managers have for places of their own: what was used last, the trash,
// shares and phones. It asks gio, which such desktops bring; without it nothing is found.
package gvfs

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"taskdrop/service/localfiles/fileuri"
)

// patience is how long gio may take for one batch of URIs: behind one may be a server that does not answer.
const (
	patience = 10 * time.Second
	batch    = 100
)

// pages are the schemes of what is on the web and in no file manager. gio would go and fetch it.
var pages = []string{"http", "https", "file", "mailto", "data", "blob", "about", "javascript"}

// Locate finds the paths on this computer behind URIs; what leads to no file that can be reached is not among them.
func Locate(ctx context.Context, uris []string) map[string]string {
	var ask []string
	for _, uri := range uris {
		if scheme, _, _ := strings.Cut(uri, ":"); !slices.Contains(pages, strings.ToLower(scheme)) {
			ask = append(ask, uri)
		}
	}
	found := map[string]string{}
	for some := range slices.Chunk(ask, batch) {
		maps.Copy(found, located(ctx, some))
	}
	return found
}

// located asks gio. What it says of the URIs it knows is of use even where it fails for others.
func located(ctx context.Context, uris []string) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	command := exec.CommandContext(ctx, "gio", append([]string{"info", "-a", "standard::target-uri"}, uris...)...)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "LANGUAGE=")
	command.WaitDelay = time.Second
	printed, _ := command.Output()
	return parse(string(printed))
}

// parse reads what gio prints: for each URI where it leads, or the path at which the desktop has it mounted. That path is for
// people to read, so it is taken only where it is one.
func parse(printed string) map[string]string {
	found := map[string]string{}
	uri := ""
	for line := range strings.Lines(printed) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch strings.TrimSpace(name) {
		case "uri":
			uri = value
		case "local path":
			if _, err := os.Lstat(value); err == nil {
				found[uri] = value
			}
		case "standard::target-uri":
			if path, is := fileuri.Path(value); is {
				found[uri] = path
			}
		}
	}
	return found
}
