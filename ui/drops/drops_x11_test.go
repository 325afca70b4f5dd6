//go:build linux

package drops

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"taskdrop/service/desktop/desktoptest"
	"taskdrop/service/desktop/selection"
	"taskdrop/service/localfiles/fileuri"
)

// patience bounds every wait of these tests; what is waited for takes milliseconds, but on a busy machine.
const patience = 20 * time.Second

// told is what a handler was told, as words.
type told chan string

func (t told) handler(test *testing.T) Handler {
	return Handler{
		Pieces:      func() { t <- "pieces" },
		Over:        func(over bool) { t <- fmt.Sprintf("over %v", over) },
		Dropped:     func(paths, others []string) { t <- fmt.Sprintf("dropped %q %q", paths, others) },
		Place:       func() (string, error) { return os.MkdirTemp(test.TempDir(), "") },
		Promised:    func(folder string) { t <- "promised " + contents(test, folder) },
		PictureName: func() string { return "Picture" },
		Failed:      func(err error) { t <- fmt.Sprintf("failed %v", errors.Is(err, selection.ErrSilent)) },
	}
}

func (t told) want(test *testing.T, words ...string) {
	test.Helper()
	for _, want := range words {
		select {
		case got := <-t:
			if got != want {
				test.Fatalf("told %.300s, want %.300s", got, want)
			}
		case <-time.After(patience):
			test.Fatalf("was not told %.300s", want)
		}
	}
}

// source is a program from which something is dragged, as XDND has it. It follows a proxy, as toolkits do.
type source struct {
	t       *testing.T
	conn    *xgb.Conn
	window  xproto.Window
	target  xproto.Window
	proxy   xproto.Window
	named   func(*source) xproto.Window // the window it calls its target
	version uint32
	types   []string
	data    []byte
	piece   int                      // hands over in pieces of this many bytes
	silent  bool                     // never hands over
	others  map[string][]byte        // handed over in another form than data
	save    func(path string) string // writes a promised file, and returns the verdict
}

// newSource makes a window to drop on, has its drops taken, and drags something from another program.
func newSource(t *testing.T, change func(*source)) (*source, told) {
	t.Helper()
	desktoptest.StartDisplay(t)
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(2*patience, conn.Close) // no wait for an event goes on for ever
	t.Cleanup(func() {
		late.Stop()
		conn.Close()
	})
	s := &source{t: t, conn: conn, version: 5, named: func(s *source) xproto.Window { return s.target }, types: []string{"text/uri-list"}}
	if change != nil {
		change(s)
	}
	s.target, s.window = s.newWindow(), s.newWindow()
	heard := make(told, 100)
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	if err := Take(driver.X11WindowContext{WindowHandle: uintptr(s.target)}, heard.handler(t), done); err != nil {
		t.Fatal(err)
	}
	named, err := xproto.GetProperty(conn, false, s.target, s.atom("XdndProxy"), xproto.AtomWindow, 0, 1).Reply()
	if err != nil || named.ValueLen != 1 {
		t.Fatalf("the window names nobody to take its drops: %v", err)
	}
	s.proxy = xproto.Window(xgb.Get32(named.Value))
	for name, want := range map[string]uint32{"XdndProxy": uint32(s.proxy), "XdndAware": protocol} {
		reply, err := xproto.GetProperty(conn, false, s.proxy, s.atom(name), xproto.GetPropertyTypeAny, 0, 1).Reply()
		if err != nil || reply.ValueLen != 1 || xgb.Get32(reply.Value) != want {
			t.Fatalf("programs would not believe it: %s is %v, %v", name, reply, err)
		}
	}
	xproto.SetSelectionOwner(conn, s.window, s.atom("XdndSelection"), xproto.TimeCurrentTime)
	return s, heard
}

func (s *source) newWindow() xproto.Window {
	window, err := xproto.NewWindowId(s.conn)
	if err != nil {
		s.t.Fatal(err)
	}
	screen := xproto.Setup(s.conn).DefaultScreen(s.conn)
	if err := xproto.CreateWindowChecked(s.conn, 0, window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, screen.RootVisual, 0, nil).Check(); err != nil {
		s.t.Fatal(err)
	}
	return window
}

func (s *source) atom(name string) xproto.Atom {
	reply, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	return reply.Atom
}

func (s *source) send(name string, data ...uint32) {
	message := make([]uint32, 5)
	message[0] = uint32(s.window)
	copy(message[1:], data)
	event := xproto.ClientMessageEvent{Format: 32, Window: s.named(s), Type: s.atom(name), Data: xproto.ClientMessageDataUnionData32New(message)}
	xproto.SendEvent(s.conn, false, s.proxy, 0, string(event.Bytes()))
}

