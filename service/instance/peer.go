package instance

import (
	"errors"
	"fmt"
	"net"
)

// errStranger means that the other end of the socket is another user's.
var errStranger = errors.New("the other end of the socket belongs to another user of this computer")

// checkPeer refuses the other end of a connection where it is not this user's.
func checkPeer(conn net.Conn, own int) error {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return fmt.Errorf("%T is no Unix socket", conn)
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	user, known := own, false
	var failed error
	if err := raw.Control(func(fd uintptr) { user, known, failed = peer(int(fd)) }); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	if known && user != own {
		return errStranger
	}
	return nil
}
