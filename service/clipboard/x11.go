//go:build unix && !darwin

package clipboard

import (
	"context"
	"errors"
	"io"
	"log"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The forms in which X11 programs hand over, as they are named in a selection's TARGETS; the first one offered is taken.
var (
	fileForms    = []string{"text/uri-list", "x-special/gnome-copied-files", "x-special/mate-copied-files"}
	pictureForms = []string{"image/png", "image/bmp", "image/jpeg"}
	textForms    = []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"}
)

// answerTime is how long the program that copied may take for each step. One that hangs is not waited for.
const answerTime = 3 * time.Second

func init() {
	xgb.Logger = log.New(io.Discard, "", 0) // what goes wrong comes back as an error
}

// read asks the owner of the X11 clipboard. Under Wayland that is the compositor, where it shares its clipboard with X11
// programs.
func read(ctx context.Context) (Content, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return Content{}, unavailable(err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, conn.Close)
	defer stop()
	r := reader{conn: conn, atoms: map[string]xproto.Atom{}, events: make(chan xgb.Event, 64), closed: make(chan struct{})}
	defer close(r.closed)
	if err := r.open(); err != nil {
		return Content{}, unavailable(err)
	}
	return r.content()
}

// reader is one visit to the clipboard.
type reader struct {
	conn   *xgb.Conn
	window xproto.Window // to which the owner hands over
	atoms  map[string]xproto.Atom
	events chan xgb.Event
	closed chan struct{}
}

// open makes a window that nobody sees, as the place to hand over at.
func (r *reader) open() error {
	screen := xproto.Setup(r.conn).DefaultScreen(r.conn)
	window, err := xproto.NewWindowId(r.conn)
	if err != nil {
		return err
	}
	r.window = window
	err = xproto.CreateWindowChecked(r.conn, 0, window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly,
		screen.RootVisual, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	go r.listen()
	return nil
}

// listen passes events on until the connection is closed.
func (r *reader) listen() {
	defer close(r.events)
	for {
		event, problem := r.conn.WaitForEvent()
		if event == nil && problem == nil {
			return
		}
		if event == nil {
			continue
		}
		select {
		case r.events <- event:
		case <-r.closed:
			return
		}
	}
}

func (r *reader) atom(name string) (xproto.Atom, error) {
	if known, ok := r.atoms[name]; ok {
		return known, nil
	}
	reply, err := xproto.InternAtom(r.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, err
	}
	r.atoms[name] = reply.Atom
	return reply.Atom, nil
}

// content takes the best of what the owner offers: files, else a picture, else text that may name files.
func (r *reader) content() (Content, error) {
	offered, err := r.offered()
	if err != nil || len(offered) == 0 {
		return Content{}, err
	}
	files, err := r.first(fileForms, offered)
	if err != nil {
		return Content{}, err
	}
	elsewhere := FromText(string(files))
	if len(elsewhere.Paths) > 0 {
		return elsewhere, nil
	}
	picture, err := r.first(pictureForms, offered)
	if err != nil {
		return Content{}, err
	}
	if len(picture) > 0 {
		made, err := toPNG(picture)
		return Content{PNG: made}, err
	}
	if !elsewhere.Empty() {
		return elsewhere, nil
	}
	text, err := r.first(textForms, offered)
	return FromText(string(text)), err
}

// offered are the forms in which the owner would hand over; none where nobody owns the clipboard.
func (r *reader) offered() (map[xproto.Atom]bool, error) {
	clipboard, err := r.atom("CLIPBOARD")
	if err != nil {
		return nil, err
	}
	owner, err := xproto.GetSelectionOwner(r.conn, clipboard).Reply()
	if err != nil || owner.Owner == xproto.WindowNone {
		return nil, err
	}
	list, err := r.convert("TARGETS")
	if err != nil {
		return nil, err
	}
	offered := map[xproto.Atom]bool{}
	if len(list) == 0 { // an owner that does not say, and so can do no more than text
		for _, form := range textForms {
			atom, err := r.atom(form)
			if err != nil {
				return nil, err
			}
			offered[atom] = true
		}
	}
	for ; len(list) >= 4; list = list[4:] {
		offered[xproto.Atom(xgb.Get32(list))] = true
	}
	return offered, nil
}

// first is the data in the first of the forms that is offered, empty where none is.
func (r *reader) first(forms []string, offered map[xproto.Atom]bool) ([]byte, error) {
	for _, form := range forms {
		atom, err := r.atom(form)
		if err != nil {
			return nil, err
		}
		if !offered[atom] {
			continue
		}
		data, err := r.convert(form)
		if err != nil || len(data) > 0 {
			return data, err
		}
	}
	return nil, nil
}

// convert has the owner hand over in a form. It is empty where the owner will not after all.
func (r *reader) convert(form string) ([]byte, error) {
	clipboard, err := r.atom("CLIPBOARD")
	if err != nil {
		return nil, err
	}
	target, err := r.atom(form)
	if err != nil {
		return nil, err
	}
	place, err := r.atom("TASKDROP_PASTE")
	if err != nil {
		return nil, err
	}
	xproto.ConvertSelection(r.conn, r.window, clipboard, target, place, xproto.TimeCurrentTime)
	given, err := r.await(func(event xgb.Event) bool {
		notify, ok := event.(xproto.SelectionNotifyEvent)
		return ok && notify.Requestor == r.window && notify.Target == target
	})
	if err != nil || given.(xproto.SelectionNotifyEvent).Property == xproto.AtomNone {
		return nil, err
	}
	return r.collect(place)
}

// collect takes what the owner has put down: all of it, or, where that is much, piece by piece (INCR, ICCCM 2.7.2).
func (r *reader) collect(place xproto.Atom) ([]byte, error) {
	incremental, err := r.atom("INCR")
	if err != nil {
		return nil, err
	}
	data, kind, err := r.property(place, nil)
	if err != nil || kind != incremental {
		return data, err
	}
	data = nil // it was only about how much there is
	for {
		_, err := r.await(func(event xgb.Event) bool {
			change, ok := event.(xproto.PropertyNotifyEvent)
			return ok && change.Window == r.window && change.Atom == place && change.State == xproto.PropertyNewValue
		})
		if err != nil {
			return nil, err
		}
		before := len(data)
		if data, _, err = r.property(place, data); err != nil || len(data) == before {
			return data, err
		}
	}
}

// property takes a property off the window, appending it to data; that tells the owner to put the next piece down.
func (r *reader) property(place xproto.Atom, data []byte) ([]byte, xproto.Atom, error) {
	const piece = 1 << 20 // of four bytes each
	for offset := uint32(0); ; {
		reply, err := xproto.GetProperty(r.conn, true, r.window, place, xproto.GetPropertyTypeAny, offset, piece).Reply()
		if err != nil {
			return nil, 0, err
		}
		data = append(data, reply.Value[:int(reply.ValueLen)*int(reply.Format)/8]...)
		if len(data) > most {
			return nil, 0, ErrTooMuch
		}
		if reply.BytesAfter == 0 {
			return data, reply.Type, nil
		}
		offset += piece
	}
}

// await waits for the owner's next step.
func (r *reader) await(wanted func(xgb.Event) bool) (xgb.Event, error) {
	late := time.NewTimer(answerTime)
	defer late.Stop()
	for {
		select {
		case event, open := <-r.events:
			switch {
			case !open:
				return nil, unavailable(errors.New("the display has gone"))
			case wanted(event):
				return event, nil
			}
		case <-late.C:
			return nil, ErrSilent
		}
	}
}
