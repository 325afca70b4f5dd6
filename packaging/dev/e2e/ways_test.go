//go:build linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// way is one of the ways in which a script may run TaskDrop: with a window on a desktop, or without.
type way struct {
	program string // among those built
	env     []string
	state   string
	flags   []string // of TaskDrop
	standIn []string // flags of the stand-in
}

// eachWay runs a test with a window and without one: a script notices no difference.
func eachWay(t *testing.T, test func(t *testing.T, w way)) {
	t.Helper()
	for name, of := range map[string]func(*testing.T) way{"window": inWindow, "no window": withoutWindow} {
		t.Run(name, func(t *testing.T) { test(t, of(t)) })
	}
}

func inWindow(t *testing.T) way {
	d := newDesktop(t)
	return way{program: "taskdrop", env: d.env(), state: d.state()}
}

// withoutWindow has no display, no bus and no home, as in cron or over ssh. The stand-in takes every code at once.
func withoutWindow(t *testing.T) way {
	return way{
		program: "taskdrop", env: []string{"PATH=" + os.Getenv("PATH")}, state: filepath.Join(t.TempDir(), "state"),
		flags: []string{"-no-window"}, standIn: []string{"-auto-accept", "-device-code-interval", "1s"},
	}
}

func (w way) command(t *testing.T, person string, args ...string) (program string, arguments, env []string) {
	arguments = append(append([]string{"-state", w.state}, w.flags...), args...)
	env = append(w.env, "TASKDROP_BROWSER="+person, "TASKDROP_BROWSER_PICTURES="+filepath.Dir(artifact(t, "taskdrop.log")))
	return filepath.Join(built, w.program), arguments, env
}

// taskdrop starts the program this way, with a person who does the given thing at the sign-in page.
func (w way) taskdrop(t *testing.T, person string, args ...string) *process {
	t.Helper()
	program, args, env := w.command(t, person, args...)
	return start(t, "taskdrop", env, program, args...)
}

// TestWithoutAnything runs the build without a window where there is nothing: no variable of the environment at all.
func TestWithoutAnything(t *testing.T) {
	server := startStandIn(t, "-auto-accept", "-device-code-interval", "1s")
	file := write(t, t.TempDir(), "letter.txt", 1000)
	args := server.flags("-state", filepath.Join(t.TempDir(), "state"), "-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)
	p := start(t, "taskdrop-cli", []string{}, filepath.Join(built, "taskdrop-cli"), args...)
	if status := p.wait(t, jobTime); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, p.logTail())
	}
	wantAttached(t, server, outcomes(t, p), file)
}

// TestAPersonIsToldThatThereIsNoWindow starts the program for a person where no window can be opened: a box on the
// screen says so, and the terminal does.
func TestAPersonIsToldThatThereIsNoWindow(t *testing.T) {
	w := withoutWindow(t)
	tools := t.TempDir()
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$SHOWN\"\n"
	if err := os.WriteFile(filepath.Join(tools, "zenity"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	shown := filepath.Join(tools, "shown")
	w.flags, w.env = nil, []string{"PATH=" + tools, "DISPLAY=:65000", "SHOWN=" + shown}
	for _, w.program = range []string{"taskdrop", "taskdrop-cli"} {
		p := w.taskdrop(t, accepts)
		if status := p.wait(t, jobTime); status != 1 {
			t.Errorf("exit status %d, want 1:\n%s", status, p.logTail())
		}
		box, err := os.ReadFile(shown)
		if err != nil || !strings.Contains(string(box), "two ways") || !strings.Contains(p.logTail(), "two ways") {
			t.Errorf("%s: the box says %q, %v; the terminal:\n%s", w.program, box, err, p.logTail())
		}
		_ = os.Remove(shown)
	}
}

// TestNoWindowCanBeOpened starts the program for a display that is not there: a script's files are attached all the
// same.
func TestNoWindowCanBeOpened(t *testing.T) {
	server := startStandIn(t, "-auto-accept", "-device-code-interval", "1s")
	w := withoutWindow(t)
	w.flags, w.env = nil, append(w.env, "DISPLAY=:65000")
	file := write(t, t.TempDir(), "letter.txt", 1000)
	p := w.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)...)
	if status := p.wait(t, jobTime); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, p.logTail())
	}
	wantAttached(t, server, outcomes(t, p), file)
}
