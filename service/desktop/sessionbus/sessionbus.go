//go:build unix && !darwin

// Package sessionbus finds the desktop's message bus (D-Bus) and keeps every library in this process from starting
// one. It does not connect: each caller speaks its own protocol there.
//
// A library that finds no bus runs dbus-launch. That bus outlives the program, with a keyring daemon on it, and nobody
// ever ends either. Fyne, go-keyring, godbus and gio all do so, and what they agree on is the environment: so the
// decision stands there.
package sessionbus

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/godbus/dbus/v5"
)

const (
	variable = "DBUS_SESSION_BUS_ADDRESS"
	// none is an address that every D-Bus library refuses at once: no transport has this name.
	none = "disabled:"
)

// Address returns the addresses of the session bus as the D-Bus specification writes them, or "" if there is no bus.
// Its result never makes a library start one.
func Address() string {
	if given := withoutLaunch(os.Getenv(variable)); given != "" {
		return given
	}
	folder := os.Getenv("XDG_RUNTIME_DIR")
	if folder == "" {
		folder = filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	}
	if socket := filepath.Join(folder, "bus"); isOwnSocket(socket) {
		return "unix:path=" + dbus.EscapeBusAddressValue(socket)
	}
	if written, err := os.ReadFile(filepath.Join(folder, "dbus-session")); err == nil { // an older desktop's way to say it
		if address, ok := strings.CutPrefix(string(written), variable+"="); ok {
			return withoutLaunch(strings.TrimSpace(address))
		}
	}
	return ""
}

// NeverStart makes this process, and every program that it starts, use the bus that there is now, or none. It must run
// before anything asks for the bus: the toolkit asks at its start.
func NeverStart() {
	address := Address()
	if address == "" {
		address = none
	}
	_ = os.Setenv(variable, address)
}

// withoutLaunch removes the addresses that tell a library to start a bus.
func withoutLaunch(addresses string) string {
	var kept []string
	for address := range strings.SplitSeq(addresses, ";") {
		if address = strings.TrimSpace(address); address != "" && !strings.HasPrefix(address, "autolaunch:") {
			kept = append(kept, address)
		}
	}
	return strings.Join(kept, ";")
}

func isOwnSocket(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
