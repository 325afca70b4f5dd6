//go:build linux

package e2e

import (
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// screen is the size of a desktop, in pixels: TaskDrop's window and a file manager's fit side by side.
const screen = "1440x860x24"

// waitLimit bounds every wait for something that must happen. It is long, for busy machines; on others it costs
// nothing.
const waitLimit = 3 * time.Minute

// steady are flags of Xvfb that keep a busy machine from changing what happens: the display does not restart when its
// last program ends, and does not repeat a key that is released late.
var steady = []string{"-noreset", "-r"}

// desktop is a private display with a window manager.
type desktop struct {
	display string // ":3"
	home    string // of the person who sits there; empty at first
	shots   int

	// seen is the picture that was read last, and said its text. They are kept because reading a picture is slow.
	seen []byte
	said []word
}

// newDesktop starts Xvfb on a free display number, and openbox on it.
func newDesktop(t *testing.T) *desktop {
	t.Helper()
	return newDesktopOf(t, screen)
}

// newDesktopOf is newDesktop with a screen of another size, and with more flags for Xvfb.
func newDesktopOf(t *testing.T, screen string, flags ...string) *desktop {
	t.Helper()
	d := &desktop{home: t.TempDir()}
	if err := os.MkdirAll(filepath.Join(d.home, "run"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.unmountDocuments)
	xvfb := start(t, "xvfb", os.Environ(), "Xvfb", slices.Concat([]string{"-displayfd", "1", "-screen", "0", screen, "-nolisten", "tcp"}, steady, flags)...)
	eventually(t, waitLimit, "Xvfb did not start", func() bool { return strings.HasSuffix(xvfb.output.String(), "\n") })
	d.display = ":" + strings.TrimSpace(xvfb.output.String())
	start(t, "openbox", d.env(), "openbox", "--sm-disable")
	eventually(t, waitLimit, "openbox did not start", func() bool {
		out, err := d.command("xprop", "-root", "_NET_SUPPORTING_WM_CHECK").Output()
		return err == nil && strings.Contains(string(out), "window id")
	})
	return d
}

// unmountDocuments makes the home deletable: an installed desktop portal, started by a file manager, mounts its
// documents there and leaves them mounted.
func (d *desktop) unmountDocuments() {
	documents := filepath.Join(d.home, "run", "doc")
	if _, err := os.Lstat(documents); errors.Is(err, os.ErrNotExist) {
		return
	}
	for _, way := range [][]string{{"fusermount3", "-u", "-z"}, {"fusermount", "-u", "-z"}, {"umount", "-l"}} {
		if exec.Command(way[0], append(way[1:], documents)...).Run() == nil {
			return
		}
	}
}

// env is the environment of a person at this desktop who has never started TaskDrop. There is no Secret Service and no
// session bus: a start of either would outlive the test.
func (d *desktop) env(more ...string) []string {
	return append([]string{
		"DISPLAY=" + d.display,
		"HOME=" + d.home,
		"XDG_RUNTIME_DIR=" + filepath.Join(d.home, "run"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(d.home, "run", "no-bus"),
		"PATH=" + built + ":" + os.Getenv("PATH"),
		"TMPDIR=" + os.TempDir(),
		"LANG=C.UTF-8",
		"LIBGL_ALWAYS_SOFTWARE=1",
		"FYNE_THEME=light",
	}, more...)
}

func (d *desktop) command(name string, args ...string) *exec.Cmd {
	command := exec.Command(name, args...)
	command.Env = d.env()
	return command
}

// do runs a tool at this desktop that must succeed, and returns what it printed.
func (d *desktop) do(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := d.command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// findWindow waits for a window whose title matches, and returns its id.
func (d *desktop) findWindow(t *testing.T, title string) string {
	t.Helper()
	var id string
	eventually(t, waitLimit, "no window titled "+title+" came up", func() bool {
		out, err := d.command("xdotool", "search", "--onlyvisible", "--name", title).Output()
		ids := strings.Fields(string(out))
		if err != nil || len(ids) == 0 {
			return false
		}
		id = ids[len(ids)-1]
		return true
	})
	return id
}

// place moves and sizes a window, and waits until it is there.
func (d *desktop) place(t *testing.T, id string, x, y, width, height int) {
	t.Helper()
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		t.Fatalf("xdotool's window id %q is no number", id)
	}
	want := fmt.Sprintf("WIDTH=%d\nHEIGHT=%d", width, height)
	eventually(t, waitLimit, "window "+id+" did not take its place", func() bool {
		// It is repeated, because the window manager may not know the window yet.
		d.command("wmctrl", "-i", "-r", fmt.Sprintf("0x%x", number), "-e", fmt.Sprintf("0,%d,%d,%d,%d", x, y, width, height)).Run()
		return strings.Contains(d.do(t, "xdotool", "getwindowgeometry", "--shell", id), want)
	})
}

// activate gives a window the keyboard, and waits until it has it.
func (d *desktop) activate(t *testing.T, id string) {
	t.Helper()
	eventually(t, waitLimit, "window "+id+" did not get the keyboard", func() bool {
		// It is repeated, because the window manager may be giving the keyboard to a window that has just opened.
		d.command("xdotool", "windowactivate", id).Run()
		out, err := d.command("xdotool", "getactivewindow").Output()
		return err == nil && strings.TrimSpace(string(out)) == id
	})
}

// keys gives a window the keyboard and presses keys one after the other.
func (d *desktop) keys(t *testing.T, id string, keys ...string) {
	t.Helper()
	d.activate(t, id)
	d.do(t, "xdotool", append([]string{"key", "--clearmodifiers"}, keys...)...)
}

// click presses a button of the mouse in the middle of a box.
func (d *desktop) click(t *testing.T, button string, box image.Rectangle) {
	t.Helper()
	d.do(t, "xdotool", "mousemove", strconv.Itoa((box.Min.X+box.Max.X)/2), strconv.Itoa((box.Min.Y+box.Max.Y)/2), "click", button)
}

// drag drags from one point of the screen to another in small steps, and lets go once the target accepts the drop.
func (d *desktop) drag(t *testing.T, fromX, fromY, toX, toY int) {
	t.Helper()
	d.do(t, "xdotool", "mousemove", strconv.Itoa(fromX), strconv.Itoa(fromY), "mousedown", "1")
	for range 8 {
		d.do(t, "xdotool", "mousemove_relative", "--sync", "5", "2")
	}
	const steps = 8
	for i := 1; i <= steps; i++ {
		d.do(t, "xdotool", "mousemove", strconv.Itoa(fromX+(toX-fromX)*i/steps), strconv.Itoa(fromY+(toY-fromY)*i/steps))
	}
	d.do(t, filepath.Join(built, "awaitdrop"))
	d.do(t, "xdotool", "mouseup", "1")
}