// enter comes above the window and proposes to move what it has.
func (s *source) enter() {
	flags := s.version << 24
	list := []byte{}
	first := make([]uint32, 3)
	for i, name := range s.types {
		if i < len(first) {
			first[i] = uint32(s.atom(name))
		} else {
			flags |= 1
		}
		list = append(list, 0, 0, 0, 0)
		xgb.Put32(list[len(list)-4:], uint32(s.atom(name)))
	}
	xproto.ChangeProperty(s.conn, xproto.PropModeReplace, s.window, s.atom("XdndTypeList"), xproto.AtomAtom, 32, uint32(len(s.types)), list)
	s.send("XdndEnter", flags, first[0], first[1], first[2])
	s.send("XdndPosition", 0, 0, 0, uint32(s.atom("XdndActionMove")))
}

func (s *source) drop() { s.send("XdndDrop", 0, xproto.TimeCurrentTime) }

// answer waits for a message of the target's, and hands over meanwhile.
func (s *source) answer(name string) []uint32 {
	s.t.Helper()
	late := time.AfterFunc(patience, s.conn.Close)
	defer late.Stop()
	for {
		event, problem := s.conn.WaitForEvent()
		if event == nil && problem == nil {
			s.t.Fatalf("no %s came", name)
		}
		switch e := event.(type) {
		case xproto.ClientMessageEvent:
			if e.Type == s.atom(name) {
				return e.Data.Data32
			}
		case xproto.SelectionRequestEvent:
			if !s.silent {
				s.handOver(e)
			}
		}
	}
}

