// Package desktoptest gives tests a message bus and an X11 display of their own, so that no test touches the desktop
// of the person who runs it. Tests alone import it.
package desktoptest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const configuration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>`

// Bus is a bus that runs until its test ends.
type Bus struct {
	Address string
	Daemon  *os.Process
}

// StartBus starts a dbus-daemon, which Debian's package dbus brings.
func StartBus(t *testing.T) *Bus {
	t.Helper()
	dir := Folder(t)
	file := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, configuration, filepath.Join(dir, "bus")), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--config-file="+file, "--nofork", "--nopidfile", "--print-address=1")
	output, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatalf("these tests need dbus-daemon: %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon said no address: %v", err)
	}
	return &Bus{Address: strings.TrimSpace(address), Daemon: daemon.Process}
}

// StartSessionBus is StartBus, and makes the bus the session's for as long as the test runs.
func StartSessionBus(t *testing.T) *Bus {
	t.Helper()
	bus := StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.Address)
	return bus
}

// Folder is a folder whose path is short enough for a socket.
func Folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "bus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
