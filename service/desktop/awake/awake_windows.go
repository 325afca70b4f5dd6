package awake

import (
	"context"
	"runtime"

	"golang.org/x/sys/windows"
)

// The flags of SetThreadExecutionState that are needed here (winbase.h).
const (
	esSystemRequired = 0x00000001 // the computer stays awake, the screen may go dark
	esContinuous     = 0x80000000 // until the next call with this flag
)

var setThreadExecutionState = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadExecutionState")

// acquire tells Windows that this thread needs the computer. The state belongs to the thread, so the goroutine keeps
// the thread until letGo, which must be called on the same goroutine. Windows drops the state with the thread.
func (k *Keeper) acquire(context.Context, string) (letGo func()) {
	runtime.LockOSThread()
	if _, err := setExecutionState(esContinuous | esSystemRequired); err != nil {
		runtime.UnlockOSThread()
		k.log.Debug("nothing here keeps the computer awake", "error", err)
		return func() {}
	}
	k.log.Debug("keeping the computer awake", "by", "SetThreadExecutionState")
	return func() {
		if _, err := setExecutionState(esContinuous); err != nil {
			// The thread still needs the computer: it is not unlocked, and so ends with the goroutine.
			k.log.Debug("ending the thread that keeps the computer awake", "error", err)
			return
		}
		runtime.UnlockOSThread()
	}
}

// setExecutionState sets the state of the thread it runs on and returns the one before.
func setExecutionState(state uintptr) (before uintptr, err error) {
	if err := setThreadExecutionState.Find(); err != nil {
		return 0, err
	}
	before, _, err = setThreadExecutionState.Call(state)
	if before == 0 {
		return 0, err
	}
	return before, nil
}