func (s *source) handOver(request xproto.SelectionRequestEvent) {
	put := func(kind xproto.Atom, format byte, data []byte) {
		xproto.ChangeProperty(s.conn, xproto.PropModeReplace, request.Requestor, request.Property, kind, format, uint32(len(data)*8/int(format)), data)
	}
	notify := xproto.SelectionNotifyEvent{Time: request.Time, Requestor: request.Requestor, Selection: request.Selection, Target: request.Target, Property: request.Property}
	if s.piece == 0 {
		put(request.Target, 8, s.inForm(request.Target))
		xproto.SendEvent(s.conn, false, request.Requestor, 0, string(notify.Bytes()))
		return
	}
	xproto.ChangeWindowAttributes(s.conn, request.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
	put(s.atom("INCR"), 32, []byte{0, 0, 1, 0})
	xproto.SendEvent(s.conn, false, request.Requestor, 0, string(notify.Bytes()))
	for rest := s.data; ; {
		event, problem := s.conn.WaitForEvent()
		if event == nil && problem == nil {
			return
		}
		change, ok := event.(xproto.PropertyNotifyEvent)
		if !ok || change.Atom != request.Property || change.State != xproto.PropertyDelete {
			continue
		}
		now := rest[:min(s.piece, len(rest))]
		rest = rest[len(now):]
		put(request.Target, 8, now)
		if len(now) == 0 {
			return
		}
	}
}

// inForm is what is handed over in a form. For a promise it writes the file where the target has said.
func (s *source) inForm(form xproto.Atom) []byte {
	for name, data := range s.others {
		if form == s.atom(name) {
			return data
		}
	}
	if form != s.atom(selection.DirectSave) {
		return s.data
	}
	place, err := xproto.GetProperty(s.conn, false, s.window, form, s.atom("text/plain"), 0, 1<<10).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	path, is := fileuri.Path(string(place.Value))
	if !is {
		s.t.Fatalf("it is to be saved at %q", place.Value)
	}
	return []byte(s.save(path))
}

func TestADropIsTakenAsACopy(t *testing.T) {
	for name, change := range map[string]func(*source){
		"as spoken today":    nil,
		"as Chromium speaks": func(s *source) { s.named = func(s *source) xproto.Window { return s.proxy } },
		"of an old version":  func(s *source) { s.version = 2 },
		"of a later version": func(s *source) { s.version = 9 },
		"with many forms":    func(s *source) { s.types = []string{"a/a", "b/b", "c/c", "text/uri-list"} },
		"of KDE's own form":  func(s *source) { s.types = []string{"application/x-kde4-urilist", "text/plain"} },
		"of GNOME's own form": func(s *source) {
			s.types[0], s.data = "x-special/gnome-copied-files", append([]byte("cut\n"), s.data...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, heard := newSource(t, func(s *source) {
				s.data = []byte("# two files\r\nfile:///home/mia/a%20b.pdf\r\nfile:///home/mia/two%0Alines\r\nhttps://example.org/\r\n")
				if change != nil {
					change(s)
				}
			})
			s.enter()
			if status := s.answer("XdndStatus"); status[0] != uint32(s.named(s)) || status[1]&1 == 0 || status[4] != uint32(s.atom("XdndActionCopy")) {
				t.Errorf("files that are held above the window are answered %v", status)
			}
			heard.want(t, "over true")
			s.drop()
			if end := s.answer("XdndFinished"); end[0] != uint32(s.named(s)) || end[1]&1 == 0 || end[2] != uint32(s.atom("XdndActionCopy")) {
				t.Errorf("a drop ends with %v", end)
			}
			heard.want(t, "over false", `dropped ["/home/mia/a b.pdf" "/home/mia/two\nlines"] ["https://example.org/"]`)
		})
	}
}

func TestManyFilesComeInPieces(t *testing.T) {
	var list bytes.Buffer
	var want []string
	for i := range 10_000 {
		path := fmt.Sprintf("/home/mia/photos/a day at the lake %05d.jpg", i)
		want = append(want, path)
		fmt.Fprintf(&list, "file://%s\r\n", strings.ReplaceAll(path, " ", "%20"))
	}
	s, heard := newSource(t, func(s *source) { s.data, s.piece = list.Bytes(), 60_000 })
	s.enter()
	s.answer("XdndStatus")
	s.drop()
	s.answer("XdndFinished")
	heard.want(t, "over true", "over false", fmt.Sprintf("dropped %q %q", want, []string(nil)))
}

// GTK 4, and desktops that bring drops from Wayland, drop on the window itself.
func TestTheToolkitsOwnDropInPieces(t *testing.T) {
	s, heard := newSource(t, func(s *source) { s.data, s.piece = []byte("file:///home/mia/a.pdf\r\nfile:///home/mia/b.pdf\r\n"), 7 })
	convert := func() { // as the toolkit does
		xproto.ConvertSelection(s.conn, s.target, s.atom("XdndSelection"), s.atom("text/uri-list"), s.atom("XdndSelection"), xproto.TimeCurrentTime)
	}
	convert()
	s.handOverOnce()
	heard.want(t, "pieces", `dropped ["/home/mia/a.pdf" "/home/mia/b.pdf"] []`)
	s.piece = 0
	convert()
	s.handOverOnce() // all at once is the toolkit's
	s.piece = 7
	convert()
	s.handOverOnce()
	heard.want(t, "pieces", `dropped ["/home/mia/a.pdf" "/home/mia/b.pdf"] []`)
}

// handOverOnce waits for who wants to have it, and hands over.
func (s *source) handOverOnce() {
	for {
		event, problem := s.conn.WaitForEvent()
		if event == nil && problem == nil {
			s.t.Fatal("nobody wants it")
		}
		if request, is := event.(xproto.SelectionRequestEvent); is {
			s.handOver(request)
			return
		}
	}
}

func TestWhatIsNoFileIsNotAccepted(t *testing.T) {
	s, heard := newSource(t, func(s *source) { s.types = []string{"UTF8_STRING", "text/plain", "text/html", "application/x-color"} })
	s.enter()
	if status := s.answer("XdndStatus"); status[1]&1 != 0 {
		t.Errorf("text is answered %v", status)
	}
	s.drop()
	if end := s.answer("XdndFinished"); end[1]&1 != 0 {
		t.Errorf("a drop of text ends with %v", end)
	}
	s.types, s.data = []string{"text/uri-list"}, []byte("file:///a\n") // the window is ready for the next
	s.enter()
	s.answer("XdndStatus")
	s.drop()
	s.answer("XdndFinished")
	heard.want(t, "over true", "over false", `dropped ["/a"] []`)
}

func TestAnEmptyDropIsTold(t *testing.T) {
	s, heard := newSource(t, nil)
	s.enter()
	s.answer("XdndStatus")
	s.drop()
	s.answer("XdndFinished")
	heard.want(t, "over true", "over false", "dropped [] []")
}

func TestADropThatIsNotHandedOverHoldsUpNoOther(t *testing.T) {
	s, heard := newSource(t, func(s *source) { s.silent = true })
	s.enter()
	s.answer("XdndStatus")
	s.drop()
	if end := s.answer("XdndFinished"); end[1]&1 != 0 {
		t.Errorf("it ends with %v", end)
	}
	heard.want(t, "over true", "over false", "failed true")
}

func TestLeavingEndsIt(t *testing.T) {
	for name, leave := range map[string]func(*source){
		"by its word":  func(s *source) { s.send("XdndLeave") },
		"by its death": func(s *source) { s.conn.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s, heard := newSource(t, nil)
			other := s
			if name == "by its death" { // the window on which it drops is another program's
				other = s.another()
			}
			other.enter()
			heard.want(t, "over true")
			leave(other)
			heard.want(t, "over false")
		})
	}
}

// another is a second program that drags over the same window.
func (s *source) another() *source {
	s.t.Helper()
	conn, err := xgb.NewConn()
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(conn.Close)
	other := *s
	other.conn = conn
	other.window = other.newWindow()
	return &other
}

func TestOtherSystemsKeepTheToolkitsDrops(t *testing.T) {
	for _, native := range []any{nil, driver.WaylandWindowContext{WaylandSurface: 7}, driver.X11WindowContext{}} {
		if err := Take(native, Handler{}, nil); err != nil {
			t.Errorf("%T: %v", native, err)
		}
	}
}
