//go:build unix

package desktoptest

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// StartDisplay starts Xvfb, which Debian's package xvfb brings, as the display until the test ends.
func StartDisplay(t *testing.T) {
	t.Helper()
	told, number, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "64x64x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{number}
	if err := server.Start(); err != nil {
		t.Fatalf("these tests need Xvfb: %v", err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	_ = number.Close()
	display, err := io.ReadAll(told)
	if err != nil || len(display) == 0 {
		t.Fatalf("Xvfb said no display: %q, %v", display, err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(string(display)))
}
