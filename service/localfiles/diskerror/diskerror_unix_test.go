//go:build unix

package diskerror

import (
	"fmt"
	"io/fs"
	"syscall"
	"testing"
)

func TestACauseIsNamedOnlyIfTheSystemSaysIt(t *testing.T) {
	wrapped := func(number syscall.Errno) error {
		return fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "x", Err: number})
	}
	for _, test := range []struct {
		err             error
		full, forbidden bool
	}{
		{wrapped(syscall.ENOSPC), true, false},
		{wrapped(syscall.EDQUOT), true, false},
		{wrapped(syscall.EROFS), false, true},
		{wrapped(syscall.EIO), false, false},
		{fs.ErrClosed, false, false},
		{nil, false, false},
	} {
		if Full(test.err) != test.full || Forbidden(test.err) != test.forbidden {
			t.Errorf("%v: full %v, forbidden %v", test.err, Full(test.err), Forbidden(test.err))
		}
	}
}
