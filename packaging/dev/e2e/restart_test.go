//go:build linux

package e2e

import (
	"os"
	"strings"
	"testing"
)

// TestUnfinishedContinue kills the program, with a window or without: the next start, of the other kind, continues
// before new files, and -quit waits for it and reports it. What the server already had is not sent again from the
// start.
func TestUnfinishedContinue(t *testing.T) { eachWay(t, unfinishedContinue) }

func unfinishedContinue(t *testing.T, w way) {
	server := startStandIn(t, "-auto-accept", "-device-code-interval", "1s",
		withFaults(t, `[{"name": "no end", "call": "putRange", "range": "last", "hang": true}]`))
	other := inWindow
	if len(w.flags) == 0 {
		other = withoutWindow
	}
	folder := t.TempDir()
	large := write(t, folder, "film.mp4", 20_000_000)
	later := write(t, folder, "letter.txt", 100)

	first := w.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit", large)...)
	eventually(t, jobTime, "all but the last range did not arrive", func() bool { return server.struck(t, "no end") })
	first.kill()
	if got := server.attachments(t, sampleTask); len(got) != 0 {
		t.Fatalf("the file was attached before it could be interrupted")
	}

	next := other(t)
	next.state = w.state
	second := next.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit", later)...)
	if status := second.wait(t, 2*jobTime); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, second.logTail())
	}
	reported := outcomes(t, second)
	wantAttached(t, server, reported, large)
	wantAttached(t, server, reported, later)
	// One session for the large file, which went on, and one request for the small one.
	if got := server.uploads(t); got != 2 {
		t.Errorf("%d uploads were begun, want one for each file", got)
	}
}

// TestSecondStart starts a second time with the same state: the files go to the open window, and the second start
// ends.
func TestSecondStart(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	folder := t.TempDir()
	before := write(t, folder, "first.txt", 1000)
	after := write(t, folder, "second.txt", 2000)

	first := d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", before)...)
	eventually(t, jobTime, "the first file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })
	second := d.taskdrop(t, accepts, server.flags(after)...)
	if status := second.wait(t, jobTime); status != 0 {
		t.Errorf("the second start ended with status %d, want 0:\n%s", status, second.logTail())
	}
	eventually(t, jobTime, "the second file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 2 })
	wantOnTask(t, server, after)
	if !first.running() {
		t.Error("the window that was open has closed")
	}
	d.keep(t, "both attached")
}

// TestSecondStartForSomethingElse asks for an account that is not signed in, or for another server than the open
// window's: nothing is attached, and the lines and the window say why.
func TestSecondStartForSomethingElse(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	folder := t.TempDir()
	before := write(t, folder, "first.txt", 1000)
	after := write(t, folder, "second.txt", 2000)
	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", before)...)
	eventually(t, jobTime, "the first file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })

	order := []string{"-list", sampleList, "-task", sampleTask, "-attach", "-quit"}
	refusals := d.watch(t)
	for _, test := range []struct{ flags, phrases []string }{
		{server.flags("-account", "nobody@example.org"), []string{"nobody@example.org", "not signed in", person}},
		{[]string{"-login", server.url, "-graph", "http://127.0.0.1:9"}, []string{"http://127.0.0.1:9", "-state"}},
		{[]string{"-demo"}, []string{"real account"}},
	} {
		second := d.taskdrop(t, accepts, append(append(test.flags, order...), after)...)
		if status := second.wait(t, jobTime); status != 1 {
			t.Errorf("%q: the second start ended with status %d, want 1:\n%s", test.flags, status, second.logTail())
		}
		wantFailed(t, outcomes(t, second), after, test.phrases...)
	}
	refusals.shows(t, "not signed in on this computer")
	d.keep(t, "refused")
	if got := server.attachments(t, sampleTask); len(got) != 1 {
		t.Errorf("the task has %d attachments, want the first file alone", len(got))
	}

	named := d.taskdrop(t, accepts, server.flags(append(append([]string{"-account", person}, order...), after)...)...)
	if status := named.wait(t, jobTime); status != 0 {
		t.Errorf("for the account in use the second start ended with status %d, want 0:\n%s", status, named.logTail())
	}
	wantOnTask(t, server, after)
}

// TestSecondStartWithoutAWindow starts a second time while a run without a window is under way: the first attaches the
// files of both, and each start reports its own.
func TestSecondStartWithoutAWindow(t *testing.T) {
	w := withoutWindow(t)
	server := startStandIn(t, append(w.standIn, withFaults(t, `[{"name": "slow", "call": "putRange", "times": 1, "delay": "3s"}]`))...)
	folder := t.TempDir()
	large, small := write(t, folder, "film.mp4", 5_000_000), write(t, folder, "letter.txt", 2000)
	order := server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit")
	first := w.taskdrop(t, accepts, append(order[:len(order):len(order)], large)...)
	eventually(t, jobTime, "no upload began", func() bool { return len(server.state(t).Sessions) > 0 })
	second := w.taskdrop(t, accepts, append(order[:len(order):len(order)], small)...)
	for p, file := range map[*process]string{first: large, second: small} {
		if status := p.wait(t, jobTime); status != 0 {
			t.Errorf("exit status %d, want 0:\n%s", status, p.logTail())
		}
		wantOnTask(t, server, file)
	}
	wantAttached(t, server, outcomes(t, second), small)
}

// TestInterrupted ends a run without a window with Ctrl-C: its file is reported, the way to go on is said, and taking
// it attaches the file once.
func TestInterrupted(t *testing.T) {
	w := withoutWindow(t)
	server := startStandIn(t, append(w.standIn, withFaults(t, `[{"name": "no end", "call": "putRange", "range": "last", "hang": true, "times": 1}]`))...)
	large := write(t, t.TempDir(), "film.mp4", 9_000_000)
	first := w.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit", large)...)
	eventually(t, jobTime, "the fault did not strike", func() bool { return server.struck(t, "no end") })
	if err := first.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := first.wait(t, jobTime); status != 1 {
		t.Errorf("exit status %d, want 1:\n%s", status, first.logTail())
	}
	wantFailed(t, outcomes(t, first), large, "Start TaskDrop again")
	said, err := os.ReadFile(first.log)
	if err != nil {
		t.Fatal(err)
	}
	_, command, found := strings.Cut(string(said), "goes on where it was: ")
	if !found {
		t.Fatalf("nobody says how to go on:\n%s", said)
	}
	second := start(t, "taskdrop", w.env, "sh", "-c", command)
	if status := second.wait(t, jobTime); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, second.logTail())
	}
	wantAttached(t, server, outcomes(t, second), large)
}
