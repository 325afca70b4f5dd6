//go:build linux

package filedialog

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/desktoptest"
)

// asked is a call that the portal got.
type asked struct {
	method, parent, title string
	options               map[string]dbus.Variant
	handle                dbus.ObjectPath
	sender                string
}

// fakePortal speaks the portal's side of the protocol. What it does with a request is up to the test.
type fakePortal struct {
	conn  *dbus.Conn
	calls chan asked
	early *reply // sent before the call is answered, as the specification allows
}

type reply struct {
	status uint32
	uris   []string
}

func servePortal(t *testing.T, early *reply) *fakePortal {
	t.Helper()
	conn, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p := &fakePortal{conn: conn, calls: make(chan asked, 8), early: early}
	if err := conn.ExportMethodTable(map[string]any{
		"OpenFile": func(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
			return p.take("OpenFile", string(sender), parent, title, options), nil
		},
		"SaveFile": func(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
			return p.take("SaveFile", string(sender), parent, title, options), nil
		},
	}, portalPath, strings.TrimSuffix(portalChooser, ".")); err != nil {
		t.Fatal(err)
	}
	if got, err := conn.RequestName(portalName, dbus.NameFlagDoNotQueue); err != nil || got != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("taking the portal's name: %v, %v", got, err)
	}
	return p
}

func (p *fakePortal) take(method, sender, parent, title string, options map[string]dbus.Variant) dbus.ObjectPath {
	token, _ := options["handle_token"].Value().(string)
	path := strings.ReplaceAll(strings.TrimPrefix(sender, ":"), ".", "_")
	call := asked{method, parent, title, options, dbus.ObjectPath("/org/freedesktop/portal/desktop/request/" + path + "/" + token), sender}
	if p.early != nil {
		p.respond(call, *p.early)
	}
	p.calls <- call
	return call.handle
}

func (p *fakePortal) respond(call asked, r reply) {
	results := map[string]dbus.Variant{}
	if r.uris != nil {
		results["uris"] = dbus.MakeVariant(r.uris)
	}
	_ = p.conn.Emit(call.handle, portalRequest+".Response", r.status, results)
}

const soon = time.Minute

func (p *fakePortal) next(t *testing.T) asked {
	t.Helper()
	select {
	case call := <-p.calls:
		return call
	case <-time.After(soon):
		t.Fatal("the portal was not asked")
		return asked{}
	}
}

type outcome struct {
	paths []string
	err   error
}

func begin(ctx context.Context, do func(context.Context, Request) ([]string, error), r Request) <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		paths, err := do(ctx, r)
		done <- outcome{paths, err}
	}()
	return done
}

func wait(t *testing.T, done <-chan outcome) outcome {
	t.Helper()
	select {
	case o := <-done:
		return o
	case <-time.After(soon + startTime):
		t.Fatal("the dialog never ended")
		return outcome{}
	}
}

func TestChosenFilesKeepEveryCharacterOfTheirNames(t *testing.T) {
	for name, early := range map[string]bool{"answered later": false, "answered before the call returns": true} {
		t.Run(name, func(t *testing.T) {
			desktoptest.StartSessionBus(t)
			r := reply{answeredChosen, []string{
				"file:///home/mia/a+b.pdf", "file:///home/mia/100%25%20%23%3F.pdf", "file:///home/mia/%C3%9Cber%20%E7%A8%8E.pdf", "https://example.org/x",
			}}
			var first *reply
			if early {
				first = &r
			}
			p := servePortal(t, first)
			done := begin(t.Context(), OpenFiles, Request{Title: "Add files", Parent: 0x2a00003})
			call := p.next(t)
			if !early {
				p.respond(call, r)
			}
			got := wait(t, done)
			want := []string{"/home/mia/a+b.pdf", "/home/mia/100% #?.pdf", "/home/mia/Über 税.pdf"}
			if got.err != nil || !slices.Equal(got.paths, want) {
				t.Errorf("chosen %q, %v; want %q", got.paths, got.err, want)
			}
			if call.method != "OpenFile" || call.parent != "x11:2a00003" || call.title != "Add files" || call.options["multiple"].Value() != true {
				t.Errorf("asked %+v", call)
			}
		})
	}
}

