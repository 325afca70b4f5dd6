//go:build unix && !darwin

package messagebox_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taskdrop/service/desktop/messagebox"
)

// desktop has programs that do what a shell script says, and no others.
func desktop(t *testing.T, programs map[string]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, script := range programs {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
	t.Setenv("DISPLAY", ":1")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("SHOWN", filepath.Join(folder, "shown"))
	return folder
}

func TestTheFirstProgramThatCanShowsIt(t *testing.T) {
	const tells = `printf '%s\n' "$0" "$@" >"$SHOWN"`
	for name, programs := range map[string]map[string]string{
		"zenity": {"zenity": tells, "kdialog": "exit 1"}, "kdialog": {"kdialog": tells}, "a zenity that fails": {"zenity": "exit 1", "xmessage": tells},
	} {
		t.Run(name, func(t *testing.T) {
			folder := desktop(t, programs)
			if err := messagebox.Show(t.Context(), "TaskDrop", "No <b>window</b> here."); err != nil {
				t.Fatal(err)
			}
			shown, err := os.ReadFile(filepath.Join(folder, "shown"))
			if err != nil || !strings.Contains(string(shown), "No <b>window</b> here.") {
				t.Errorf("%q, %v", shown, err)
			}
		})
	}
}

func TestNothingCanShowIt(t *testing.T) {
	desktop(t, nil)
	if err := messagebox.Show(t.Context(), "TaskDrop", "x"); !errors.Is(err, messagebox.ErrNone) {
		t.Error(err)
	}
	desktop(t, map[string]string{"zenity": "exit 0"})
	t.Setenv("DISPLAY", "")
	if err := messagebox.Show(t.Context(), "TaskDrop", "x"); !errors.Is(err, messagebox.ErrNone) {
		t.Errorf("without a display: %v", err)
	}
}
