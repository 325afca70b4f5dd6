package service_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// TestAShortcutNamesItsTaskByIDs: for the task it was made for, whatever is chosen then. What it starts is tried in
// package shortcut and in packaging/dev/e2e.
func TestAShortcutNamesItsTaskByIDs(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // a .lnk and a droplet are not read here
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	p := start(t, simulator.Options{}, service.Config{
		Order: order("Tasks", sampleTask), Command: []string{"/opt/task drop/taskdrop", "-state", "/s"}, Icon: []byte("picture"),
	})
	s := p.until("the task is chosen", func(s service.Snapshot) bool { return signedIn(s) && s.TaskID != "" })
	target := service.Target{AccountID: s.Account.ID, ListID: s.ListID, TaskID: s.TaskID, TaskTitle: "Steuer: 2025/26"}

	p.MakeShortcut(service.Shortcut{Target: target})
	s = p.until("a place is asked for", func(s service.Snapshot) bool { return s.ShortcutPlace != nil })
	if s.ShortcutPlace.Name != "Steuer_ 2025_26.desktop" || s.ShortcutPlace.For.Target != target {
		t.Errorf("%+v", *s.ShortcutPlace)
	}
	if err := os.Mkdir(filepath.Join(home, "Desktop"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.MakeShortcut(service.Shortcut{Target: target})
	p.until("it says so", func(s service.Snapshot) bool { return tells(s, "on your desktop") })
	data, err := os.ReadFile(filepath.Join(home, "Desktop", s.ShortcutPlace.Name))
	if err != nil {
		t.Fatal(err)
	}
	want := `Exec="/opt/task drop/taskdrop" -state /s -demo -list id:` + target.ListID + " -task id:" + target.TaskID + " -attach %F\n"
	if !strings.Contains(string(data), want) || !strings.Contains(string(data), "Name=Steuer: 2025/26\n") {
		t.Errorf("%s\nwant %s", data, want)
	}

	elsewhere := filepath.Join(home, "mine.desktop")
	p.MakeShortcut(service.Shortcut{Target: target, Path: elsewhere})
	p.until("it says so", func(s service.Snapshot) bool { return tells(s, "is saved") })
	if _, err := os.Stat(elsewhere); err != nil {
		t.Error(err)
	}
}
