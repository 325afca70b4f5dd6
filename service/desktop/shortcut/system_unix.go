//go:build unix && !darwin

package shortcut

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const extension = ".desktop"

// desktopFolder returns the folder that xdg-user-dirs names, or else ~/Desktop.
func desktopFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", ErrNoDesktop
	}
	config := cmp.Or(os.Getenv("XDG_CONFIG_HOME"), filepath.Join(home, ".config"))
	return cmp.Or(userFolder(home, config, "XDG_DESKTOP_DIR"), filepath.Join(home, "Desktop")), nil
}

// is reports whether a file is this very shortcut.
func (s Shortcut) is(path string) bool {
	there, err := os.ReadFile(path)
	return err == nil && string(there) == s.entry()
}

// Save writes the icon to a path, in place of what is there.
func (s Shortcut) Save(ctx context.Context, path string) error {
	content := []byte(s.entry())
	file, err := os.CreateTemp(filepath.Dir(path), ".taskdrop-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Chmod(0o755), file.Close()) // desktops start no other
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	trust(ctx, path, content)
	return nil
}

// trustTime bounds how long is waited for the desktop to take note.
const trustTime = 5 * time.Second

// trust tells GNOME and Xfce that the person wanted this icon. If that fails, they ask the person at the first start.
func trust(ctx context.Context, path string, content []byte) {
	ctx, cancel := context.WithTimeout(ctx, trustTime)
	defer cancel()
	sum := sha256.Sum256(content)
	for name, value := range map[string]string{"metadata::trusted": "true", "metadata::xfce-exe-checksum": hex.EncodeToString(sum[:])} {
		_ = exec.CommandContext(ctx, "gio", "set", path, name, value).Run()
	}
}
