//go:build !windows

package sysproxy

import (
	"context"
	"os/exec"
	"time"
)

// toolTime is how long a system's own tool may take to answer.
const toolTime = 3 * time.Second

// printedBy runs a tool and returns what it prints, or "" if it fails.
func printedBy(tool string, arguments ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), toolTime)
	defer cancel()
	printed, err := exec.CommandContext(ctx, tool, arguments...).Output()
	if err != nil {
		return ""
	}
	return string(printed)
}
