//go:build linux

package e2e

import (
	"image"
	"image/color"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// accent is the colour of a page's first button.
var accent = color.RGBA{R: 0x46, G: 0x52, B: 0xd8, A: 0xff}

// TestALowScreen: everything is two and a half times as large on the screen of a small laptop. The window, with its
// frame, is no larger than the screen, and the keyboard brings what is below its edge into sight.
func TestALowScreen(t *testing.T) {
	const width, height = 1366, 768
	d := newDesktopOf(t, "1366x768x24")
	start(t, "taskdrop", d.env("FYNE_SCALE=2.5"), filepath.Join(built, "taskdrop"), "-state", d.state(), "-client-id", clientID)
	window := d.findWindow(t, "^TaskDrop")
	button := func() (seen bool) { // letters of this size are not read
		picture, err := d.picture()
		if err != nil {
			return false
		}
		return slices.ContainsFunc(boxes(picture, accent), func(box image.Rectangle) bool {
			return box.Dx() > 350 && box.Dy() > 60 && box.Dy() < 110 && box.Max.Y < height-20
		})
	}
	size := regexp.MustCompile(`Geometry: (\d+)x(\d+)`).FindStringSubmatch(d.do(t, "xdotool", "getwindowgeometry", window))
	if len(size) != 3 {
		t.Fatalf("the window's size is %q", size)
	}
	wide, _ := strconv.Atoi(size[1])
	high, _ := strconv.Atoi(size[2])
	if wide > width || high > height {
		t.Errorf("the window is %d x %d on a screen of %d x %d", wide, high, width, height)
	}
	eventually(t, waitLimit, "Tab does not bring the button into sight", func() bool {
		d.keys(t, window, "Tab")
		return button()
	})
	d.keep(t, "low screen")
}
