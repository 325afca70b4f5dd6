//go:build linux

package e2e

import (
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestPaste presses Ctrl+V after copying files in a file manager, a path, and a picture.
func TestPaste(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	folder := t.TempDir() + "/Zu versenden"
	mkdir(t, folder)
	given := write(t, t.TempDir(), "first.txt", 100)
	files := []string{write(t, folder, "Über uns #1 – 100%.txt", 12_345), write(t, folder, "a+b.pdf", 54_321)}
	path := write(t, t.TempDir(), "by its path.bin", 1_000)
	picture := drawing(t, 700, 500) // more than fits into one piece of X11's

	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", given)...)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 580, 20, 840, 800)
	arrived := func(n int) {
		t.Helper()
		eventually(t, jobTime, "what was pasted did not arrive", func() bool { return len(server.attachments(t, sampleTask)) >= n })
	}
	paste := func() {
		t.Helper()
		d.keys(t, window, "ctrl+v")
	}
	arrived(1)

	d.openFolder(t, folder).copyAll(t)
	paste()
	arrived(3)
	for _, file := range files {
		wantOnTask(t, server, file)
	}

	d.copies(t, "-i", write(t, t.TempDir(), "words", 0)) // somebody copies nothing of use
	refusal := d.watch(t)
	paste()
	refusal.shows(t, "no file and no picture")

	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte(path+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.copies(t, "-i", text)
	paste()
	d.await(t, "names files on this computer") // text may come from a web page
	d.press(t, "Attach 1 file")
	arrived(4)
	wantOnTask(t, server, path)

	d.copies(t, "-t", "image/png", "-i", picture)
	paste()
	arrived(5)
	d.keep(t, "pasted")
	found := false
	for _, a := range server.attachments(t, sampleTask) {
		if regexp.MustCompile(`^Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$`).MatchString(a.Name) {
			found = a.SHA256 == sum(t, picture)
		}
	}
	if !found {
		t.Errorf("the picture did not arrive as it was: %+v", server.attachments(t, sampleTask))
	}
}

// copies has xclip own the clipboard until the test ends or somebody else does.
func (d *desktop) copies(t *testing.T, args ...string) {
	t.Helper()
	before := d.clipboardOwner(t)
	start(t, "xclip", d.env(), "xclip", append([]string{"-quiet", "-selection", "clipboard"}, args...)...)
	eventually(t, jobTime, "nothing was copied", func() bool { return d.clipboardOwner(t) != before })
}

// clipboardOwner returns the time at which the clipboard was taken, which tells one state of it from another.
func (d *desktop) clipboardOwner(t *testing.T) string {
	t.Helper()
	out, err := d.command("xclip", "-selection", "clipboard", "-t", "TIMESTAMP", "-o").Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// drawing returns a picture that compression cannot shrink.
func drawing(t *testing.T, width, height int) string {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.SetNRGBA(x, y, color.NRGBA{uint8(rand.Uint32()), uint8(x), uint8(y), 0xff})
		}
	}
	path := filepath.Join(t.TempDir(), "drawing.png")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
	return path
}