func TestAFolderAndAPlaceToSave(t *testing.T) {
	desktoptest.StartSessionBus(t)
	p := servePortal(t, nil)
	folder := func(ctx context.Context, r Request) ([]string, error) {
		path, err := OpenFolder(ctx, r)
		return []string{path}, err
	}
	folders := func(ctx context.Context, r Request) ([]string, error) { return OpenFolders(ctx, r) }
	save := func(ctx context.Context, r Request) ([]string, error) {
		path, err := SaveFile(ctx, r)
		return []string{path}, err
	}
	for _, test := range []struct {
		do             func(context.Context, Request) ([]string, error)
		method, option string
		value          any
	}{{folder, "OpenFile", "directory", true}, {folder, "OpenFile", "multiple", false}, {folders, "OpenFile", "directory", true},
		{folders, "OpenFile", "multiple", true}, {save, "SaveFile", "current_name", "größe 1.pdf"}} {
		done := begin(t.Context(), test.do, Request{Title: "x", Name: "größe 1.pdf"})
		call := p.next(t)
		p.respond(call, reply{answeredChosen, []string{"file:///home/mia/Belege%202026"}})
		if got := wait(t, done); got.err != nil || got.paths[0] != "/home/mia/Belege 2026" {
			t.Errorf("%+v", got)
		}
		if call.method != test.method || call.options[test.option].Value() != test.value || call.parent != "" {
			t.Errorf("asked %+v", call)
		}
	}
}

func TestWhoCancelsChoosesNothing(t *testing.T) {
	desktoptest.StartSessionBus(t)
	p := servePortal(t, &reply{status: answeredDropped})
	got := wait(t, begin(t.Context(), OpenFiles, Request{}))
	p.next(t)
	if got.err != nil || len(got.paths) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestAnAnswerToSomebodyElseIsNotOurs(t *testing.T) {
	desktoptest.StartSessionBus(t)
	p := servePortal(t, nil)
	done := begin(t.Context(), OpenFiles, Request{})
	call := p.next(t)
	other := call
	other.handle += "x"
	p.respond(other, reply{answeredChosen, []string{"file:///not/ours"}})
	stranger, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	results := map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"file:///not/the/portal"})}
	if err := stranger.Emit(call.handle, portalRequest+".Response", uint32(0), results); err != nil {
		t.Fatal(err)
	}
	p.respond(call, reply{answeredChosen, []string{"file:///ours"}})
	if got := wait(t, done); got.err != nil || !slices.Equal(got.paths, []string{"/ours"}) {
		t.Errorf("%+v", got)
	}
}

// TestWithoutAPortalAnotherDialogIsAskedFor: each way in which there is none.
func TestWithoutAPortalAnotherDialogIsAskedFor(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T){
		"no address": func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
			t.Setenv("XDG_RUNTIME_DIR", "")
		},
		"no bus": func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(desktoptest.Folder(t), "bus"))
		},
		"no portal": func(t *testing.T) { desktoptest.StartSessionBus(t) },
		"a portal that can't ask": func(t *testing.T) {
			desktoptest.StartSessionBus(t)
			servePortal(t, &reply{status: 2})
		},
		"a bus that says nothing": func(t *testing.T) {
			path := filepath.Join(desktoptest.Folder(t), "bus")
			listener, err := net.Listen("unix", path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = listener.Close() })
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			prepare(t)
			if got := wait(t, begin(t.Context(), OpenFiles, Request{})); !errors.Is(got.err, ErrUnavailable) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAPortalThatEndsGivesWayToAnotherDialog(t *testing.T) {
	desktoptest.StartSessionBus(t)
	p := servePortal(t, nil)
	done := begin(t.Context(), OpenFiles, Request{})
	p.next(t)
	if err := p.conn.Close(); err != nil {
		t.Fatal(err)
	}
	if got := wait(t, done); !errors.Is(got.err, ErrUnavailable) {
		t.Errorf("%+v", got)
	}
}

func TestTheDialogGoesWithWhoAsked(t *testing.T) {
	desktoptest.StartSessionBus(t)
	p := servePortal(t, nil)
	left := make(chan *dbus.Signal, 16)
	p.conn.Signal(left)
	if err := p.conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := begin(ctx, OpenFiles, Request{})
	sender := p.next(t).sender
	cancel()
	if got := wait(t, done); !errors.Is(got.err, context.Canceled) {
		t.Errorf("%+v", got)
	}
	for {
		select {
		case signal := <-left:
			if len(signal.Body) == 3 && signal.Body[0] == sender && signal.Body[2] == "" {
				return // by this a portal knows that it can close the dialog
			}
		case <-time.After(soon):
			t.Fatal("the connection stays")
		}
	}
}
