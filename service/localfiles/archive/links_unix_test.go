//go:build unix

package archive

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"
)

// TestOnlyWhatIsInTheFolderIsPacked: links within it are packed as what they lead to, and what is no file or lies
// outside is left out and counted.
func TestOnlyWhatIsInTheFolderIsPacked(t *testing.T) {
	home := t.TempDir()
	root := filepath.Join(home, "Photos")
	write(t, filepath.Join(root, "in", "real.txt"), "real")
	write(t, filepath.Join(home, "secret", "key.txt"), "nobody dropped this")
	for name, target := range map[string]string{
		"near.txt":    "in/real.txt",
		"absolute":    filepath.Join(root, "in", "real.txt"),
		"in/loop":     "..",
		"here":        ".",
		"key":         filepath.Join(home, "secret", "key.txt"), // left out
		"secrets":     "../secret",                              // left out
		"device":      "/dev/zero",                              // left out
		"broken":      "in/gone",                                // left out
		"each other":  "other each",                             // left out
		"other each":  "each other",                             // left out
		"way out":     "../secret/../Photos/in/real.txt",        // back in again: packed
		"parent":      "..",                                     // left out
		"link to key": "key",                                    // left out
	} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe"), 0o600); err != nil { // left out
		t.Fatal(err)
	}
	const left = 9
	dropped := filepath.Join(home, "as it was dropped")
	if err := os.Symlink("Photos", dropped); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{root, dropped} {
		var packed bytes.Buffer
		leftOut, err := Write(context.Background(), &packed, path, Options{Limit: 1 << 20})
		if err != nil || leftOut != (LeftOut{Unsendable: left}) {
			t.Errorf("%s: %+v left out, want %d; %v", path, leftOut, left, err)
		}
		got, _ := unpack(t, packed.Bytes())
		top := filepath.Base(path)
		want := map[string]string{
			top + "/in/": "", top + "/in/real.txt": "real", top + "/near.txt": "real", top + "/absolute": "real", top + "/way out": "real",
		}
		if !maps.Equal(got, want) {
			t.Errorf("it holds %q", slices.Sorted(maps.Keys(got)))
		}
	}
}

// TestNamesAreBytes packs names that are no text, or that other systems read as a way out: each file is there, under a
// name of its own.
func TestNamesAreBytes(t *testing.T) {
	root := filepath.Join(t.TempDir(), "Stra\xdfe")
	for i, name := range []string{"gro\xdf.txt", "gro\xfc.txt", "cut \xe2\x82", "tab\there\nand line", `AC\DC report.pdf`, `AC_DC report.pdf`, `..\up`} {
		write(t, filepath.Join(root, `a\b`, name), string(rune('a'+i)))
		write(t, filepath.Join(root, "a_b", name), string(rune('A'+i)))
	}
	var packed bytes.Buffer
	left, err := Write(context.Background(), &packed, root, Options{Limit: 1 << 20})
	if err != nil || left != (LeftOut{}) {
		t.Fatal(left, err)
	}
	got, _ := unpack(t, packed.Bytes())
	contents := map[string]bool{}
	for name, content := range got {
		if !utf8.ValidString(name) || strings.ContainsAny(name, "\\\n\t") || !filepath.IsLocal(name) {
			t.Errorf("the name %q is not safe everywhere", name)
		}
		contents[content] = true
	}
	if len(contents) != 15 { // and "" of the folders
		t.Errorf("it holds %q", slices.Sorted(maps.Keys(got)))
	}
}
