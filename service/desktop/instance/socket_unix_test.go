//go:build unix

package instance_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"taskdrop/service/desktop/instance"
)

func TestTheSocketIsThisUsersAlone(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, dir)
	if err := first.Serve(dir, func(context.Context, instance.Request) instance.Reply { return instance.Reply{} }); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "taskdrop.sock"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
