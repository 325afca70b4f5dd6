package awake

import (
	"context"
	"syscall"

	"github.com/godbus/dbus/v5"
)

// loginName is logind's name on the system bus, and elogind's.
const loginName = "org.freedesktop.login1"

// inhibitLogin takes a lock of logind. The lock is a file descriptor, with no tie to the connection it came by: it
// lasts until the descriptor is closed. Programs started meanwhile do not inherit it.
//
// The call has no context: one given up would leave a descriptor that arrives later open, and the computer awake.
func (k *Keeper) inhibitLogin(released context.Context, reason string) (letGo func(), err error) {
	bus, err := k.connect(released, systemBusAddresses())
	if err != nil {
		return nil, err
	}
	defer bus.end()
	var lock dbus.UnixFD
	err = bus.Object(loginName, "/org/freedesktop/login1").
		Call(loginName+".Manager.Inhibit", 0, "sleep:idle", programName, reason, "block").Store(&lock)
	if err != nil {
		return nil, err
	}
	return func() {
		if err := syscall.Close(int(lock)); err != nil {
			k.log.Debug("letting the computer sleep again", "error", err)
		}
	}, nil
}
