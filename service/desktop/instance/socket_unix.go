//go:build unix

package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

const (
	socketName = "taskdrop.sock"
	// longestSocket is what every system takes as a socket's path, in bytes (macOS: 104 with the end).
	longestSocket = 100
)

func listen(dir string) (listener, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	// A socket that lies here is of a process that has ended: this one holds the lock.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return ownListener{listener}, nil
}

func dial(ctx context.Context, dir string) (conn, error) {
	path, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := checkPeer(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// socketPath returns a path in the state folder or, if that is too long for a socket, in a folder of this user's alone
// among the temporary files.
func socketPath(dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if path := filepath.Join(absolute, socketName); len(path) <= longestSocket {
		return path, nil
	}
	sum := sha256.Sum256([]byte(absolute))
	own := filepath.Join(os.TempDir(), fmt.Sprintf("taskdrop-%d", me()))
	if err := os.MkdirAll(own, 0o700); err != nil {
		return "", err
	}
	if err := ownFolder(own); err != nil {
		return "", err
	}
	return filepath.Join(own, hex.EncodeToString(sum[:8])+".sock"), nil
}

// ownListener accepts connections of this user alone.
type ownListener struct{ net.Listener }

func (l ownListener) Accept() (conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if checkPeer(conn) == nil {
			return conn, nil
		}
		_ = conn.Close()
	}
}

// me is the user whose processes may speak to one another. Tests stand in for another user.
var me = os.Getuid

// checkPeer refuses the other end of a connection if it belongs to another user.
func checkPeer(conn conn) error {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return fmt.Errorf("%T is no Unix socket", conn)
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var user int
	var known bool
	var failed error
	if err := raw.Control(func(fd uintptr) { user, known, failed = peer(int(fd)) }); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	if known && user != me() {
		return errStranger
	}
	return nil
}
