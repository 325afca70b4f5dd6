//go:build linux

package e2e

import (
	"strings"
	"testing"
	"time"
)

// TestMainJob is what TaskDrop is for: sign in through the browser, drop two files from a file manager, and find them on
// the task.
func TestMainJob(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	p := d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask)...)
	d.place(t, d.findWindow(t, "^TaskDrop"), 580, 20, 840, 800)
	d.await(t, "Sign in with Microsoft")
	d.keep(t, "signed out")

	d.press(t, "Sign in with Microsoft")
	d.await(t, "Mia Berger", "MB")
	d.await(t, "Scan the tax receipts")
	d.keep(t, "signed in")

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

// TestRefusedSignIn: who presses Cancel in the browser reads so in the window, and can try again.
func TestRefusedSignIn(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	d.taskdrop(t, cancels, server.flags()...)
	d.place(t, d.findWindow(t, "^TaskDrop"), 300, 20, 840, 800)
	d.press(t, "Sign in with Microsoft")
	eventually(t, jobTime, "the window does not say that sign-in was cancelled", func() bool {
		said := text(d.read(t, d.look(t)))
		return strings.Contains(said, "cancel") || strings.Contains(said, "refused") || strings.Contains(said, "declined")
	})
	d.keep(t, "refused")
	d.await(t, "Sign in with Microsoft", "Try again")
}

// TestRefusedSignInQuits: under -quit the refusal is one failed line for each file, and exit status 1.
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

// TestDemo: the built-in stand-in needs no account and no flags.
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

// TestFirstStart: with nothing configured the window offers the demo and an account.
func TestFirstStart(t *testing.T) {
	d := newDesktop(t)
	d.taskdrop(t, walksOff)
	d.place(t, d.findWindow(t, "^TaskDrop"), 300, 20, 840, 800)
	eventually(t, 30*time.Second, "the window does not offer the demo and an account", func() bool {
		said := text(d.read(t, d.look(t)))
		return strings.Contains(said, "demo") && strings.Contains(said, "account")
	})
	d.keep(t, "first start")
}
