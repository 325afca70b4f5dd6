//go:build unix

package transfer

import (
	"os"
	"path/filepath"
	"testing"

	"taskdrop/service/problem"
)

func TestCollectEndsAtALinkToAFolderAbove(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "x.txt"), 1)
	if err := os.Symlink(dir, filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if files := collect(dir); len(files) != 1 {
		t.Fatalf("got %+v", files)
	}
}

func TestCollectTakesNoDevice(t *testing.T) {
	if files := collect("/dev/zero"); len(files) != 1 || !files[0].Problem.Of(problem.NotAFile) {
		t.Fatalf("got %+v", files)
	}
}
