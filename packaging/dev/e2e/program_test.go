//go:build linux

package e2e

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The list and task of the stand-in's sample data that files are attached to.
const (
	sampleList = "Tasks"
	sampleTask = "Scan the tax receipts"
)

// jobTime bounds a whole start with sign-in and some small files, on a busy machine.
const jobTime = 2 * waitLimit

// What the person does at the sign-in page.
const (
	accepts  = "accept"
	cancels  = "cancel"
	walksOff = "ignore"
	fillsIn  = "forms"  // at a provider that is not the stand-in
	follows  = "follow" // no page is shown: the stand-in asks nobody
)

// taskdrop starts the program at this desktop, for a person who does the given thing at the sign-in page. The state is
// kept in the desktop's home, so that a later start finds it.
func (d *desktop) taskdrop(t *testing.T, person string, args ...string) *process {
	t.Helper()
	env := d.env("TASKDROP_BROWSER="+person, "TASKDROP_BROWSER_PICTURES="+filepath.Dir(artifact(t, "taskdrop.log")))
	p := start(t, "taskdrop", env, filepath.Join(built, "taskdrop"), append([]string{"-state", d.state()}, args...)...)
	t.Cleanup(func() {
		if t.Failed() && p.running() {
			d.store(t, "when it failed", d.look(t))
		}
	})
	return p
}

func (d *desktop) state() string { return filepath.Join(d.home, "state") }

// outcome is one line of standard output under -quit.
type outcome struct {
	verdict string // attached or failed
	path    string
	detail  string // an attachment's id, or a reason
}

// outcomes parses standard output strictly: every line has three fields, and none is empty.
func outcomes(t *testing.T, p *process) map[string]outcome {
	t.Helper()
	byPath := map[string]outcome{}
	for line := range strings.Lines(p.output.String()) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(field) != 3 || field[1] == "" || field[2] == "" || (field[0] != "attached" && field[0] != "failed") {
			t.Errorf("standard output has the line %q", line)
			continue
		}
		if _, twice := byPath[field[1]]; twice {
			t.Errorf("%s is reported twice:\n%s", field[1], p.output)
		}
		byPath[field[1]] = outcome{field[0], field[1], field[2]}
	}
	return byPath
}

// wantAttached checks that a file is reported attached, and hangs on the sample task byte for byte, once.
func wantAttached(t *testing.T, server *standIn, reported map[string]outcome, path string) {
	t.Helper()
	if got := reported[path]; got.verdict != "attached" {
		t.Errorf("%s is reported as %+v, want attached", path, got)
	}
	wantOnTask(t, server, path)
}

// wantOnTask checks that a file hangs on the sample task byte for byte, once.
func wantOnTask(t *testing.T, server *standIn, path string) {
	t.Helper()
	want, found := sum(t, path), 0
	for _, a := range server.attachments(t, sampleTask) {
		if a.Name != filepath.Base(path) {
			continue
		}
		found++
		if a.SHA256 != want {
			t.Errorf("%s arrived with SHA-256 %s, want %s", path, a.SHA256, want)
		}
	}
	if found != 1 {
		t.Errorf("%s hangs on the task %d times, want once", path, found)
	}
}

// wantFailed checks that a file is reported failed for a reason that holds all the phrases.
func wantFailed(t *testing.T, reported map[string]outcome, path string, phrases ...string) {
	t.Helper()
	got := reported[path]
	if got.verdict != "failed" {
		t.Errorf("%s is reported as %+v, want failed", path, got)
		return
	}
	for _, phrase := range phrases {
		if !strings.Contains(got.detail, phrase) {
			t.Errorf("the reason for %s is %q, which lacks %q", path, got.detail, phrase)
		}
	}
}

func sum(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// write makes a file of random bytes.
func write(t *testing.T, folder, name string, size int64) string {
	t.Helper()
	path := filepath.Join(folder, name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(file, rand.Reader, size); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
