//go:build linux

package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// TestShortcut drops files on an icon that the window made. They go to its task, through the window that is open with
// another task, and the program starts if it is not open. GLib starts it, as it does for most desktops.
func TestShortcut(t *testing.T) {
	const other = "Renew the passport"
	server := startStandIn(t)
	d := newDesktop(t)
	mkdir(t, filepath.Join(d.home, "Desktop"))
	folder := t.TempDir()
	given := write(t, folder, "first.txt", 100)
	dropped := write(t, folder, "über den #1 – 100%.txt", 200)
	later := write(t, folder, "later.txt", 300)

	window := d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", given)...)
	id := d.findWindow(t, "^TaskDrop")
	d.place(t, id, 300, 20, 840, 800)
	eventually(t, jobTime, "the first file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })
	d.keys(t, id, "F10")
	d.press(t, "Make a shortcut for this task")
	icon := filepath.Join(d.home, "Desktop", sampleTask+".desktop")
	eventually(t, jobTime, "no icon came", func() bool { _, err := os.Stat(icon); return err == nil })
	d.keep(t, "made") // with a message that passes, which a slow machine may not get to read
	d.do(t, "desktop-file-validate", icon)

	if status := d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", other)...).wait(t, jobTime); status != 0 {
		t.Fatalf("choosing another task ended with status %d", status)
	}
	d.await(t, other)
	launch := func(file string) {
		t.Helper()
		start(t, "icon", d.env("TASKDROP_BROWSER="+accepts), "gio", "launch", icon, file)
	}
	launch(dropped)
	eventually(t, jobTime, "the file did not arrive through the open window", func() bool { return len(server.attachments(t, sampleTask)) == 2 })
	wantOnTask(t, server, dropped)
	if got := server.attachments(t, other); len(got) > 0 {
		t.Errorf("%d files went to the task that was chosen", len(got))
	}

	window.kill()
	launch(later)
	eventually(t, jobTime, "the file did not arrive through a new window", func() bool { return len(server.attachments(t, sampleTask)) == 3 })
	wantOnTask(t, server, later)
}
