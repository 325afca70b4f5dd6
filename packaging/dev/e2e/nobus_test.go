//go:build linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoBusIsLeftBehind starts the program three times on a desktop without a session bus: no daemon is left behind,
// and dbus-launch is not run. A dbus-launch of the test's stands before the real one on PATH and tells when it is run.
func TestNoBusIsLeftBehind(t *testing.T) {
	d := newDesktop(t)
	told := filepath.Join(d.home, "dbus-launch was run")
	tools := filepath.Join(d.home, "tools")
	mkdir(t, tools)
	script := "#!/bin/sh\ntouch '" + told + "'\nexec /usr/bin/dbus-launch \"$@\"\n"
	if err := os.WriteFile(filepath.Join(tools, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	for bus, runs := range map[string]int{"": 3, "autolaunch:": 1} {
		before := daemons(t, d.home)
		for range runs {
			file := write(t, t.TempDir(), "letter.txt", 1000)
			env := d.env("PATH="+tools+":"+built+":"+os.Getenv("PATH"), "DBUS_SESSION_BUS_ADDRESS="+bus)
			p := start(t, "taskdrop", env, filepath.Join(built, "taskdrop"), "-state", d.state(), "-demo", "-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)
			if status := p.wait(t, jobTime); status != 0 || outcomes(t, p)[file].verdict != "attached" {
				t.Errorf("status %d, output:\n%s%s", status, p.output, p.logTail())
			}
		}
		if after := daemons(t, d.home); len(after) > len(before) {
			t.Errorf("with the address %q these are left behind: %q", bus, after)
		}
	}
	if _, err := os.Stat(told); err == nil {
		t.Error("dbus-launch was run")
	}
}

// daemons are the command lines of the buses and keyrings that were started for a person's home.
func daemons(t *testing.T, home string) (found []string) {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, process := range processes {
		command, err := os.ReadFile(filepath.Join(process, "cmdline"))
		if err != nil {
			continue // it has ended
		}
		environment, _ := os.ReadFile(filepath.Join(process, "environ"))
		line := strings.ReplaceAll(string(command), "\x00", " ")
		if strings.Contains(string(environment), "HOME="+home) && (strings.Contains(line, "dbus-daemon") || strings.Contains(line, "keyring")) {
			found = append(found, line)
		}
	}
	return found
}
