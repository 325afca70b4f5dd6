package tokenstore

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// TestFolderOfAnotherSID compares the owner's SID, as Windows has no modes.
func TestFolderOfAnotherSID(t *testing.T) {
	user, err := windows.StringToSid("S-1-5-21-1-2-3-1001")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"S-1-5-21-1-2-3-1001": true,
		"S-1-5-21-1-2-3-1002": false,
		"S-1-5-21-9-2-3-1001": false,
		"S-1-1-0":             false, // everyone
		"S-1-5-32-545":        false, // users
		"S-1-5-32-544":        true,  // administrators
		"S-1-5-18":            true,  // the system
	} {
		owner, err := windows.StringToSid(name)
		if err != nil {
			t.Fatal(err)
		}
		if trusts(user, owner) != want {
			t.Errorf("what belongs to %s is ours: %v", name, !want)
		}
	}
}

func TestOwnFolderOnWindows(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	if err := OwnFolder(folder); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		t.Fatal(err)
	}
	if belongsToUs(filepath.Join(folder, "missing"), info) {
		t.Error("what has no owner is ours")
	}
	if err := OwnFolder(filepath.Join(folder, "state", "deep")); err != nil || errors.Is(err, ErrForeign) {
		t.Error(err)
	}
}
