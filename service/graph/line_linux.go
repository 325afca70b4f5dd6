package graph

import (
	"net"

	"golang.org/x/sys/unix"
)

// ackedBytes is how much of what was sent the other end's system has taken.
func ackedBytes(conn net.Conn) (acked uint64) {
	control(conn, func(fd int) {
		if info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			acked = info.Bytes_acked
		}
	})
	return acked
}
