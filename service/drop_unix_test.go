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

// What a file manager hands over from a place of its own is found by what the desktop knows of it.
func TestAURIOfAFileManagersOwnPlaceIsItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a b.txt")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	tools := t.TempDir()
	gio := "#!/bin/sh\nprintf 'uri: recent:///1f\\nattributes:\\n  standard::target-uri: file://" + strings.ReplaceAll(file, " ", "%%20") + "\\n'\n"
	if err := os.WriteFile(filepath.Join(tools, "gio"), []byte(gio), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", tools+":"+os.Getenv("PATH"))
	p := start(t, simulator.Options{}, service.Config{})
	p.AddPaths([]string{"recent:///1f", "recent:///2e"})
	p.until("one is found and the other refused", func(s service.Snapshot) bool {
		return tells(s, "“recent:///2e” is not a file") && len(s.Queue.Items) == 1 && s.Queue.Items[0].Path == file
	})
}
