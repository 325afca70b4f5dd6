package archive

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestAFileThatSaysItIsEmptyIsReadToItsEnd packs files of the kernel, whose size is 0 whatever is in them, and a file
// that is really empty.
func TestAFileThatSaysItIsEmptyIsReadToItsEnd(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.txt")
	write(t, empty, "")
	for _, path := range []string{"/proc/version", "/proc/filesystems", empty} {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		if _, err := Write(context.Background(), &packed, path, Options{Limit: 1 << 20}); err != nil {
			t.Fatal(err)
		}
		if got, _ := unpack(t, packed.Bytes()); got[filepath.Base(path)] != string(want) {
			t.Errorf("%s: packed %q, want %q", path, got, want)
		}
	}
}
