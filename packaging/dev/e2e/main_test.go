//go:build linux

// Package e2e tries TaskDrop like a person: the built program in a real window on a display of its own, signed in
// through a real browser at the stand-in's page, with files dragged from a real file manager.
//
// packaging/dev/setup test installs what it needs. Pictures and logs of each test lie in a folder outside the tree:
// TASKDROP_ARTIFACTS, or one in the temporary folder that the first line names.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// built holds the binaries under test: taskdrop, taskdrop-cli (built without a window), serve (the stand-in on its own)
// and relay (a line to it); and the tools xdg-open (a person's browser) and awaitdrop.
var built string

// artifacts is where pictures and logs go.
var artifacts string

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	var err error
	if built, err = os.MkdirTemp("", "taskdrop-built-"); err != nil {
		return refuse(err)
	}
	defer os.RemoveAll(built)
	artifacts = os.Getenv("TASKDROP_ARTIFACTS")
	if artifacts == "" {
		if artifacts, err = os.MkdirTemp("", "taskdrop-e2e-"); err != nil {
			return refuse(err)
		}
	}
	fmt.Println("pictures and logs:", artifacts)
	for _, build := range []struct{ folder, source, binary, tag string }{
		{"../../..", ".", "taskdrop", "migrated_fynedo"},
		{"../../..", ".", "taskdrop-cli", "nowindow"},
		{"../../..", "./service/simulator/serve", "serve", "migrated_fynedo"},
		{"../../..", "./service/simulator/relay/serve", "relay", "migrated_fynedo"},
		{"..", "./xdg-open", "xdg-open", "migrated_fynedo"},
		{"..", "./awaitdrop", "awaitdrop", "migrated_fynedo"},
	} {
		command := exec.Command("go", "build", "-buildvcs=false", "-tags", build.tag,
			"-o", filepath.Join(built, build.binary), build.source)
		command.Dir = build.folder
		if output, err := command.CombinedOutput(); err != nil {
			return refuse(fmt.Errorf("building %s: %w\n%s", build.binary, err, output))
		}
	}
	return m.Run()
}

func refuse(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}
