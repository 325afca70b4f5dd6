//go:build unix

package simulator

import "syscall"

// smallSegments asks peers for small segments, as over Ethernet: on the loopback interface the sender's buffer
// starts at 40 times its segment, which is megabytes.
func smallSegments(_, _ string, conn syscall.RawConn) error {
	const segment = 1460
	return conn.Control(func(fd uintptr) {
		syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, segment)
	})
}
