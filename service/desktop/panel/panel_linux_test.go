package panel

import (
	"fmt"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/desktoptest"
)

// startBus makes a real message bus the session's, and returns somebody else's connection to it.
func startBus(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(desktoptest.StartSessionBus(t).Address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestALauncherHearsOfTheProgress(t *testing.T) {
	dock := startBus(t)
	if err := dock.AddMatchSignal(dbus.WithMatchInterface("com.canonical.Unity.LauncherEntry")); err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 10)
	dock.Signal(signals)
	next := func() (sender string, shown map[string]dbus.Variant) {
		t.Helper()
		for {
			select {
			case s := <-signals:
				if s.Name != "com.canonical.Unity.LauncherEntry.Update" {
					continue
				}
				if s.Body[0] != "application://io.github.taskdrop.TaskDrop.desktop" {
					t.Errorf("about %v", s.Body[0])
				}
				return s.Sender, s.Body[1].(map[string]dbus.Variant)
			case <-time.After(time.Minute):
				t.Fatal("no signal")
			}
		}
	}
	p := New(nil)
	p.Show(State{Visible: true, Progress: 0.25})
	sender, shown := next()
	if shown["progress"].Value() != 0.25 || shown["progress-visible"].Value() != true || shown["urgent"].Value() != false {
		t.Errorf("shown %v", shown)
	}
	p.Show(State{Urgent: true})
	if _, shown = next(); shown["progress-visible"].Value() != false || shown["urgent"].Value() != true {
		t.Errorf("shown %v", shown)
	}
	p.Close()
	if _, shown = next(); shown["urgent"].Value() != false {
		t.Errorf("at the end: %v", shown)
	}
	var there bool
	if err := dock.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, sender).Store(&there); err != nil || there {
		t.Errorf("still on the bus: %v %v", there, err)
	}
}

// watcher is a StatusNotifierWatcher's properties.
type watcher struct{ hosted bool }

// Get implements org.freedesktop.DBus.Properties.
func (w watcher) Get(_, name string) (dbus.Variant, *dbus.Error) {
	if name != "IsStatusNotifierHostRegistered" {
		return dbus.Variant{}, dbus.MakeFailedError(fmt.Errorf("no property %s", name))
	}
	return dbus.MakeVariant(w.hosted), nil
}

func TestATrayIsThereOnlyWhereSomebodyShowsIt(t *testing.T) {
	desktop := startBus(t)
	if HasTray(t.Context()) {
		t.Error("a tray without a watcher")
	}
	if _, err := desktop.RequestName("org.kde.StatusNotifierWatcher", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	for _, hosted := range []bool{false, true} {
		if err := desktop.Export(watcher{hosted}, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties"); err != nil {
			t.Fatal(err)
		}
		if got := HasTray(t.Context()); got != hosted {
			t.Errorf("a tray: %v, want %v", got, hosted)
		}
	}
}

func TestABusThatIsSilentHoldsNobodyUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() // connections stay unanswered
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	if HasTray(t.Context()) {
		t.Error("a tray on a bus that says nothing")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path+"-nowhere")
	if HasTray(t.Context()) {
		t.Error("a tray on no bus")
	}
}
