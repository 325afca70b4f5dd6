//go:build linux

package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// TestSettingsKept wants the settings, and the window's size and position, unchanged at the next start.
func TestSettingsKept(t *testing.T) {
	d := newDesktop(t)
	first := d.taskdrop(t, walksOff)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 220, 60, 900, 700)
	d.await(t, "Open the demo")
	d.keys(t, window, "ctrl+comma")
	d.press(t, "Appearance")
	d.choose(t, "Theme", "Like the desktop", "Light")
	d.reads(t, "light as the theme", func(words []word) bool { return strings.Count(text(words), "like the desktop") == 1 })
	d.choose(t, "Language", "Like the desktop", "Deutsch")
	d.choose(t, "Zoom", "100%", "110%")
	d.awaitAt(t, "the size that was chosen", beside("Zoom", "110%"))
	d.keep(t, "set")
	before := d.corner(t, window)
	d.keys(t, window, "Escape")
	d.keys(t, window, "ctrl+q")
	if status := first.wait(t, waitLimit); status != 0 {
		t.Fatalf("exit status %d", status)
	}

	d.taskdrop(t, walksOff)
	window = d.findWindow(t, "^TaskDrop")
	d.await(t, "Konto verbinden")
	eventually(t, waitLimit, fmt.Sprintf("the window that was at %v is elsewhere", before), func() bool { return d.corner(t, window) == before })
	d.keys(t, window, "ctrl+comma")
	d.press(t, "Darstellung")
	d.await(t, "Deutsch")
	d.reads(t, "the size that was set", func(words []word) bool { return strings.Contains(text(words), "110") })
	d.keep(t, "at the next start")
}

// choose opens the choice beside a label, found by the entry it shows, and takes another entry.
func (d *desktop) choose(t *testing.T, label, now, wanted string) {
	t.Helper()
	d.pressAt(t, label, beside(label, now))
	d.pressAt(t, wanted+" under "+label, alone(wanted))
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
