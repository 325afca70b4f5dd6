//go:build linux || darwin

package instance

import (
	"context"
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
	listener, err := net.Listen("unix", filepath.Join(dir, "sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	near, err := dial(context.Background(), filepath.Join(dir, "sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	far, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	for _, end := range []net.Conn{near, far} {
		if err := checkPeer(end, os.Getuid()); err != nil {
			t.Errorf("this user is refused: %v", err)
		}
		if err := checkPeer(end, os.Getuid()+1); !errors.Is(err, errStranger) {
			t.Errorf("to another user this one is no stranger: %v", err)
		}
	}
}
