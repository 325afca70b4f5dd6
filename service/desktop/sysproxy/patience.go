//go:build !windows

package sysproxy

import "time"

// patience is how long a system's own tool may take to answer.
const patience = 3 * time.Second
