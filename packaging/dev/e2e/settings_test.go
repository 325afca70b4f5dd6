//go:build linux

package e2e

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestSettingsKept: what was set in the window, and the window's size and place, are there at the next start.
func TestSettingsKept(t *testing.T) {
	d := newDesktop(t)
	first := d.taskdrop(t, walksOff)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 220, 60, 900, 700)
	d.await(t, "Open the demo")
	d.do(t, "xdotool", "windowfocus", "--sync", window, "key", "ctrl+comma")
	d.press(t, "Appearance")
	d.press(t, "Like the desktop") // the theme; below it is the language
	d.press(t, "Light")
	d.reads(t, "light as the theme", func(words []word) bool { return strings.Count(text(words), "like the desktop") == 1 })
	d.press(t, "Like the desktop")
	d.press(t, "Deutsch")
	d.press(t, "100%")
	d.press(t, "110%")
	d.await(t, "110%")
	d.keep(t, "set")
	before := d.corner(t, window)
	d.do(t, "xdotool", "key", "Escape")
	d.do(t, "xdotool", "key", "ctrl+q")
	if status := first.wait(t, time.Minute); status != 0 {
		t.Fatalf("exit status %d", status)
	}

	d.taskdrop(t, walksOff)
	window = d.findWindow(t, "^TaskDrop")
	d.await(t, "Konto verbinden")
	if after := d.corner(t, window); after != before {
		t.Errorf("the window was at %v, and is at %v", before, after)
	}
	d.do(t, "xdotool", "windowfocus", "--sync", window, "key", "ctrl+comma")
	d.press(t, "Darstellung")
	d.await(t, "Deutsch")
	d.reads(t, "the size that was set", func(words []word) bool { return strings.Contains(text(words), "110") })
	d.keep(t, "at the next start")
}

// corner is where a window's content begins on the screen.
func (d *desktop) corner(t *testing.T, id string) [2]int {
	t.Helper()
	var at [2]int
	for line := range strings.Lines(d.do(t, "xdotool", "getwindowgeometry", "--shell", id)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		number, _ := strconv.Atoi(value)
		switch name {
		case "X":
			at[0] = number
		case "Y":
			at[1] = number
		}
	}
	return at
}
