package awake

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/desktoptest"
	"taskdrop/service/desktop/sessionbus"
)

// noAnswer stands for a service that takes a call and never answers.
func noAnswer(called) ([]any, error) { return nil, errNoReply }

func TestHoldTakesLogindsLockUntilRelease(t *testing.T) {
	system := startBus(t)
	login := system.serveLogind(t, nil)
	useBuses(t, system.Address, nowhere(t))
	keeper, log := newKeeper(t)

	keeper.Hold(reason)
	call := login.next(t)
	if want := "org.freedesktop.login1.Manager.Inhibit"; call.method != want || call.path != "/org/freedesktop/login1" {
		t.Errorf("called %s on %s", call.method, call.path)
	}
	if want := []any{"sleep:idle", "TaskDrop", reason, "block"}; !reflect.DeepEqual(call.arguments, want) {
		t.Errorf("asked for %v, want %v", call.arguments, want)
	}
	lock := login.lock(t)
	if line := log.next(t); line != "DEBUG keeping the computer awake by=org.freedesktop.login1" {
		t.Errorf("logged %q", line)
	}
	if !isHeld(t, lock) {
		t.Fatal("the lock is not held")
	}
	keeper.Release()
	waitReleased(t, lock)
	keeper.Release()
	keeper.Close()
	if !isIdle(keeper) {
		t.Error("a goroutine is left")
	}
}

func TestLockOutlivesTheBus(t *testing.T) {
	system := startBus(t)
	login := system.serveLogind(t, nil)
	useBuses(t, system.Address, nowhere(t))
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	lock := login.lock(t)
	log.next(t)
	if err := system.Daemon.Kill(); err != nil {
		t.Fatal(err)
	}
	<-login.conn.Context().Done()
	if !isHeld(t, lock) {
		t.Error("the lock went with the bus")
	}
	keeper.Close()
	waitReleased(t, lock)
}

func TestHoldTwiceTakesOneLock(t *testing.T) {
	system := startBus(t)
	login := system.serveLogind(t, nil)
	useBuses(t, system.Address, nowhere(t))
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	keeper.Hold("another reason")
	log.next(t)
	keeper.Hold("a third")
	keeper.Close()
	keeper.Hold("after the end")
	waitReleased(t, login.lock(t))
	if len(login.calls) != 1 || !isIdle(keeper) {
		t.Errorf("%d locks were asked for, idle: %v", len(login.calls), isIdle(keeper))
	}
}

func TestHoldAgainAfterRelease(t *testing.T) {
	system := startBus(t)
	login := system.serveLogind(t, nil)
	useBuses(t, system.Address, nowhere(t))
	keeper, log := newKeeper(t)
	for range 3 {
		keeper.Hold(reason)
		lock := login.lock(t)
		log.next(t)
		if !isHeld(t, lock) {
			t.Fatal("the lock is not held")
		}
		keeper.Release()
		waitReleased(t, lock)
	}
}

func TestReleaseBeforeTheAnswer(t *testing.T) {
	system := startBus(t)
	ask := make(chan struct{})
	login := system.serveLogind(t, ask)
	useBuses(t, system.Address, nowhere(t))
	keeper, _ := newKeeper(t)
	keeper.Hold(reason)
	login.next(t)
	atOnce(t, "Release", keeper.Release)
	atOnce(t, "Close", keeper.Close)
	if !isIdle(keeper) {
		t.Error("a goroutine still waits for the answer")
	}
	ask <- struct{}{}
	waitReleased(t, login.lock(t))
}

// A Release that meets the answer on its way must not lose the descriptor: nobody could close it any more.
func TestReleaseWhileTheAnswerComes(t *testing.T) {
	system := startBus(t)
	login := system.serveLogind(t, nil)
	useBuses(t, system.Address, nowhere(t))
	keeper, _ := newKeeper(t)
	for i := range 500 {
		keeper.Hold(reason)
		login.next(t)
		// Spread over the way of the answer, which takes less than this altogether. A timer is too coarse.
		for moment := time.Now().Add(time.Duration(i) * time.Microsecond); time.Now().Before(moment); {
		}
		keeper.Release()
		waitReleased(t, login.lock(t))
	}
}

func TestManyHoldersAtOnce(t *testing.T) {
	system := startBus(t)
	login := system.serveLogind(t, nil)
	useBuses(t, system.Address, nowhere(t))
	keeper, _ := newKeeper(t)
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for range 50 {
				keeper.Hold(reason)
				keeper.Release()
			}
		})
	}
	callers.Wait()
	keeper.Close()
	if !isIdle(keeper) {
		t.Error("a goroutine is left")
	}
	for range len(login.locks) {
		waitReleased(t, login.lock(t))
	}
}

