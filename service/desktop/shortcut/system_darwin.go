package shortcut

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const extension = ".app"

func desktopFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", ErrNoDesktop
	}
	return filepath.Join(home, "Desktop"), nil
}

// is has no say: what is compiled is not read again.
func (s Shortcut) is(string) bool { return false }

// Save makes the droplet at a path, with macOS' own compiler.
func (s Shortcut) Save(ctx context.Context, path string) error {
	if output, err := exec.CommandContext(ctx, "osacompile", "-o", path, "-e", s.droplet()).CombinedOutput(); err != nil {
		return fmt.Errorf("osacompile: %w: %s", err, output)
	}
	return nil
}
