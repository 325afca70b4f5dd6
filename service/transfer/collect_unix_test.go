//go:build unix

package transfer

import (
	"os"
	"path/filepath"
	"syscall"
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

// TestCollectSendsWhatIsInTheFolderAlone is as package archive packs it: what a .zip leaves out is told here one by
// one.
func TestCollectSendsWhatIsInTheFolderAlone(t *testing.T) {
	home := t.TempDir()
	root := filepath.Join(home, "Photos")
	write(t, filepath.Join(root, "in", "real.txt"), 4)
	write(t, filepath.Join(home, "secret", "key.txt"), 8)
	for name, target := range map[string]string{
		"a near": "in/real.txt", "b key": "../secret/key.txt", "c secrets": "../secret", "d broken": "gone", "e device": "/dev/zero",
	} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "f pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := []struct {
		name string
		kind problem.Kind
	}{
		{"a near", ""}, {"b key", problem.LinkOutside}, {"c secrets", problem.LinkOutside}, {"d broken", problem.FileGone},
		{"e device", problem.LinkOutside}, {"f pipe", problem.NotAFile}, {"real.txt", ""},
	}
	files := collect(root)
	if len(files) != len(want) {
		t.Fatalf("got %+v", files)
	}
	for i, w := range want {
		if filepath.Base(files[i].Path) != w.name || w.kind == "" && files[i].Problem != nil || w.kind != "" && !files[i].Problem.Of(w.kind) {
			t.Errorf("got %+v, want %+v", files[i], w)
		}
	}
	if files[0].Size != 4 {
		t.Errorf("a link within the folder has size %d", files[0].Size)
	}
	if link := collect(filepath.Join(root, "b key")); len(link) != 1 || link[0].Problem != nil || link[0].Size != 8 {
		t.Errorf("a link that was dropped itself: %+v", link)
	}
}

func TestCollectTakesNoDevice(t *testing.T) {
	if files := collect("/dev/zero"); len(files) != 1 || !files[0].Problem.Of(problem.NotAFile) {
		t.Fatalf("got %+v", files)
	}
}
