// Package diskerror tells why a file could not be written, as far as the system says. It knows no sentences.
package diskerror

import (
	"errors"
	"slices"
	"syscall"
)

// Full reports whether a write failed because the disk, or the person's share of it, is full.
func Full(err error) bool {
	var number syscall.Errno
	return errors.As(err, &number) && slices.Contains(full, number)
}

// Forbidden reports whether a write failed because the person may not write there, or nobody may.
func Forbidden(err error) bool {
	var number syscall.Errno
	return errors.As(err, &number) && slices.Contains(forbidden, number)
}
