//go:build linux

package e2e

import (
	"os"
	"strings"
	"testing"
)

// TestMainJob does what TaskDrop is for: it signs in through the browser, chooses a list and a task, drops two files
// from a file manager, and finds them attached.
func TestMainJob(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	p := d.taskdrop(t, accepts, server.flags()...)
	d.place(t, d.findWindow(t, "^TaskDrop"), 580, 20, 840, 800)
	d.await(t, "Sign in with Microsoft")
	d.keep(t, "signed out")
	d.press(t, "Sign in with Microsoft")
	d.await(t, "Choose a list")
	d.keep(t, "signed in")
	wantLandingPage(t, "You are signed in", "close this tab")

	d.pick(t, "Choose a list", sampleList)
	d.pick(t, "Choose a task", sampleTask)
	d.keep(t, "task chosen")

	folder := t.TempDir() + "/Zu versenden"
	mkdir(t, folder)
	files := []string{
		write(t, folder, "Über uns #1 – 100%.txt", 12_345),
		write(t, folder, "Fotos & Pläne été.jpg", 5_000_001),
	}
	manager := d.openFolder(t, folder)
	d.keep(t, "two files to drop")
	manager.dragAll(t, 1000, 500)
	d.keep(t, "dropped")
	eventually(t, jobTime, "the files did not arrive", func() bool {
		return len(server.attachments(t, sampleTask)) >= len(files)
	})
	for _, path := range files {
		wantOnTask(t, server, path)
	}
	d.keep(t, "attached")
	if !p.running() {
		t.Errorf("TaskDrop has ended with status %d:\n%s", p.cmd.ProcessState.ExitCode(), p.logTail())
	}
}

// wantLandingPage checks what the browser said at the end of the sign-in: the phrases, and no template left unfilled.
func wantLandingPage(t *testing.T, phrases ...string) {
	t.Helper()
	path := artifact(t, "landing-page.txt")
	eventually(t, jobTime, "the browser showed no landing page", func() bool {
		_, err := os.Stat(path)
		return err == nil
	})
	said, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, phrase := range phrases {
		if !strings.Contains(string(said), phrase) {
			t.Errorf("the landing page lacks %q:\n%s", phrase, said)
		}
	}
	for _, slip := range []string{"no value", "{{", "%!"} {
		if strings.Contains(string(said), slip) {
			t.Errorf("the landing page shows %q:\n%s", slip, said)
		}
	}
}

// pick opens a dropdown and chooses an entry, both found by their text.
func (d *desktop) pick(t *testing.T, dropdown, entry string) {
	t.Helper()
	d.press(t, dropdown)
	d.await(t, entry)
	d.keep(t, dropdown)
	d.press(t, entry)
	d.reads(t, entry+" as the choice", func(words []word) bool {
		_, found := find(words, entry)
		_, open := find(words, dropdown)
		return found && !open
	})
}

// TestPreselected gives -list, -task and FILEs, which wait until the person signs in by hand.
func TestPreselected(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	file := write(t, t.TempDir(), "letter.txt", 1000)
	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, file)...)
	d.place(t, d.findWindow(t, "^TaskDrop"), 300, 20, 840, 800)
	d.press(t, "Sign in with Microsoft")
	d.await(t, sampleTask)
	eventually(t, jobTime, "the file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })
	wantOnTask(t, server, file)
	d.keep(t, "attached")
}

// TestRefusedSignIn presses Cancel in the browser: the window says so, and a second try works.
func TestRefusedSignIn(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	d.taskdrop(t, cancels, server.flags()...)
	d.place(t, d.findWindow(t, "^TaskDrop"), 300, 20, 840, 800)
	d.press(t, "Sign in with Microsoft")
	d.reads(t, "that sign-in was refused", func(words []word) bool { return strings.Contains(text(words), "refused in the browser") })
	d.keep(t, "refused")
	wantLandingPage(t, "close this tab")
	d.await(t, "Sign in with Microsoft")
}

// TestRefusedSignInQuits refuses the sign-in under -quit: one failed line for each file, and exit status 1.
func TestRefusedSignInQuits(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	file := write(t, t.TempDir(), "letter.txt", 100)
	p := d.taskdrop(t, cancels, server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)...)
	if status := p.wait(t, jobTime); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	wantFailed(t, outcomes(t, p), file, ".")
	if got := server.attachments(t, sampleTask); len(got) > 0 {
		t.Errorf("%d attachments after a refused sign-in", len(got))
	}
}

// TestDemo uses the built-in stand-in without account and flags.
func TestDemo(t *testing.T) {
	d := newDesktop(t)
	file := write(t, t.TempDir(), "demo.bin", 300_000)
	p := d.taskdrop(t, accepts, "-demo", "-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)
	d.findWindow(t, "^TaskDrop")
	if status := p.wait(t, jobTime); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, p.logTail())
	}
	if got := outcomes(t, p)[file]; got.verdict != "attached" {
		t.Errorf("%s is reported as %+v, want attached", file, got)
	}
}

// TestFirstStart wants the demo and an account offered when nothing is configured.
func TestFirstStart(t *testing.T) {
	d := newDesktop(t)
	d.taskdrop(t, walksOff)
	d.place(t, d.findWindow(t, "^TaskDrop"), 300, 20, 840, 800)
	d.await(t, "Open the demo")
	d.await(t, "Connect your account")
	d.keep(t, "first start")
}
