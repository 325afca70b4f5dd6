//go:build !windows

package diskfull

import "syscall"

var reasons = []error{syscall.ENOSPC, syscall.EDQUOT}
