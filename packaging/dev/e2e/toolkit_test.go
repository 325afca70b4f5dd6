//go:build linux

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestNoInotifyInstanceLeft: on a system that has no inotify instance left, Fyne cannot watch its settings file and
// panics when it is told to end. A script gets its line and status all the same, and the next start does not speak of
// a crash.
//
// To report to https://github.com/fyne-io/fyne/issues (seen in 2.8.1): "App.Quit panics with a nil pointer when no
// inotify instance is left. watchFile in app/settings_desktop.go returns a nil *fsnotify.Watcher, settings.watcher
// keeps it in an any, and so `s.watcher == nil` in stopWatching is false. To reproduce: unshare -Ur sh -c 'echo 0 >
// /proc/sys/user/max_inotify_instances; exec program', then quit. Expected: stopWatching returns."
func TestNoInotifyInstanceLeft(t *testing.T) {
	const none = "echo 0 > /proc/sys/user/max_inotify_instances"
	command := []string{"unshare", "-Ur", "sh", "-c", none + `; exec "$@"`, "sh"}
	if exec.Command("unshare", "-Ur", "sh", "-c", none).Run() != nil { // this kernel lets no user make a namespace
		command = nil
		takeEveryInotifyInstance(t)
	}
	server := startStandIn(t)
	d := newDesktop(t)
	for _, args := range [][]string{{"-demo"}, server.flags()} {
		file := write(t, t.TempDir(), "letter.txt", 1000)
		args = append([]string{filepath.Join(built, "taskdrop"), "-state", d.state(), "-list", sampleList, "-task", sampleTask, "-attach", "-quit"}, args...)
		args = append(command[:len(command):len(command)], append(args, file)...)
		p := start(t, "taskdrop", d.env("TASKDROP_BROWSER="+accepts), args[0], args[1:]...)
		if status := p.wait(t, jobTime); status != 0 || outcomes(t, p)[file].verdict != "attached" {
			t.Errorf("status %d, output:\n%s%s", status, p.output, p.logTail())
		}
	}
	// A person closes the window of the next one: it ends well, too.
	args := append(command[:len(command):len(command)], filepath.Join(built, "taskdrop"), "-state", d.state(), "-demo")
	p := start(t, "taskdrop-window", d.env(), args[0], args[1:]...)
	window := d.findWindow(t, "^TaskDrop")
	d.await(t, "pretend sign-in page")
	d.do(t, "wmctrl", "-c", "TaskDrop")
	if status := p.wait(t, jobTime); status != 0 {
		t.Errorf("window %s closed with status %d:\n%s", window, status, p.logTail())
	}
	for _, pattern := range []string{"crash.log", "crash-*.log"} {
		traces, err := filepath.Glob(filepath.Join(d.state(), pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range traces {
			if content, err := os.ReadFile(trace); err != nil || strings.TrimSpace(string(content)) != "" {
				t.Errorf("a crash is recorded in %s: %s, %v", trace, content, err)
			}
		}
	}
}

// takeEveryInotifyInstance leaves none to this user until the test ends.
func takeEveryInotifyInstance(t *testing.T) {
	t.Helper()
	for {
		instance, err := syscall.InotifyInit1(syscall.IN_CLOEXEC)
		if err != nil {
			return
		}
		t.Cleanup(func() { _ = syscall.Close(instance) })
	}
}
