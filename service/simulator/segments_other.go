//go:build !unix

package simulator

import "syscall"

// smallSegments does nothing: segments cannot be chosen on this system.
func smallSegments(_, _ string, _ syscall.RawConn) error { return nil }
