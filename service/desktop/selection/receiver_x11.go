//go:build unix && !darwin

package selection

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// How long the program that hands over may take for each step, and for one in which it writes a file itself.
const (
	answerTime = 3 * time.Second
	savingTime = time.Minute
)

func init() {
	xgb.Logger = log.New(io.Discard, "", 0) // what goes wrong comes back as an error
}

// Receiver is one visit to the owner of a selection, such as CLIPBOARD. It is for one goroutine.
type Receiver struct {
	conn   *xgb.Conn
	window xproto.Window // invisible; the owner hands over at it
	of     string
	at     xproto.Timestamp
	within time.Duration // what each step may take
	atoms  map[string]xproto.Atom
	events chan xgb.Event
	closed chan struct{}
	stop   func() bool
}

// Visit connects to the owner of a selection, for what it offered at a time: that of a drop, or
// xproto.TimeCurrentTime. Under Wayland the owner is the compositor, if it shares with X11 programs. The visit ends
// with ctx.
func Visit(ctx context.Context, of string, at xproto.Timestamp) (*Receiver, error) {
	r, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	r.of, r.at = of, at
	if err := r.open(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Rest receives what an owner hands over in parts (INCR) at a property of a window of another connection.
func Rest(ctx context.Context, window xproto.Window, property xproto.Atom) ([]byte, error) {
	r, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	r.window = window
	err = xproto.ChangeWindowAttributesChecked(r.conn, window, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return nil, err
	}
	return r.collect(property)
}

func connect(ctx context.Context) (*Receiver, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("no display: %w", err)
	}
	r := &Receiver{conn: conn, within: answerTime, atoms: map[string]xproto.Atom{}, events: make(chan xgb.Event, 64), closed: make(chan struct{})}
	r.stop = context.AfterFunc(ctx, conn.Close)
	go r.listen()
	return r, nil
}

// Close ends the visit.
func (r *Receiver) Close() {
	r.stop()
	close(r.closed)
	r.conn.Close()
}

func (r *Receiver) open() error {
	screen := xproto.Setup(r.conn).DefaultScreen(r.conn)
	window, err := xproto.NewWindowId(r.conn)
	if err != nil {
		return err
	}
	r.window = window
	return xproto.CreateWindowChecked(r.conn, 0, window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly,
		screen.RootVisual, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
}

// listen passes events on until the connection is closed.
func (r *Receiver) listen() {
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

func (r *Receiver) atom(name string) (xproto.Atom, error) {
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

// Forms returns the forms in which the owner offers to hand over. owned is false if the selection has no owner.
func (r *Receiver) Forms() (forms map[string]bool, owned bool, err error) {
	selection, err := r.atom(r.of)
	if err != nil {
		return nil, false, err
	}
	owner, err := xproto.GetSelectionOwner(r.conn, selection).Reply()
	if err != nil || owner.Owner == xproto.WindowNone {
		return nil, false, err
	}
	list, err := r.Receive("TARGETS")
	if err != nil {
		return nil, false, err
	}
	forms = map[string]bool{}
	for ; len(list) >= 4; list = list[4:] {
		if name, err := xproto.GetAtomName(r.conn, xproto.Atom(xgb.Get32(list))).Reply(); err == nil {
			forms[name.Name] = true
		}
	}
	return forms, true, nil
}

// Receive has the owner hand over in a form. The result is empty if the owner refuses.
func (r *Receiver) Receive(form string) ([]byte, error) {
	selection, err := r.atom(r.of)
	if err != nil {
		return nil, err
	}
	target, err := r.atom(form)
	if err != nil {
		return nil, err
	}
	place, err := r.atom("TASKDROP_RECEIVED")
	if err != nil {
		return nil, err
	}
	xproto.ConvertSelection(r.conn, r.window, selection, target, place, r.at)
	given, err := r.await(func(event xgb.Event) bool {
		notify, ok := event.(xproto.SelectionNotifyEvent)
		return ok && notify.Requestor == r.window && notify.Target == target
	})
	if err != nil || given.(xproto.SelectionNotifyEvent).Property == xproto.AtomNone {
		return nil, err
	}
	return r.collect(place)
}

// collect reads what the owner has put down: all of it at once, or in parts if it is large (INCR, ICCCM 2.7.2).
func (r *Receiver) collect(place xproto.Atom) ([]byte, error) {
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

// property appends a property's value to data and deletes the property, which tells the owner to put down the next
// part.
func (r *Receiver) property(place xproto.Atom, data []byte) ([]byte, xproto.Atom, error) {
	const piece = 1 << 20 // of four bytes each
	for offset := uint32(0); ; {
		reply, err := xproto.GetProperty(r.conn, true, r.window, place, xproto.GetPropertyTypeAny, offset, piece).Reply()
		if err != nil {
			return nil, 0, err
		}
		data = append(data, reply.Value[:int(reply.ValueLen)*int(reply.Format)/8]...)
		if len(data) > Most {
			return nil, 0, ErrTooMuch
		}
		if reply.BytesAfter == 0 {
			return data, reply.Type, nil
		}
		offset += piece
	}
}

// await waits for the owner's next step.
func (r *Receiver) await(wanted func(xgb.Event) bool) (xgb.Event, error) {
	late := time.NewTimer(r.within)
	defer late.Stop()
	for {
		select {
		case event, open := <-r.events:
			switch {
			case !open:
				return nil, errors.New("the display has gone")
			case wanted(event):
				return event, nil
			}
		case <-late.C:
			return nil, ErrSilent
		}
	}
}
