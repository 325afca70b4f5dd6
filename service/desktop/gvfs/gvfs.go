// Package gvfs finds the files behind the URIs that file managers have of their own: recent files, the trash, shares
// and phones. It asks gio, which desktops with such URIs bring; without gio it finds nothing. It fetches nothing:
// addresses of the web are not asked about.
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

const (
	// answerTime is how long gio may take for one batch of URIs: one may lead to a server that does not answer.
	answerTime = 10 * time.Second
	batch      = 100
)

// pages are the schemes that no file manager uses. gio would fetch such a page.
var pages = []string{"http", "https", "file", "mailto", "data", "blob", "about", "javascript"}

// Locate returns the paths on this computer behind URIs. A URI that leads to no file that can be reached is missing
// in the result.
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

// located asks gio about one batch. Its answers for some URIs count even if it fails for others.
func located(ctx context.Context, uris []string) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	command := exec.CommandContext(ctx, "gio", append([]string{"info", "-a", "standard::target-uri"}, uris...)...)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "LANGUAGE=")
	command.WaitDelay = time.Second
	printed, _ := command.Output()
	return parse(string(printed))
}

// parse reads what gio prints: for each URI its target, or the path at which the desktop has it mounted. That path is
// printed for people, so it counts only if there is a file.
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
