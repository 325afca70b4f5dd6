package panel

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/sessionbus"
)

const (
	// launcher names the program's entry in the desktop's menus. Panels find the signal's button by it.
	launcher     = "application://io.github.taskdrop.TaskDrop.desktop"
	launcherPath = dbus.ObjectPath("/io/github/taskdrop/TaskDrop")
	updateSignal = "com.canonical.Unity.LauncherEntry.Update"
)

const wantsWindow = false

// entry sends the LauncherEntry signal. Panels forget what it said when its connection ends, however that comes.
type entry struct{ conn *dbus.Conn }

func (p *Panel) connect(ctx context.Context) (link, error) {
	conn, err := sessionBus(ctx)
	if err != nil {
		return nil, err
	}
	return entry{conn}, nil
}

func (e entry) show(s State) error {
	return e.conn.Emit(launcherPath, updateSignal, launcher, map[string]dbus.Variant{
		"progress":         dbus.MakeVariant(s.Progress),
		"progress-visible": dbus.MakeVariant(s.Visible),
		"urgent":           dbus.MakeVariant(s.Urgent),
	})
}

func (e entry) close() { _ = e.conn.Close() }

// sessionBus connects to the session bus, and gives up when ctx ends.
func sessionBus(ctx context.Context) (*dbus.Conn, error) {
	address := sessionbus.Address()
	if address == "" {
		return nil, errors.New("there is no session bus")
	}
	type made struct {
		conn *dbus.Conn
		err  error
	}
	done := make(chan made, 1)
	go func() {
		conn, err := dbus.Connect(address)
		done <- made{conn, err}
	}()
	select {
	case m := <-done:
		return m.conn, m.err
	case <-ctx.Done():
		go func() {
			if m := <-done; m.conn != nil {
				_ = m.conn.Close()
			}
		}()
		return nil, errors.Join(errors.New("the session bus does not answer"), ctx.Err())
	}
}

const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
)

// HasTray reports whether the desktop shows icons of programs. Without one, nothing could bring a hidden window back.
func HasTray(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	conn, err := sessionBus(ctx)
	if err != nil {
		return false
	}
	defer conn.Close()
	var there dbus.Variant
	watcher := conn.Object(watcherName, watcherPath)
	call := watcher.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, watcherName, "IsStatusNotifierHostRegistered")
	if call.Store(&there) != nil {
		return false
	}
	registered, ok := there.Value().(bool)
	return ok && registered
}
