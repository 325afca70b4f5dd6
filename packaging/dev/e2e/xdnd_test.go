//go:build linux

package e2e

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// TestDropsOfManyPrograms drops files the way different programs use XDND: each file is attached once, and the program
// is told to keep it.
func TestDropsOfManyPrograms(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	given := write(t, t.TempDir(), "first.txt", 100)
	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", given)...)
	window := d.findWindow(t, "^TaskDrop")
	eventually(t, jobTime, "the first file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })
	here, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	arrived := 1
	for _, way := range []struct {
		name string
		host string
		drag drag
	}{
		{"GTK 3 with many files", "", drag{follows: true, piece: 50}},
		{"GTK 4 with many files", "", drag{piece: 50}},
		{"Qt, moving", "", drag{follows: true, action: "XdndActionMove"}},
		{"ROX, with the computer's name", here, drag{follows: true}},
		{"a program that knows the window alone", "", drag{}},
	} {
		folder := t.TempDir()
		var list strings.Builder
		var files []string
		for _, name := range []string{"Größe #1 – 100%.txt", "two\nlines.txt", "🎨 שלום.txt"} {
			file := write(t, folder, strconv.Itoa(arrived)+" "+name, int64(100+arrived))
			arrived++
			files = append(files, file)
			list.WriteString((&url.URL{Scheme: "file", Host: way.host, Path: file}).String() + "\r\n")
		}
		d.drops(t, window, list.String(), way.drag)
		eventually(t, jobTime, "what was dropped by "+way.name+" did not arrive", func() bool { return len(server.attachments(t, sampleTask)) >= arrived })
		for _, file := range files {
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: the file dropped is gone: %v", way.name, err)
			}
			wanted := sum(t, file)
			found := 0
			for _, a := range server.attachments(t, sampleTask) {
				if a.SHA256 == wanted {
					found++
				}
			}
			if found != 1 {
				t.Errorf("%s: %q hangs on the task %d times", way.name, filepath.Base(file), found)
			}
		}
	}
	d.keep(t, "dropped")
}

// drag is how a program uses XDND.
type drag struct {
	follows bool   // drops on the window that is named to take the drops (XdndProxy)
	action  string // that it proposes, to copy where it is empty
	piece   int    // hands over in pieces of this many bytes
}

