//go:build linux

package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// content is what an attachment of the stand-in holds.
func (s *standIn) content(t *testing.T, id string) []byte {
	t.Helper()
	answer, err := http.Get(s.url + "/_standin/content?id=" + url.QueryEscape(id))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the content of attachment %s: %s: %v", id, answer.Status, err)
	}
	return content
}

// trip is a folder to drop, and what its .zip is to hold.
func trip(t *testing.T) (folder string, holds map[string]string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "Reise nach Köln")
	mkdir(t, filepath.Join(folder, "Bilder – leer"))
	mkdir(t, filepath.Join(folder, "Pläne"))
	holds = map[string]string{"Reise nach Köln/Bilder – leer/": "", "Reise nach Köln/Pläne/": ""}
	for name, content := range map[string]string{"Notiz #1.txt": "einpacken", "Pläne/été.txt": "la mer"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		holds["Reise nach Köln/"+name] = content
	}
	return folder, holds
}

// wantZipOnTask checks that a .zip hangs on the sample task once and holds exactly this.
func wantZipOnTask(t *testing.T, server *standIn, name string, holds map[string]string) {
	t.Helper()
	attached := server.attachments(t, sampleTask)
	if len(attached) != 1 || attached[0].Name != name {
		t.Fatalf("on the task: %+v, want %s alone", attached, name)
	}
	packed := server.content(t, attached[0].ID)
	reader, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatalf("it is no .zip: %v", err)
	}
	got := map[string]string{}
	for _, entry := range reader.File {
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(content)
		if err != nil {
			t.Errorf("%s: %v", entry.Name, err)
		}
		got[entry.Name] = string(data)
	}
	if !maps.Equal(got, holds) {
		t.Errorf("the .zip holds %q, want %q", got, holds)
	}
}

// pressRight opens the menu of what stands there.
func (d *desktop) pressRight(t *testing.T, phrase string) {
	t.Helper()
	d.click(t, "3", d.still(t, phrase, says(phrase)))
}

// answer answers a question by keyboard. The last button, the likely answer, has the focus; back is how many buttons
// to go back from it.
func (d *desktop) answer(t *testing.T, window, question string, before int) {
	t.Helper()
	d.await(t, question)
	for range before {
		d.keys(t, window, "shift+Tab")
	}
	d.keep(t, question)
	d.keys(t, window, "Return")
}

// TestFolderAsOneZip drops a folder, answers the question, finds one .zip attached, and removes it by its row's menu.
func TestFolderAsOneZip(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	folder, holds := trip(t)
	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", folder)...)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 300, 20, 840, 800)
	d.await(t, "Attach this folder?")
	if got := server.uploads(t); got != 0 {
		t.Errorf("%d uploads were begun before the answer", got)
	}
	d.answer(t, window, "Attach this folder?", 1) // as one .zip
	eventually(t, jobTime, "the .zip did not arrive", func() bool { return len(server.attachments(t, sampleTask)) > 0 })
	wantZipOnTask(t, server, "Reise nach Köln.zip", holds)
	d.await(t, "1 of 1 file")
	d.keep(t, "attached")
	d.pressRight(t, "Reise nach")
	d.press(t, "take it off the task again")
	eventually(t, jobTime, "it was not taken off", func() bool { return len(server.attachments(t, sampleTask)) == 0 })
	d.keep(t, "undone")
}

// TestDuplicates drops a file of the same name and size as an attachment: it is skipped, kept beside it, or replaces
// both.
func TestDuplicates(t *testing.T) {
	const alreadyThere = "It is on the task already"
	server := startStandIn(t)
	d := newDesktop(t)
	var files [4]string
	var sums [4]string
	for i := range files {
		files[i] = write(t, t.TempDir(), "Rechnung.pdf", 5000)
		sums[i] = sum(t, files[i])
	}
	onTask := func(wanted ...string) bool {
		var got []string
		for _, a := range server.attachments(t, sampleTask) {
			got = append(got, a.SHA256)
		}
		slices.Sort(got)
		slices.Sort(wanted)
		return slices.Equal(got, wanted)
	}
	p := d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", files[0])...)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 300, 20, 840, 800)
	eventually(t, jobTime, "the first did not arrive", func() bool { return onTask(sums[0]) })
	for i, step := range []struct {
		answer string
		before int
		holds  []string
	}{
		{"Skip", 0, []string{sums[0]}},
		{"Keep both", 1, []string{sums[0], sums[2]}},
		{"Replace", 2, []string{sums[3]}},
	} {
		if status := d.taskdrop(t, accepts, server.flags(files[i+1])...).wait(t, jobTime); status != 0 {
			t.Errorf("handing a file over: status %d", status)
		}
		d.answer(t, window, alreadyThere, step.before)
		// The next file asks the same question: wait until this one is gone.
		d.reads(t, "the question gone", func(words []word) bool { _, open := find(words, alreadyThere); return !open })
		eventually(t, jobTime, "after "+step.answer+" the task does not hold what it should", func() bool { return onTask(step.holds...) })
	}
	d.keep(t, "replaced")
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := p.wait(t, jobTime); status != 0 {
		t.Errorf("told to end, it ended with status %d:\n%s", status, p.logTail())
	}
}

// TestKilledWhilePacking kills the program while it packs a folder: the next start packs the folder once, and -quit
// waits for it and reports it.
func TestKilledWhilePacking(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	folder, holds := trip(t)
	// These zeros take some seconds to pack, and the .zip is small enough to attach.
	zeros := sparse(t, folder, "zeros.bin", 4<<30)
	first := d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", folder)...)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 300, 20, 840, 800)
	d.answer(t, window, "Attach this folder?", 1) // as one .zip
	spooled := filepath.Join(d.state(), "spool", "*")
	eventually(t, jobTime, "packing did not begin", func() bool {
		begun, _ := filepath.Glob(spooled)
		return len(begun) > 0
	})
	first.freeze(t)
	d.keep(t, "packing")
	first.kill()
	if got := server.uploads(t); got != 0 {
		t.Fatal("it was packed before it could be interrupted")
	}
	if err := os.Remove(zeros); err != nil {
		t.Fatal(err)
	}
	second := d.taskdrop(t, accepts, server.flags("-quit")...)
	if status := second.wait(t, jobTime); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, second.logTail())
	}
	if got := outcomes(t, second)[folder]; got.verdict != "attached" {
		t.Errorf("reported as %+v:\n%s", got, second.output)
	}
	wantZipOnTask(t, server, "Reise nach Köln.zip", holds)
	if left, _ := filepath.Glob(spooled); len(left) > 0 {
		t.Errorf("left in the spool: %v", left)
	}
}
