//go:build unix

package diskerror

import "syscall"

var (
	full      = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}
	forbidden = []syscall.Errno{syscall.EACCES, syscall.EPERM, syscall.EROFS}
)