func TestProgramsStartedMeanwhileDoNotHoldTheLock(t *testing.T) {
	system := startBus(t)
	login := system.serveLogind(t, nil)
	useBuses(t, system.Address, nowhere(t))
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	lock := login.lock(t)
	log.next(t)
	browser := exec.Command("sleep", "60")
	if err := browser.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = browser.Process.Kill()
		_ = browser.Wait()
	}()
	keeper.Release()
	waitReleased(t, lock)
}

// The names, paths and arguments are those of the services' own descriptions.
func TestDesktopIsAskedToo(t *testing.T) {
	cookie := []any{uint32(7)}
	portal := dbus.ObjectPath("/org/freedesktop/portal/desktop/request/1_5/t")
	why := map[string]dbus.Variant{"reason": dbus.MakeVariant(reason)}
	for name, test := range map[string]struct {
		service   string
		method    string
		path      dbus.ObjectPath
		arguments []any
		answer    []any
		back      called // without its sender
	}{
		"GNOME": {
			service: "org.gnome.SessionManager", method: "org.gnome.SessionManager.Inhibit", path: "/org/gnome/SessionManager",
			arguments: []any{"io.github.taskdrop.TaskDrop", uint32(0), reason, uint32(4)}, answer: cookie,
			back: called{method: "org.gnome.SessionManager.Uninhibit", path: "/org/gnome/SessionManager", arguments: cookie},
		},
		"KDE": {
			service: "org.freedesktop.PowerManagement", method: "org.freedesktop.PowerManagement.Inhibit.Inhibit",
			path: "/org/freedesktop/PowerManagement/Inhibit", arguments: []any{"TaskDrop", reason}, answer: cookie,
			back: called{
				method: "org.freedesktop.PowerManagement.Inhibit.UnInhibit",
				path:   "/org/freedesktop/PowerManagement/Inhibit", arguments: cookie,
			},
		},
		"portal": {
			service: "org.freedesktop.portal.Desktop", method: "org.freedesktop.portal.Inhibit.Inhibit",
			path: "/org/freedesktop/portal/desktop", arguments: []any{"", uint32(4), why}, answer: []any{portal},
			back: called{method: "org.freedesktop.portal.Request.Close", path: portal},
		},
		"screen saver": {
			service: "org.freedesktop.ScreenSaver", method: "org.freedesktop.ScreenSaver.Inhibit",
			path: "/org/freedesktop/ScreenSaver", arguments: []any{"TaskDrop", reason}, answer: cookie,
			back: called{method: "org.freedesktop.ScreenSaver.UnInhibit", path: "/org/freedesktop/ScreenSaver", arguments: cookie},
		},
	} {
		t.Run(name, func(t *testing.T) {
			session := startBus(t)
			desktop := session.serve(t, test.service, func(called) ([]any, error) { return test.answer, nil })
			useBuses(t, nowhere(t), session.Address)
			keeper, log := newKeeper(t)
			keeper.Hold(reason)
			taken := desktop.next(t)
			want := called{method: test.method, path: test.path, arguments: test.arguments, sender: taken.sender}
			if !reflect.DeepEqual(taken, want) {
				t.Errorf("asked %+v, want %+v", taken, want)
			}
			if line := log.next(t); line != "DEBUG keeping the computer awake by="+test.service {
				t.Errorf("logged %q", line)
			}
			keeper.Release()
			back := desktop.next(t)
			if back.sender != taken.sender {
				t.Errorf("taken by %s, given back by %s", taken.sender, back.sender)
			}
			back.sender = ""
			if !reflect.DeepEqual(back, test.back) {
				t.Errorf("gave back %+v, want %+v", back, test.back)
			}
		})
	}
}

func TestDesktopNextToLogind(t *testing.T) {
	both := startBus(t)
	login := both.serveLogind(t, nil)
	gnome := both.serve(t, "org.gnome.SessionManager", func(called) ([]any, error) { return []any{uint32(1)}, nil })
	portal := both.serve(t, "org.freedesktop.portal.Desktop", noAnswer)
	useBuses(t, both.Address, both.Address)
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	if line := log.next(t); !strings.HasSuffix(line, "by=org.freedesktop.login1, org.gnome.SessionManager") {
		t.Errorf("logged %q", line)
	}
	keeper.Close()
	waitReleased(t, login.lock(t))
	gnome.next(t)
	if back := gnome.next(t); back.method != "org.gnome.SessionManager.Uninhibit" {
		t.Errorf("called %s", back.method)
	}
	if len(portal.calls) != 0 {
		t.Error("the portal was asked too")
	}
}

// It would keep the screen bright and unlocked for no need.
func TestScreenSaverIsLeftAloneWhereLogindHolds(t *testing.T) {
	both := startBus(t)
	login := both.serveLogind(t, nil)
	screen := both.serve(t, "org.freedesktop.ScreenSaver", noAnswer)
	useBuses(t, both.Address, both.Address)
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	log.next(t)
	keeper.Close()
	waitReleased(t, login.lock(t))
	if len(screen.calls) != 0 {
		t.Error("the screen saver was stopped")
	}
}

