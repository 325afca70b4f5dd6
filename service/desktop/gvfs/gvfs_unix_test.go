//go:build unix

package gvfs

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// putGio puts a gio on the PATH that prints what the real one was seen to print, and notes what it was asked.
func putGio(t *testing.T, prints string) (asked string) {
	t.Helper()
	dir := t.TempDir()
	asked = filepath.Join(dir, "asked")
	if err := os.WriteFile(filepath.Join(dir, "answer"), []byte(prints), 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >'" + asked + "'\ncat '" + filepath.Join(dir, "answer") + "'\nexit 2\n"
	if err := os.WriteFile(filepath.Join(dir, "gio"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return asked
}

func TestLocate(t *testing.T) {
	mounted := filepath.Join(t.TempDir(), "on a share.pdf")
	if err := os.WriteFile(mounted, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	asked := putGio(t, `uri: trash:///in%20trash.txt
attributes:
  standard::target-uri: file:///home/mia/.local/share/Trash/files/in%20trash.txt
uri: recent:///d6bde458
attributes:
  standard::target-uri: file:///home/mia/a%20b%0Ac.txt
uri: smb://nas/docs/on%20a%20share.pdf
local path: `+mounted+`
attributes:
uri: sftp://host/not%20mounted.pdf
local path: /nowhere/not ↵ mounted.pdf
attributes:
uri: archive://x/a.txt
attributes:
`)
	uris := []string{
		"trash:///in%20trash.txt", "https://example.org/a.pdf", "recent:///d6bde458", "smb://nas/docs/on%20a%20share.pdf", "sftp://host/not%20mounted.pdf",
		"archive://x/a.txt", "recent:///gone", "FILE://elsewhere/a.pdf",
	}
	want := map[string]string{
		"trash:///in%20trash.txt": "/home/mia/.local/share/Trash/files/in trash.txt", "recent:///d6bde458": "/home/mia/a b\nc.txt",
		"smb://nas/docs/on%20a%20share.pdf": mounted,
	}
	if found := Locate(t.Context(), uris); !maps.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
	if words, err := os.ReadFile(asked); err != nil || string(words) != "info\n-a\nstandard::target-uri\ntrash:///in%20trash.txt\nrecent:///d6bde458\n"+
		"smb://nas/docs/on%20a%20share.pdf\nsftp://host/not%20mounted.pdf\narchive://x/a.txt\nrecent:///gone\n" {
		t.Errorf("gio was asked %q, %v", words, err)
	}
}

func TestWithoutGioNothingIsFound(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if found := Locate(t.Context(), []string{"trash:///a"}); len(found) != 0 {
		t.Errorf("%q", found)
	}
}
