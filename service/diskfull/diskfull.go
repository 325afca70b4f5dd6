// Package diskfull tells the one reason of a failed write that a person can mend by freeing space.
package diskfull

import "errors"

// Is reports whether an error says that a disk, or the person's share of it, is full.
func Is(err error) bool {
	for _, full := range reasons {
		if errors.Is(err, full) {
			return true
		}
	}
	return false
}
