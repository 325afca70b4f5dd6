//go:build logind

package awake

import (
	"os/exec"
	"strings"
	"testing"
)

// TestRealLogind takes a lock of the computer's own logind and reads it in systemd's list. It needs a running systemd
// and a person at the computer, whom alone logind gives such a lock, or root:
//
//	go test -tags logind -run TestRealLogind ./service/desktop/awake
func TestRealLogind(t *testing.T) {
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	if line := log.next(t); !strings.Contains(line, loginName) {
		t.Fatalf("logged %q", line)
	}
	list := inhibitors(t)
	for _, want := range []string{programName, "sleep:idle", reason, "block"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %q in\n%s", want, list)
		}
	}
	keeper.Close()
	if list := inhibitors(t); strings.Contains(list, programName) {
		t.Errorf("still held:\n%s", list)
	}
}

func inhibitors(t *testing.T) string {
	t.Helper()
	list, err := exec.Command("systemd-inhibit", "--list", "--no-pager").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, list)
	}
	t.Logf("%s", list)
	return string(list)
}
