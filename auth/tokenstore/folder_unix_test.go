//go:build unix

package tokenstore

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// somebody is a user who is not the one of the tests: nobody, on most systems.
const somebody = 65534

// foreignFolder belongs to somebody else: given away by root, or for everybody else root's own.
func foreignFolder(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		return "/"
	}
	folder := t.TempDir()
	if err := os.Chown(folder, somebody, somebody); err != nil {
		t.Fatal(err)
	}
	return folder
}

func folderOf(t *testing.T, mode os.FileMode) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(folder, mode); err != nil {
		t.Fatal(err)
	}
	return folder
}

func link(t *testing.T, to string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOwnFolder(t *testing.T) {
	planted := t.TempDir()
	if err := os.Symlink("/etc/passwd", filepath.Join(planted, "taskdrop.log")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(planted, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		folder  string
		foreign bool
	}{
		"missing":                            {folder: filepath.Join(t.TempDir(), "deep", "state")},
		"ours":                               {folder: folderOf(t, 0o700)},
		"ours, others may look":              {folder: folderOf(t, 0o755)},
		"ours, others may write, and empty":  {folder: folderOf(t, 0o777)},
		"ours, and somebody planted a link":  {folder: planted, foreign: true},
		"somebody else's":                    {folder: foreignFolder(t), foreign: true},
		"our link to a folder of ours":       {folder: link(t, folderOf(t, 0o700))},
		"our link to a folder of somebody's": {folder: link(t, foreignFolder(t)), foreign: true},
	} {
		t.Run(name, func(t *testing.T) {
			err := OwnFolder(test.folder)
			if test.foreign != errors.Is(err, ErrForeign) || !test.foreign && err != nil {
				t.Fatalf("%v", err)
			}
			if test.foreign {
				wantError(t, err, ErrForeign)
				wantError(t, newStore(test.folder, &memoryKeyring{}).Save(t.Context(), entry("mia", "t")), ErrForeign)
				return
			}
			if info, err := os.Stat(test.folder); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
		})
	}
}

// A link that somebody else made leads where they like, later: only root can make one in a test.
func TestLinkOfSomebodyElse(t *testing.T) {
	path := link(t, folderOf(t, 0o700))
	if err := os.Lchown(path, somebody, somebody); err != nil {
		if os.Geteuid() == 0 {
			t.Fatal(err)
		}
		t.Logf("only root can give a link away: %v", err)
		return
	}
	wantError(t, OwnFolder(path), ErrForeign)
}

// TestFolderAsAnotherUser looks at root's folders as a user who is not root, which the tests of a container are.
func TestFolderAsAnotherUser(t *testing.T) {
	const folder = "TASKDROP_TEST_FOLDER"
	if path := os.Getenv(folder); path != "" { // that user
		wantError(t, OwnFolder(path), ErrForeign)
		if err := OwnFolder(filepath.Join(path, "own")); err != nil {
			t.Error(err)
		}
		return
	}
	if os.Geteuid() != 0 || runtime.GOOS != "linux" {
		wantError(t, OwnFolder("/"), ErrForeign) // this is that user already, or can be looked at as one
		return
	}
	open := folderOf(t, 0o777) // root's, and everybody may write in it
	for above := filepath.Dir(open); strings.HasPrefix(above, os.TempDir()+"/"); above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	again := exec.Command("/proc/self/exe", "-test.run=^TestFolderAsAnotherUser$")
	again.Dir = "/"
	again.Env = []string{folder + "=" + open}
	again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: somebody, Gid: somebody}}
	if said, err := again.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
