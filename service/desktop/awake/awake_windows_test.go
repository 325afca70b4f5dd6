package awake

import (
	"runtime"
	"testing"
)

// Windows tells a thread's state to that thread alone, so the test keeps to one.
func TestThreadNeedsTheComputerUntilLetGo(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	keeper, log := newKeeper(t)
	letGo := keeper.acquire(t.Context(), reason)
	if line := log.next(t); line != "DEBUG keeping the computer awake by=SetThreadExecutionState" {
		t.Errorf("logged %q", line)
	}
	if state := threadState(t, esContinuous|esSystemRequired); state != esContinuous|esSystemRequired {
		t.Errorf("while held the state is %#x", state)
	}
	letGo()
	if state := threadState(t, esContinuous); state != esContinuous {
		t.Errorf("after letting go the state is %#x", state)
	}
}

// threadState returns the state before, and leaves the one given.
func threadState(t *testing.T, leave uintptr) uintptr {
	t.Helper()
	before, err := setExecutionState(leave)
	if err != nil {
		t.Fatal(err)
	}
	return before
}
