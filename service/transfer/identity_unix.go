//go:build unix

package transfer

import (
	"fmt"
	"io/fs"
	"syscall"
)

// fileIdentity names the file behind a path, so that a replacement of the same size and time is noticed (C31).
func fileIdentity(info fs.FileInfo) string {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf("%d:%d", st.Dev, st.Ino)
	}
	return ""
}
