//go:build linux

package e2e

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestADisplayWithoutOpenGL: on a remote desktop or in a virtual machine the toolkit makes no window and runs on. A
// person is told so, and a script's files are attached without a window.
func TestADisplayWithoutOpenGL(t *testing.T) {
	d := newDesktopOf(t, screen, "-extension", "GLX")
	file := write(t, t.TempDir(), "letter.txt", 1000)
	program := filepath.Join(built, "taskdrop")
	script := start(t, "taskdrop-script", d.env(), program, "-state", d.state(), "-demo",
		"-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)
	if status := script.wait(t, jobTime); status != 0 || outcomes(t, script)[file].verdict != "attached" {
		t.Errorf("status %d, output:\n%s%s", status, script.output, script.logTail())
	}
	person := start(t, "taskdrop", d.env(), program, "-state", d.state(), "-demo")
	eventually(t, waitLimit, "nobody is told that there is no window", func() bool {
		return strings.Contains(person.logTail(), "can't open a window here")
	})
}