// drops drops a list of URIs on a window, as a program does that files are dragged from.
func (d *desktop) drops(t *testing.T, window, list string, way drag) {
	t.Helper()
	conn, err := xgb.NewConnDisplay(d.display)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	late := time.AfterFunc(jobTime, conn.Close) // the wait for an answer ends
	defer late.Stop()
	id, err := strconv.ParseUint(window, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	s := &dragSource{t: t, conn: conn, way: way, list: list, target: xproto.Window(id), to: xproto.Window(id)}
	if way.follows {
		eventually(t, jobTime, "the window names nobody to take its drops", s.follow)
	}
	s.open()
	copying := uint32(s.atom("XdndActionCopy"))
	s.send("XdndEnter", 5<<24, uint32(s.atom("text/uri-list")))
	proposed := way.action
	if proposed == "" {
		proposed = "XdndActionCopy"
	}
	s.send("XdndPosition", 0, 0, 0, uint32(s.atom(proposed)))
	if status := s.answer("XdndStatus"); status[1]&1 == 0 || status[4] != copying {
		t.Fatalf("files are answered %v", status)
	}
	s.send("XdndDrop", 0, xproto.TimeCurrentTime)
	// The toolkit's answer about a drop on the window itself says nothing.
	if end := s.answer("XdndFinished"); end[2] != copying || way.follows && end[1]&1 == 0 {
		t.Fatalf("the drop ends with %v", end)
	}
	s.handOverRest()
}

// dragSource is a program that files are dragged from.
type dragSource struct {
	t          *testing.T
	conn       *xgb.Conn
	way        drag
	list, rest string
	window     xproto.Window
	target, to xproto.Window // on which is dropped, and who is told
	pieces     *xproto.SelectionRequestEvent
}

// follow finds the window that receives the drops.
func (s *dragSource) follow() bool {
	named, err := xproto.GetProperty(s.conn, false, s.target, s.atom("XdndProxy"), xproto.AtomWindow, 0, 1).Reply()
	if err != nil || named.ValueLen != 1 {
		return false
	}
	s.to = xproto.Window(xgb.Get32(named.Value))
	return true
}

// open makes the window that owns the dragged data.
func (s *dragSource) open() {
	s.t.Helper()
	window, err := xproto.NewWindowId(s.conn)
	if err != nil {
		s.t.Fatal(err)
	}
	s.window = window
	screen := xproto.Setup(s.conn).DefaultScreen(s.conn)
	if err := xproto.CreateWindowChecked(s.conn, 0, window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, screen.RootVisual, 0, nil).Check(); err != nil {
		s.t.Fatal(err)
	}
	if err := xproto.SetSelectionOwnerChecked(s.conn, window, s.atom("XdndSelection"), xproto.TimeCurrentTime).Check(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *dragSource) atom(name string) xproto.Atom {
	s.t.Helper()
	reply, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	return reply.Atom
}

func (s *dragSource) send(name string, data ...uint32) {
	message := make([]uint32, 5)
	message[0] = uint32(s.window)
	copy(message[1:], data)
	event := xproto.ClientMessageEvent{Format: 32, Window: s.target, Type: s.atom(name), Data: xproto.ClientMessageDataUnionData32New(message)}
	xproto.SendEvent(s.conn, false, s.to, 0, string(event.Bytes()))
}

// answer waits for a message of the target, and hands over data meanwhile.
func (s *dragSource) answer(name string) []uint32 {
	s.t.Helper()
	for {
		event := s.next("no " + name + " came")
		if message, is := event.(xproto.ClientMessageEvent); is && message.Type == s.atom(name) {
			return message.Data.Data32
		}
	}
}

// handOverRest hands over what is left: a toolkit may answer before it has everything.
func (s *dragSource) handOverRest() {
	s.t.Helper()
	for s.pieces != nil {
		s.next("the pieces are not taken")
	}
}

// next returns the next event, after handing over what it asks for.
func (s *dragSource) next(missing string) xgb.Event {
	s.t.Helper()
	event, problem := s.conn.WaitForEvent()
	if event == nil && problem == nil {
		s.t.Fatal(missing)
	}
	switch e := event.(type) {
	case xproto.SelectionRequestEvent:
		s.handOver(e)
	case xproto.PropertyNotifyEvent:
		if s.pieces != nil && e.Atom == s.pieces.Property && e.State == xproto.PropertyDelete {
			s.handOverPiece()
		}
	}
	return event
}

func (s *dragSource) handOver(request xproto.SelectionRequestEvent) {
	if s.way.piece == 0 {
		s.put(request, request.Target, 8, []byte(s.list))
	} else {
		xproto.ChangeWindowAttributes(s.conn, request.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
		s.pieces, s.rest = &request, s.list
		s.put(request, s.atom("INCR"), 32, []byte{1, 0, 0, 0})
	}
	notify := xproto.SelectionNotifyEvent{Time: request.Time, Requestor: request.Requestor, Selection: request.Selection, Target: request.Target, Property: request.Property}
	xproto.SendEvent(s.conn, false, request.Requestor, 0, string(notify.Bytes()))
}

// handOverPiece hands over the next part; an empty one ends the transfer.
func (s *dragSource) handOverPiece() {
	request := *s.pieces
	piece := s.rest[:min(s.way.piece, len(s.rest))]
	s.rest = s.rest[len(piece):]
	if piece == "" {
		s.pieces = nil
	}
	s.put(request, request.Target, 8, []byte(piece))
}

func (s *dragSource) put(request xproto.SelectionRequestEvent, kind xproto.Atom, format byte, data []byte) {
	err := xproto.ChangePropertyChecked(s.conn, xproto.PropModeReplace, request.Requestor, request.Property, kind, format, uint32(len(data)*8/int(format)), data).Check()
	if err != nil {
		s.t.Error(err)
	}
}
