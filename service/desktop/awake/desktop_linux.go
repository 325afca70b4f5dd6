package awake

import (
	"context"
	"errors"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/sessionbus"
)

// suspendFlag means suspending alone to GNOME's session manager and to the portal. Logging out, switching users and
// going idle are other flags.
const suspendFlag uint32 = 4

// desktop is a service on the session bus that keeps the session from being suspended.
type desktop struct {
	name      string
	path      dbus.ObjectPath
	inhibit   string // the method that answers a cookie, or the path of a portal request
	uninhibit string // the method that takes the cookie back
	flags     dbus.Flags
	arguments func(reason string) []any
}

// desktops are asked in this order until one says yes. The parts of a running desktop are not started for this. The
// portal is last: it says yes even if nothing behind it can do it.
var desktops = []desktop{{
	// GNOME, Cinnamon, MATE, Unity
	name:      "org.gnome.SessionManager",
	path:      "/org/gnome/SessionManager",
	inhibit:   "org.gnome.SessionManager.Inhibit",
	uninhibit: "org.gnome.SessionManager.Uninhibit",
	flags:     dbus.FlagNoAutoStart,
	arguments: func(reason string) []any { return []any{programID, uint32(0), reason, suspendFlag} },
}, {
	// KDE, Xfce, LXQt
	name:      "org.freedesktop.PowerManagement",
	path:      "/org/freedesktop/PowerManagement/Inhibit",
	inhibit:   "org.freedesktop.PowerManagement.Inhibit.Inhibit",
	uninhibit: "org.freedesktop.PowerManagement.Inhibit.UnInhibit",
	flags:     dbus.FlagNoAutoStart,
	arguments: func(reason string) []any { return []any{programName, reason} },
}, {
	// the only one that a sandbox lets through
	name:    "org.freedesktop.portal.Desktop",
	path:    "/org/freedesktop/portal/desktop",
	inhibit: "org.freedesktop.portal.Inhibit.Inhibit",
	arguments: func(reason string) []any {
		return []any{"", suspendFlag, map[string]dbus.Variant{"reason": dbus.MakeVariant(reason)}}
	},
}}

// screenSaver also keeps the screen bright and unlocked, so it is asked only if logind says no.
var screenSaver = desktop{
	name:      "org.freedesktop.ScreenSaver",
	path:      "/org/freedesktop/ScreenSaver",
	inhibit:   "org.freedesktop.ScreenSaver.Inhibit",
	uninhibit: "org.freedesktop.ScreenSaver.UnInhibit",
	flags:     dbus.FlagNoAutoStart,
	arguments: func(reason string) []any { return []any{programName, reason} },
}

// errNoDesktop means that there is a session bus with no service to ask.
var errNoDesktop = errors.New("no service on the session bus keeps the session awake")

// inhibitDesktop asks the services until one says yes, and returns its name. What it gives lasts as long as the
// connection.
func (k *Keeper) inhibitDesktop(released context.Context, asked []desktop, reason string) (name string, letGo func(), err error) {
	bus, err := k.connect(released, sessionbus.Address())
	if err != nil {
		return "", nil, err
	}
	for _, d := range asked {
		call := bus.Object(d.name, d.path).Call(d.inhibit, d.flags, d.arguments(reason)...)
		if call.Err != nil || len(call.Body) == 0 {
			continue
		}
		letGo := func() {
			d.giveBack(bus.Conn, call.Body[0])
			bus.end()
		}
		if !bus.settle() {
			letGo()
			return "", nil, dbus.ErrClosed
		}
		return d.name, letGo, nil
	}
	err = errNoDesktop
	if !bus.Connected() {
		err = dbus.ErrClosed
	}
	bus.end()
	return "", nil, err
}

// giveBack says that the session may be suspended again, and waits for no answer: the connection is closed next, which
// says the same to those that watch it. Not all do.
func (d desktop) giveBack(conn *dbus.Conn, answer any) {
	switch answer := answer.(type) {
	case uint32:
		conn.Object(d.name, d.path).Call(d.uninhibit, dbus.FlagNoReplyExpected, answer)
	case dbus.ObjectPath:
		conn.Object(d.name, answer).Call("org.freedesktop.portal.Request.Close", dbus.FlagNoReplyExpected)
	}
}
