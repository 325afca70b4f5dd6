//go:build linux

package e2e

import (
	"path/filepath"
	"slices"
	"testing"
)

// TestAnotherPersonsTasks fills in the form for app-only access by keyboard, first with a wrong secret. Files that a
// second start hands over are attached to the colleague's task; a file too large for one request is refused unsent.
func TestAnotherPersonsTasks(t *testing.T) {
	const colleague, secret = "m.berger@contoso.example", "hush~hush.hush"
	server := startStandIn(t, "-client-secret", secret, "-consumer-inline")
	d := newDesktop(t)
	roots := []string{"-login", server.url, "-graph", server.url}
	d.taskdrop(t, walksOff, roots...)
	window := d.findWindow(t, "^TaskDrop$")
	d.place(t, window, 20, 20, 560, 420)
	d.await(t, "Try it first")
	d.keys(t, window, "Tab", "Tab", "Tab", "Tab", "Tab", "Return")
	d.await(t, "Whose tasks")
	for _, entered := range []string{"contoso.example", clientID, colleague} {
		d.do(t, "xdotool", "type", entered)
		d.keys(t, window, "Tab")
	}
	d.keys(t, window, "Tab", "Tab") // past secret or certificate
	d.do(t, "xdotool", "type", "loud~loud.loud")
	d.keys(t, window, "Return")
	d.await(t, "or make a new one")
	d.keys(t, window, "ctrl+a")
	d.do(t, "xdotool", "type", secret)
	d.keys(t, window, "Return")
	d.await(t, "Drop files here")
	d.keep(t, "another person's tasks")

	folder := t.TempDir()
	whole, tooLarge := write(t, folder, "in one piece.bin", 9_000_000), write(t, folder, "too large.bin", 23_000_000)
	second := d.taskdrop(t, walksOff, append(roots, "-list", sampleList, "-task", sampleTask, "-attach", whole, tooLarge)...)
	if status := second.wait(t, jobTime); status != 0 {
		t.Fatalf("the second start ends with %d:\n%s", status, second.logTail())
	}
	d.await(t, "Failed 1")
	eventually(t, jobTime, "the file is not on the colleague's task", func() bool {
		return slices.ContainsFunc(server.state(t).Attachments, func(a attachment) bool {
			return a.Account == colleague && a.TaskTitle == sampleTask && a.Name == filepath.Base(whole) && a.SHA256 == sum(t, whole)
		})
	})
	sent := 0
	for _, r := range server.state(t).Requests {
		if r.Call == "inline" {
			sent++
		}
	}
	if sent != 1 {
		t.Errorf("%d files were sent in one piece, want the smaller one alone", sent)
	}
}
