//go:build unix && !darwin

package tokenstore

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
)

// hasKeyring looks for a session bus, on which the Secret Service would be. If there is none the D-Bus package would
// start a bus of its own, which outlives the program and has no Secret Service on it.
func hasKeyring() error {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	folder := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			return nil
		}
	}
	return errors.New("there is no session bus, and so no Secret Service")
}