func TestRefusedByLogind(t *testing.T) {
	both := startBus(t)
	both.serve(t, "org.freedesktop.login1", func(called) ([]any, error) { return nil, errors.New("not from afar") })
	screen := both.serve(t, "org.freedesktop.ScreenSaver", func(called) ([]any, error) { return []any{uint32(3)}, nil })
	useBuses(t, both.Address, both.Address)
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	screen.next(t)
	if line := log.next(t); line != "DEBUG keeping the computer awake by=org.freedesktop.ScreenSaver" {
		t.Errorf("logged %q", line)
	}
}

func TestWithoutABus(t *testing.T) {
	for name, address := range map[string]string{
		"nobody listens": nowhere(t),
		"not a socket":   "unixexec:path=/bin/false",
		"not an address": "here;unix:;unix:path=%zz;;",
	} {
		t.Run(name, func(t *testing.T) {
			useBuses(t, address, address)
			keeper, log := newKeeper(t)
			atOnce(t, "Hold", func() { keeper.Hold(reason) })
			if line := log.next(t); !strings.HasPrefix(line, "DEBUG nothing here keeps the computer awake") {
				t.Errorf("logged %q", line)
			}
			atOnce(t, "Release", keeper.Release)
			atOnce(t, "Close", keeper.Close)
			if len(log) != 0 || !isIdle(keeper) {
				t.Errorf("%d more lines, idle: %v", len(log), isIdle(keeper))
			}
		})
	}
}

func TestEmptyBus(t *testing.T) {
	empty := startBus(t)
	useBuses(t, empty.Address, empty.Address)
	keeper, log := newKeeper(t)
	keeper.Hold(reason)
	if line := log.next(t); !strings.HasPrefix(line, "DEBUG nothing here keeps the computer awake") {
		t.Errorf("logged %q", line)
	}
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != empty.Address {
		t.Error("the environment was changed")
	}
}

// hangs are buses that hang, each at another step.
var hangs = map[string]func(t *testing.T) (address string){
	"nobody greets": silent,
	"the daemon is frozen": func(t *testing.T) string {
		b := startBus(t)
		b.freeze(t)
		return b.Address
	},
	"no service answers": func(t *testing.T) string {
		b := startBus(t)
		b.serve(t, "org.freedesktop.login1", noAnswer)
		b.serve(t, "org.gnome.SessionManager", noAnswer)
		return b.Address
	},
}

func TestHangingBusBlocksNobody(t *testing.T) {
	for name, hang := range hangs {
		t.Run(name, func(t *testing.T) {
			address := hang(t)
			useBuses(t, address, address)
			keeper, log := newKeeper(t)
			for range 3 {
				atOnce(t, "Hold", func() { keeper.Hold(reason) })
				atOnce(t, "Release", keeper.Release)
			}
			atOnce(t, "Hold", func() { keeper.Hold(reason) })
			atOnce(t, "Close", keeper.Close)
			if !isIdle(keeper) || len(log) != 0 {
				t.Errorf("idle: %v, lines: %d", isIdle(keeper), len(log))
			}
		})
	}
}

func TestHangingSystemBusLeavesTheDesktop(t *testing.T) {
	for name, hang := range hangs {
		t.Run(name, func(t *testing.T) {
			session := startBus(t)
			kde := session.serve(t, "org.freedesktop.PowerManagement", func(called) ([]any, error) { return []any{uint32(5)}, nil })
			useBuses(t, hang(t), session.Address)
			keeper, log := newKeeper(t)
			keeper.answerTime = 3 * time.Second // both buses have it, and the second one has to answer in it
			keeper.Hold(reason)
			kde.next(t)
			if line := log.next(t); line != "DEBUG keeping the computer awake by=org.freedesktop.PowerManagement" {
				t.Errorf("logged %q", line)
			}
			keeper.Release()
			kde.next(t)
		})
	}
}

func TestSessionBusInTheRuntimeFolder(t *testing.T) {
	folder := filepath.Join(desktoptest.Folder(t), "a b")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(folder, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", folder)
	address := sessionbus.Address()
	if path, ok := socketPath(address); !ok || path != filepath.Join(folder, "bus") {
		t.Errorf("%q is %q, %v", address, path, ok)
	}
}

func TestSocketPath(t *testing.T) {
	for address, want := range map[string]string{
		"unix:path=/run/dbus/system_bus_socket": "/run/dbus/system_bus_socket",
		"unix:abstract=/tmp/dbus-Ab,guid=00ff":  "@/tmp/dbus-Ab",
		"unix:guid=00ff,path=/tmp/a%20b":        "/tmp/a b",
		"unix:path=":                            "",
		"unix:path=%4":                          "",
		"unix:runtime=yes":                      "",
		"tcp:host=localhost,port=4711":          "",
		"autolaunch:":                           "",
		"":                                      "",
	} {
		if path, ok := socketPath(address); path != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", address, path, ok, want)
		}
	}
}
