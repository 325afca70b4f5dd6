//go:build !windows

package messagebox

import (
	"context"
	"os"
	"os/exec"
	"runtime"
)

// script shows its two arguments on macOS.
const script = `on run argv
display alert (item 1 of argv) message (item 2 of argv) as critical
end run`

func show(ctx context.Context, title, text string) error {
	if runtime.GOOS == "darwin" {
		return exec.CommandContext(ctx, "/usr/bin/osascript", "-e", script, title, text).Run()
	}
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return ErrNone
	}
	for _, command := range [][]string{
		{"zenity", "--error", "--no-markup", "--no-wrap", "--title=" + title, "--text=" + text},
		{"kdialog", "--title", title, "--error", text},
		{"xmessage", "-center", "-title", title, text},
	} {
		if path, err := exec.LookPath(command[0]); err == nil && exec.CommandContext(ctx, path, command[1:]...).Run() == nil {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return ErrNone
}
