package transfer

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskdrop/service/problem"
)

func write(t *testing.T, path string, size int) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, size), 0o644); err != nil {
		t.Fatal(err)
	}
}

func collect(paths ...string) []File { return Collect(context.Background(), DroppedPaths(paths)) }

func TestCollectTakesAFolderFileByFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "b", "two #1 %20.txt"), 2)
	write(t, filepath.Join(dir, "a", "größe.txt"), 1)
	files := collect(dir, filepath.Join(dir, "a", "größe.txt"))
	if len(files) != 2 {
		t.Fatalf("got %d files: %+v", len(files), files)
	}
	for i, name := range []string{"größe.txt", "two #1 %20.txt"} {
		if filepath.Base(files[i].Path) != name || files[i].Problem != nil || files[i].Size != int64(i+1) {
			t.Errorf("file %d is %+v", i, files[i])
		}
	}
}

func TestCollectKeepsThePathAsGiven(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "in", "x.txt"), 1)
	t.Chdir(dir)
	files := collect("in")
	if len(files) != 1 || files[0].Given != filepath.Join("in", "x.txt") || !filepath.IsAbs(files[0].Path) {
		t.Fatalf("got %+v", files)
	}
}

func TestCollectTakesAFileURIForItsPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "two #1 100%.txt")
	write(t, path, 1)
	uri := (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}).String()
	if files := collect(uri); len(files) != 1 || files[0].Path != path || files[0].Given != uri || files[0].Problem != nil {
		t.Fatalf("%s is %+v", uri, files)
	}
}

func TestCollectSaysWhyAPathCannotBeSent(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.bin")
	write(t, large, 0)
	if err := os.Truncate(large, MaxFileSize+1); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(dir, "empty")
	if err := os.MkdirAll(filepath.Join(empty, "deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := map[string]problem.Kind{
		large:                         problem.TooLarge,
		filepath.Join(dir, "missing"): problem.FileGone,
		empty:                         problem.EmptyFolder,
	}
	for path, want := range tests {
		files := collect(path)
		if len(files) != 1 || !files[0].Problem.Of(want) {
			t.Errorf("%s: got %+v, want %s", path, files, want)
			continue
		}
		if s := files[0].Problem.Sentence(); strings.Contains(s, "{{") {
			t.Errorf("%s: unfilled sentence %q", path, s)
		}
	}
}

func TestTooLargeNamesLimitAndSize(t *testing.T) {
	s := tooLarge("/x/big.iso", MaxFileSize+1).Sentence()
	for _, want := range []string{"big.iso", "26,214,401", "26,214,400"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q does not name %s", s, want)
		}
	}
}

// A folder of nothing but what desktops keep there is not said to be empty.
func TestAFolderOfHousekeepingIsSaidToBeThat(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, ".DS_Store"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, leftOut := CollectMeant(t.Context(), DroppedPaths([]string{folder}))
	if leftOut != 1 || len(files) != 1 || !files[0].Problem.Of(problem.OnlyLeftOut) {
		t.Errorf("%d left out, %+v", leftOut, files)
	}
}
