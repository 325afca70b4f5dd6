package awake

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

func TestCaffeinateRunsUntilLetGo(t *testing.T) {
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	if line := log.next(t); line != "DEBUG keeping the computer awake by="+caffeinate {
		t.Fatalf("logged %q", line)
	}
	if !strings.Contains(children(t), caffeinate) {
		t.Error("caffeinate does not run")
	}
	keeper.Close()
	if strings.Contains(children(t), caffeinate) {
		t.Error("caffeinate still runs")
	}
}

// children lists what this process has started. pgrep finding nothing is no error here.
func children(t *testing.T) string {
	t.Helper()
	output, err := exec.Command("pgrep", "-lf", "-P", strconv.Itoa(os.Getpid())).Output()
	if err != nil && len(output) > 0 {
		t.Fatal(err)
	}
	return string(output)
}
