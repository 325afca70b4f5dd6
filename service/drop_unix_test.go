//go:build unix

package service_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// A toolkit that knows of paths alone makes one of everything that is dropped.
func TestAWebPageTakenForAPathIsRefusedInWords(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	real := filepath.Join(folder, "notes:", "a.txt")
	if err := os.MkdirAll(filepath.Dir(real), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(real, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, simulator.Options{}, service.Config{})
	p.AddPaths([]string{folder + "/https:/example.org/a.pdf", real})
	p.until("the page is refused and the file taken", func(s service.Snapshot) bool {
		return tells(s, "“https://example.org/a.pdf” is not a file") && len(s.Queue.Items) == 1 && strings.HasSuffix(s.Queue.Items[0].Path, "a.txt")
	})
}
