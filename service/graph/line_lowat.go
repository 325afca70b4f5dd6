//go:build linux || darwin

package graph

import (
	"net"

	"golang.org/x/sys/unix"
)

// unsentBytes is how much may lie in the system's send buffer without having been sent, beside what is under way:
// enough for a full line, and little enough for a write to block soon after the line stops, and for a ping to get
// through soon.
const unsentBytes = 128 << 10

// fewUnsent bounds what the system keeps of a connection without having sent it.
func fewUnsent(conn net.Conn) {
	control(conn, func(fd int) {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentBytes)
	})
}

func control(conn net.Conn, do func(fd int)) {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return
	}
	if raw, err := tcp.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { do(int(fd)) })
	}
}
