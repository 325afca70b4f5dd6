//go:build linux

package clipboard

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"taskdrop/service/desktop/desktoptest"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// owner is a program that copied something. It hands over in pieces where there is more than fits into one.
type owner struct {
	t       *testing.T
	conn    *xgb.Conn
	window  xproto.Window
	offers  map[string][]byte
	silent  bool // it says no word
	stopsAt int  // it says no word after that many pieces, 0 for never
	places  map[string]xproto.Atom
}

const pieceSize = 50_000

// copies has somebody own the clipboard.
func copies(t *testing.T, offers map[string][]byte, change func(*owner)) {
	t.Helper()
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	o := &owner{t: t, conn: conn, offers: offers, places: map[string]xproto.Atom{}}
	if change != nil {
		change(o)
	}
	if o.window, err = xproto.NewWindowId(conn); err != nil {
		t.Fatal(err)
	}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	xproto.CreateWindow(conn, 0, o.window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, screen.RootVisual, 0, nil)
	for _, name := range []string{"CLIPBOARD", "TARGETS", "INCR"} {
		o.atom(name)
	}
	for name := range offers {
		o.atom(name)
	}
	if err := xproto.SetSelectionOwnerChecked(conn, o.window, o.atom("CLIPBOARD"), xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		o.serve()
	}()
	t.Cleanup(func() {
		conn.Close()
		<-ended
	})
}

func (o *owner) atom(name string) xproto.Atom {
	if known, ok := o.places[name]; ok {
		return known
	}
	reply, err := xproto.InternAtom(o.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		o.t.Fatal(err)
	}
	o.places[name] = reply.Atom
	return reply.Atom
}

func (o *owner) serve() {
	for {
		event, problem := o.conn.WaitForEvent()
		if event == nil && problem == nil {
			return
		}
		if request, ok := event.(xproto.SelectionRequestEvent); ok && !o.silent {
			o.handOver(request)
		}
	}
}

