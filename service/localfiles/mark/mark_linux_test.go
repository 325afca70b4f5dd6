package mark

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestADownloadIsMarked(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"a", "report.docx", "gro\xdf.xml", "two\nlines.svg"} {
		for _, mode := range []os.FileMode{0o600, 0o444} {
			path := filepath.Join(dir, name)
			_ = os.Remove(path)
			if err := os.WriteFile(path, []byte("content"), mode); err != nil {
				t.Fatal(err)
			}
			for _, named := range []string{path, filepath.Base(path)} {
				if err := Downloaded(named); err != nil {
					t.Fatalf("%q: %v", named, err)
				}
			}
			value := make([]byte, 100)
			n, err := unix.Getxattr(path, "user.xdg.origin.url", value)
			if err != nil || !strings.HasPrefix(string(value[:n]), "https://") {
				t.Errorf("%q is marked with %q, %v", path, value[:max(n, 0)], err)
			}
			content, err := os.ReadFile(path)
			if info, statErr := os.Stat(path); err != nil || statErr != nil || string(content) != "content" || info.Mode().Perm() != mode {
				t.Errorf("%q holds %q afterwards, with mode %v", path, content, info.Mode())
			}
		}
	}
}

func TestWhatCanNotBeMarkedIsSaid(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "gone.txt")
	if err := Downloaded(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is gone: %v", err)
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("the mark made a file")
	}
	if err := Downloaded("/proc/self/status"); !errors.Is(err, ErrUnsupported) && !errors.Is(err, os.ErrPermission) {
		t.Errorf("a file of the kernel: %v", err)
	}
}
