package awake

import (
	"context"
	"strings"
)

const (
	programName = "TaskDrop"
	programID   = "io.github.taskdrop.TaskDrop"
)

// acquire asks logind and then the desktop. One of them is not enough everywhere: before version 257 logind let a
// person's desktop suspend in spite of that person's own locks, and without a desktop logind itself suspends an idle
// computer.
//
// If released ends before the answers come, what they give is let go at once.
func (k *Keeper) acquire(released context.Context, reason string) (letGo func()) {
	var holders []string
	var letGos []func()
	letLogin, loginErr := k.inhibitLogin(released, reason)
	if loginErr == nil {
		holders, letGos = append(holders, loginName), append(letGos, letLogin)
	}
	asked := desktops
	if loginErr != nil {
		asked = append(asked[:len(asked):len(asked)], screenSaver)
	}
	desktop, letDesktop, desktopErr := k.inhibitDesktop(released, asked, reason)
	if desktopErr == nil {
		holders, letGos = append(holders, desktop), append(letGos, letDesktop)
	}
	switch {
	case released.Err() != nil: // errors are only those of the connections cut
	case len(holders) > 0:
		k.log.Debug("keeping the computer awake", "by", strings.Join(holders, ", "))
	default:
		k.log.Debug("nothing here keeps the computer awake", "system bus", loginErr, "session bus", desktopErr)
	}
	return func() {
		for _, letGo := range letGos {
			letGo()
		}
	}
}
