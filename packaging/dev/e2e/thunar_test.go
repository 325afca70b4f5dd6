//go:build linux

package e2e

import (
	"image"
	"image/color"
	"path/filepath"
	"testing"
)

// selection is the colour behind the names of selected files in Thunar, with GTK's own theme.
var selection = color.RGBA{0x35, 0x84, 0xe4, 0xff}

// fileManager is Thunar showing one folder: a real source of drops.
type fileManager struct {
	desktop *desktop
	window  string
}

// openFolder shows a folder in Thunar at the left of the screen.
func (d *desktop) openFolder(t *testing.T, folder string) *fileManager {
	t.Helper()
	// Thunar needs a session bus; dbus-run-session ends it with the process group.
	start(t, "thunar", d.env("GTK_THEME=Adwaita", "NO_AT_BRIDGE=1", "GVFS_DISABLE_FUSE=1"), "dbus-run-session", "--", "thunar", folder)
	window := d.findWindow(t, "^"+filepath.Base(folder)+" - Thunar")
	d.place(t, window, 0, 0, 560, 700)
	return &fileManager{desktop: d, window: window}
}

// selectAll selects every file of the folder, and returns the position of one name.
func (f *fileManager) selectAll(t *testing.T) image.Rectangle {
	t.Helper()
	d := f.desktop
	var label image.Rectangle
	eventually(t, waitLimit, "Thunar showed no selected files", func() bool {
		d.keys(t, f.window, "ctrl+a")
		for _, box := range boxes(d.look(t), selection) {
			// Left of the files are the side pane and, while Thunar draws, parts of its frame.
			if box.Min.X > 160 && box.Max.X < 560 {
				label = box
				return true
			}
		}
		return false
	})
	return label
}

// dragAll selects every file of the folder and drags them to a place of the screen.
func (f *fileManager) dragAll(t *testing.T, toX, toY int) {
	t.Helper()
	label := f.selectAll(t)
	f.desktop.drag(t, (label.Min.X+label.Max.X)/2, (label.Min.Y+label.Max.Y)/2, toX, toY)
}

// copyAll copies every file of the folder to the clipboard.
func (f *fileManager) copyAll(t *testing.T) {
	t.Helper()
	before := f.desktop.clipboardOwner(t)
	f.selectAll(t)
	f.desktop.keys(t, f.window, "ctrl+c")
	eventually(t, waitLimit, "Thunar copied nothing", func() bool { return f.desktop.clipboardOwner(t) != before })
}
