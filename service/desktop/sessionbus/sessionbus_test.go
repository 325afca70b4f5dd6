//go:build unix && !darwin

package sessionbus

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/desktoptest"
)

func TestWhereTheBusIs(t *testing.T) {
	folder := desktoptest.Folder(t)
	t.Setenv("XDG_RUNTIME_DIR", folder)
	for given, want := range map[string]string{
		"": "", "autolaunch:": "", "autolaunch:scope=*windows-session": "", ";": "",
		"unix:path=/a":                         "unix:path=/a",
		"autolaunch:;unix:abstract=b":          "unix:abstract=b",
		"unix:path=/gone;autolaunch:":          "unix:path=/gone",
		"tcp:host=here,port=1; unix:path=/two": "tcp:host=here,port=1;unix:path=/two",
	} {
		t.Setenv(variable, given)
		if got := Address(); got != want {
			t.Errorf("%q leads to %q, want %q", given, got, want)
		}
	}
	t.Setenv(variable, "")
	older := filepath.Join(folder, "dbus-session")
	if err := os.WriteFile(older, []byte(variable+"=unix:abstract=/tmp/older\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Address(); got != "unix:abstract=/tmp/older" {
		t.Errorf("an older desktop's file leads to %q", got)
	}
	if err := os.WriteFile(filepath.Join(folder, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Address(); got != "unix:abstract=/tmp/older" {
		t.Errorf("a file that is no socket leads to %q", got)
	}
	if err := os.Remove(filepath.Join(folder, "bus")); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(folder, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if got := Address(); got != "unix:path="+filepath.Join(folder, "bus") {
		t.Errorf("a socket leads to %q", got)
	}
}

// TestNoLibraryStartsABus puts a dbus-launch on PATH that tells when it is run, and asks for the bus as libraries do.
func TestNoLibraryStartsABus(t *testing.T) {
	folder := desktoptest.Folder(t)
	told := filepath.Join(folder, "was run")
	script := "#!/bin/sh\ntouch '" + told + "'\necho DBUS_SESSION_BUS_ADDRESS=unix:path=/none\n"
	if err := os.WriteFile(filepath.Join(folder, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	t.Setenv("XDG_RUNTIME_DIR", folder)
	for _, before := range []string{"", "autolaunch:"} {
		t.Setenv(variable, before)
		NeverStart()
		for name, ask := range map[string]func(...dbus.ConnOption) (*dbus.Conn, error){
			"SessionBus": func(...dbus.ConnOption) (*dbus.Conn, error) { return dbus.SessionBus() }, "SessionBusPrivate": dbus.SessionBusPrivate, "ConnectSessionBus": dbus.ConnectSessionBus,
		} {
			begun := time.Now()
			if conn, err := ask(); err == nil {
				_ = conn.Close()
				t.Errorf("%s found a bus", name)
			} else if time.Since(begun) > 5*time.Second {
				t.Errorf("%s failed after %v", name, time.Since(begun))
			}
		}
	}
	if _, err := os.Stat(told); err == nil {
		t.Error("dbus-launch was run")
	}
}
