//go:build !linux && !windows

package panel

import (
	"context"
	"errors"
	"runtime"
)

const wantsWindow = false

// connect always fails: the Dock of macOS can be reached from Cocoa alone.
func (p *Panel) connect(context.Context) (link, error) {
	return nil, errors.New("this system's panel shows no progress")
}

// HasTray reports whether the system always shows icons of programs. macOS does, in its menu bar.
func HasTray(context.Context) bool { return runtime.GOOS == "darwin" }