func (o *owner) handOver(request xproto.SelectionRequestEvent) {
	put := func(kind xproto.Atom, format byte, data []byte) {
		xproto.ChangeProperty(o.conn, xproto.PropModeReplace, request.Requestor, request.Property, kind, format, uint32(len(data)*8/int(format)), data)
	}
	notify := xproto.SelectionNotifyEvent{Time: request.Time, Requestor: request.Requestor, Selection: request.Selection, Target: request.Target, Property: request.Property}
	var pieces []byte
	if request.Target == o.places["TARGETS"] {
		var list []byte
		for name := range o.offers {
			list = append(list, 0, 0, 0, 0)
			xgb.Put32(list[len(list)-4:], uint32(o.places[name]))
		}
		put(xproto.AtomAtom, 32, list)
	} else {
		notify.Property = xproto.AtomNone
		for name, data := range o.offers {
			if o.places[name] != request.Target {
				continue
			}
			notify.Property = request.Property
			if len(data) <= pieceSize {
				put(request.Target, 8, data)
				continue
			}
			pieces = data
			xproto.ChangeWindowAttributes(o.conn, request.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
			put(o.places["INCR"], 32, []byte{0, 0, 1, 0})
		}
	}
	xproto.SendEvent(o.conn, false, request.Requestor, 0, string(notify.Bytes()))
	if pieces != nil {
		o.handOverPieces(pieces, request, put)
	}
}

func (o *owner) handOverPieces(data []byte, request xproto.SelectionRequestEvent, put func(xproto.Atom, byte, []byte)) {
	for given := 0; ; given++ {
		for {
			event, problem := o.conn.WaitForEvent()
			if event == nil && problem == nil {
				return
			}
			change, ok := event.(xproto.PropertyNotifyEvent)
			if ok && change.Atom == request.Property && change.State == xproto.PropertyDelete {
				break
			}
		}
		if o.stopsAt > 0 && given == o.stopsAt {
			return
		}
		now := data[:min(pieceSize, len(data))]
		data = data[len(now):]
		put(request.Target, 8, now)
		if len(now) == 0 {
			return
		}
	}
}

func pngOf(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadTakesTheBestOfWhatIsOffered(t *testing.T) {
	small := pngOf(t, sample(4, 4))
	noise := image.NewNRGBA(image.Rect(0, 0, 1200, 900))
	_, _ = rand.Read(noise.Pix)
	large := pngOf(t, noise)
	bitmap := append(append([]byte("BM"), make([]byte, 12)...), bitmapOf(sample(3, 3), 24, bitmapPlain, 40, false, false)...)
	list := []byte("file:///home/mia/a+b.pdf\r\nfile:///home/mia/%C3%84.txt\r\n")
	named := filepath.Join(t.TempDir(), "ä.pdf")
	if err := os.WriteFile(named, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		offers map[string][]byte
		want   Content
	}{
		"a path":                       {map[string][]byte{"UTF8_STRING": []byte(named + "\n"), "STRING": []byte("x")}, Content{Named: []string{named}}},
		"prose with a path":            {map[string][]byte{"UTF8_STRING": []byte("as in\n" + named), "image/png": small}, Content{PNG: small}},
		"files, and their names":       {map[string][]byte{"text/uri-list": list, "UTF8_STRING": []byte("a+b.pdf")}, Content{Paths: []string{"/home/mia/a+b.pdf", "/home/mia/Ä.txt"}}},
		"files of an old file manager": {map[string][]byte{"x-special/gnome-copied-files": []byte("copy\nfile:///home/mia/a.pdf")}, Content{Paths: []string{"/home/mia/a.pdf"}}},
		"a picture":                    {map[string][]byte{"image/png": small, "text/html": []byte("<img>")}, Content{PNG: small}},
		"a picture and its page":       {map[string][]byte{"image/png": small, "text/uri-list": []byte("https://example.org/a.png")}, Content{PNG: small}},
		"a picture in many pieces":     {map[string][]byte{"image/png": large}, Content{PNG: large}},
		"another kind of picture":      {map[string][]byte{"image/bmp": bitmap}, Content{PNG: pngOf(t, sample(3, 3))}},
		"a web page":                   {map[string][]byte{"UTF8_STRING": []byte("https://example.org/")}, Content{Others: []string{"https://example.org/"}}},
		"words":                        {map[string][]byte{"UTF8_STRING": []byte("hello")}, Content{}},
		"nothing of use":               {map[string][]byte{"audio/ogg": []byte("x")}, Content{}},
	} {
		t.Run(name, func(t *testing.T) {
			desktoptest.StartDisplay(t)
			copies(t, test.offers, nil)
			got, err := Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			same := bytes.Equal(got.PNG, test.want.PNG)
			if !same && len(got.PNG) > 0 && len(test.want.PNG) > 0 {
				same = samePicture(t, got.PNG, test.want.PNG)
			}
			if !slices.Equal(got.Paths, test.want.Paths) || !slices.Equal(got.Named, test.want.Named) || !slices.Equal(got.Others, test.want.Others) || !same {
				t.Errorf("paths %q, others %q, %d bytes of PNG", got.Paths, got.Others, len(got.PNG))
			}
		})
	}
}

func samePicture(t *testing.T, a, b []byte) bool {
	t.Helper()
	one, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	other, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for y := range one.Bounds().Dy() {
		for x := range one.Bounds().Dx() {
			if one.At(x, y) != other.At(x, y) {
				return false
			}
		}
	}
	return one.Bounds() == other.Bounds()
}

func TestNobodyHasCopiedAnything(t *testing.T) {
	desktoptest.StartDisplay(t)
	if got, err := Read(t.Context()); err != nil || !got.Empty() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAProgramThatHangsIsNotWaitedFor(t *testing.T) {
	for name, change := range map[string]func(*owner){
		"from the start":       func(o *owner) { o.silent = true },
		"in the middle of all": func(o *owner) { o.stopsAt = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			desktoptest.StartDisplay(t)
			copies(t, map[string][]byte{"image/png": make([]byte, 5*pieceSize)}, change)
			if got, err := Read(t.Context()); !errors.Is(err, ErrSilent) {
				t.Errorf("%d bytes, %v", len(got.PNG), err)
			}
		})
	}
}

func TestWhoLeavesIsNotHeldUp(t *testing.T) {
	desktoptest.StartDisplay(t)
	copies(t, nil, func(o *owner) { o.silent = true })
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestWithoutADisplayThereIsNoClipboard(t *testing.T) {
	t.Setenv("DISPLAY", "")
	if _, err := Read(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("%v", err)
	}
}

// The paths that a sandboxed program knows may lead nowhere here.
func TestASandboxedProgramsFilesArePasted(t *testing.T) {
	for key, want := range map[string]string{"key\x00": "/home/mia/a.pdf", "odd": "/run/inside/a.pdf"} {
		t.Run(want, func(t *testing.T) {
			desktoptest.StartDisplay(t)
			desktoptest.StartTransfers(t, map[string][]string{"key": {"/home/mia/a.pdf"}})
			copies(t, map[string][]byte{
				"application/vnd.portal.filetransfer": []byte(key), "text/uri-list": []byte("file:///run/inside/a.pdf\r\n"),
			}, nil)
			found, err := Read(t.Context())
			if err != nil || !slices.Equal(found.Paths, []string{want}) {
				t.Errorf("found %q, %v", found.Paths, err)
			}
		})
	}
}
