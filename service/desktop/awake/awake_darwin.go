package awake

import (
	"context"
	"os"
	"os/exec"
	"strconv"
)

// caffeinate is a part of macOS. It is named in full, so that nothing else of that name on PATH is started.
const caffeinate = "/usr/bin/caffeinate"

// acquire starts caffeinate, which holds a power assertion while it runs: -i keeps the idle computer awake and not
// the screen, -w ends it with this process.
func (k *Keeper) acquire(context.Context, string) (letGo func()) {
	command := exec.Command(caffeinate, "-i", "-w", strconv.Itoa(os.Getpid()))
	if err := command.Start(); err != nil {
		k.log.Debug("nothing here keeps the computer awake", "error", err)
		return func() {}
	}
	k.log.Debug("keeping the computer awake", "by", caffeinate)
	return func() {
		_ = command.Process.Kill() // it may have ended by itself
		_ = command.Wait()         // it never ends well after Kill
	}
}
