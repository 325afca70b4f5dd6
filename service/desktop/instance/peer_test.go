//go:build linux || darwin

package instance

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
)

func TestAnotherUserIsRefused(t *testing.T) {
	dir, err := os.MkdirTemp("", "peer") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, socketName))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	near, err := dial(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	far, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	for _, end := range []conn{near, far} {
		if err := checkPeer(end, os.Getuid()); err != nil {
			t.Errorf("this user is refused: %v", err)
		}
		if err := checkPeer(end, os.Getuid()+1); !errors.Is(err, errStranger) {
			t.Errorf("to another user this one is no stranger: %v", err)
		}
	}
}
