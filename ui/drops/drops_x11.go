//go:build linux || freebsd || openbsd || netbsd

package drops

import (
	"context"
	"slices"
	"sync/atomic"

	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"taskdrop/service/desktop/selection"
	"taskdrop/service/localfiles/fileuri"
)

// protocol is the version of XDND spoken here. A program with a later one speaks this one, too.
const protocol = 5

// wanted are the forms in which files are taken, the best first. Beside them only promises are accepted, and the
// pointer shows that.
var wanted = []string{"text/uri-list", "application/x-kde4-urilist", "x-special/gnome-copied-files"}

// names are the atoms of the protocol's messages and properties.
var names = []string{
	"XdndAware", "XdndProxy", "XdndEnter", "XdndPosition", "XdndStatus", "XdndLeave", "XdndDrop", "XdndFinished", "XdndTypeList", "XdndActionCopy",
	"XdndSelection", "INCR",
}

// zone is the window that takes the drops of another one.
type zone struct {
	handler Handler
	conn    *xgb.Conn
	window  xproto.Window
	target  xproto.Window // the window on which is dropped
	atoms   map[string]xproto.Atom
	now     drag
	over    bool
	pieces  atomic.Bool // something is being handed over to the toolkit piece by piece
}

// drag is what is held above the window.
type drag struct {
	source  xproto.Window // none if nothing is held
	named   xproto.Window // the window that the program calls its target: Chromium names the proxy
	version byte
	form    string // the form in which files are taken, "" if none are offered
	portal  string // the form in which a sandboxed program's files are taken
	promise string // the form in which what is no file yet is taken
}

func (d drag) accepted() bool { return d.form != "" || d.portal != "" || d.promise != "" }

func take(native any, handler Handler, done <-chan struct{}) error {
	window, is := native.(driver.X11WindowContext)
	if !is || window.WindowHandle == 0 {
		return nil
	}
	conn, err := xgb.NewConn()
	if err != nil {
		return err
	}
	z := &zone{handler: handler, conn: conn, target: xproto.Window(window.WindowHandle), atoms: map[string]xproto.Atom{}}
	if err := z.open(); err != nil {
		conn.Close()
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-done
		cancel()
		conn.Close()
	}()
	go z.follow(ctx)
	return nil
}

// open makes the window and names it as the one that takes the drops. A program checks that the named window agrees.
func (z *zone) open() error {
	for _, name := range slices.Concat(names, wanted, selection.PortalForms, promises) {
		reply, err := xproto.InternAtom(z.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return err
		}
		z.atoms[name] = reply.Atom
	}
	window, err := xproto.NewWindowId(z.conn)
	if err != nil {
		return err
	}
	z.window = window
	screen := xproto.Setup(z.conn).DefaultScreen(z.conn)
	if err := xproto.CreateWindowChecked(z.conn, 0, window, screen.Root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly,
		screen.RootVisual, xproto.CwOverrideRedirect, []uint32{1}).Check(); err != nil {
		return err
	}
	if err := z.set(window, "XdndAware", xproto.AtomAtom, protocol); err != nil {
		return err
	}
	if err := z.set(window, "XdndProxy", xproto.AtomWindow, uint32(window)); err != nil {
		return err
	}
	err = xproto.ChangeWindowAttributesChecked(z.conn, z.target, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	return z.set(z.target, "XdndProxy", xproto.AtomWindow, uint32(window)) // last: from here on it is used
}

func (z *zone) set(window xproto.Window, name string, kind xproto.Atom, value uint32) error {
	data := make([]byte, 4)
	xgb.Put32(data, value)
	return xproto.ChangePropertyChecked(z.conn, xproto.PropModeReplace, window, z.atoms[name], kind, 32, 1, data).Check()
}

// follow plays the part of the target until the connection is closed.
func (z *zone) follow(ctx context.Context) {
	for {
		event, problem := z.conn.WaitForEvent()
		if event == nil && problem == nil {
			return
		}
		switch e := event.(type) {
		case xproto.ClientMessageEvent:
			if e.Format == 32 {
				z.hear(ctx, e)
			}
		case xproto.PropertyNotifyEvent:
			if e.Window == z.target && e.Atom == z.atoms["XdndSelection"] && e.State == xproto.PropertyNewValue {
				z.look(ctx)
			}
		case xproto.DestroyNotifyEvent:
			if e.Window == z.now.source {
				z.forget() // the program died while it held something above the window
			}
		}
	}
}

func (z *zone) hear(ctx context.Context, message xproto.ClientMessageEvent) {
	data := message.Data.Data32
	source := xproto.Window(data[0])
	if message.Type == z.atoms["XdndEnter"] {
		z.enter(source, message.Window, data)
		return
	}
	if source != z.now.source {
		return // it belongs to a drag that is over
	}
	switch message.Type {
	case z.atoms["XdndPosition"]:
		z.answer("XdndStatus", z.now, z.now.accepted(), 4)
		z.hold(z.now.accepted())
	case z.atoms["XdndLeave"]:
		z.forget()
	case z.atoms["XdndDrop"]:
		at := xproto.Timestamp(xproto.TimeCurrentTime)
		if z.now.version >= 1 {
			at = xproto.Timestamp(data[2])
		}
		dropped := z.now
		z.forget()
		if !dropped.accepted() {
			z.answer("XdndFinished", dropped, false, 2)
			return
		}
		go z.receive(ctx, dropped, at)
	}
}

// enter notes what comes in, and chooses the form to take it in.
func (z *zone) enter(source, named xproto.Window, data []uint32) {
	z.forget()
	z.now = drag{source: source, named: named, version: min(byte(data[1]>>24), protocol)}
	offered := data[2:5]
	if more := data[1]&1 != 0; more {
		offered = z.typesOf(source)
	}
	z.now.form, z.now.promise = z.first(wanted, offered), z.first(promises, offered)
	z.now.portal = z.first(selection.PortalForms, offered)
	// The program may die at any time. The server has answered this request before the program is answered, so none
	// goes unnoticed.
	err := xproto.ChangeWindowAttributesChecked(z.conn, source, xproto.CwEventMask, []uint32{xproto.EventMaskStructureNotify}).Check()
	if err != nil {
		z.now = drag{}
	}
}

// first returns the first of the forms that is offered, "" if none is.
func (z *zone) first(forms []string, offered []uint32) string {
	for _, form := range forms {
		if slices.Contains(offered, uint32(z.atoms[form])) {
			return form
		}
	}
	return ""
}

// typesOf returns the forms that a program offers if they do not fit into a message.
func (z *zone) typesOf(source xproto.Window) (offered []uint32) {
	const most = 1 << 12
	reply, err := xproto.GetProperty(z.conn, false, source, z.atoms["XdndTypeList"], xproto.AtomAtom, 0, most).Reply()
	if err != nil || reply.Format != 32 {
		return nil
	}
	for list := reply.Value; len(list) >= 4; list = list[4:] {
		offered = append(offered, xgb.Get32(list))
	}
	return offered
}

// receive takes over what was dropped. It has a connection of its own, so that a program that hangs delays no later
// drop.
func (z *zone) receive(ctx context.Context, dropped drag, at xproto.Timestamp) {
	owner, err := selection.Visit(ctx, "XdndSelection", at)
	if err != nil {
		z.answer("XdndFinished", dropped, false, 2)
		z.hand(ctx, nil, err)
		return
	}
	defer owner.Close()
	if dropped.portal != "" {
		paths, err := owner.Transferred(ctx, dropped.portal)
		if len(paths) > 0 || err != nil && dropped.form == "" && dropped.promise == "" {
			z.answer("XdndFinished", dropped, err == nil, 2)
			z.handPaths(ctx, paths, err)
			return
		}
	}
	var list []byte
	if dropped.form != "" {
		list, err = owner.Receive(dropped.form)
	}
	paths, others := fileuri.InText(string(list))
	if err == nil && len(paths) == 0 && dropped.promise != "" {
		err = z.redeem(ctx, owner, dropped, others)
		if err == nil || len(others) == 0 {
			z.failUnless(ctx, err)
			return
		}
		err = nil // what it links to is better than nothing
	} else {
		z.answer("XdndFinished", dropped, err == nil, 2)
	}
	z.hand(ctx, list, err)
}

func (z *zone) hand(ctx context.Context, data []byte, err error) {
	if err == nil && ctx.Err() == nil {
		z.handler.Dropped(fileuri.InText(string(data)))
	}
	z.failUnless(ctx, err)
}

func (z *zone) handPaths(ctx context.Context, paths []string, err error) {
	if err == nil && ctx.Err() == nil {
		z.handler.Dropped(paths, nil)
	}
	z.failUnless(ctx, err)
}

func (z *zone) failUnless(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		z.handler.Failed(err)
	}
}

// look takes what a program hands over to the toolkit in parts (INCR), which the toolkit ignores.
func (z *zone) look(ctx context.Context) {
	property := z.atoms["XdndSelection"]
	given, err := xproto.GetProperty(z.conn, false, z.target, property, xproto.GetPropertyTypeAny, 0, 0).Reply()
	if err != nil || given.Type != z.atoms["INCR"] || !z.pieces.CompareAndSwap(false, true) {
		return
	}
	go func() {
		z.handler.Pieces() // the toolkit may find the first part
		data, err := selection.Rest(ctx, z.target, property)
		z.pieces.Store(false)
		z.hand(ctx, data, err)
	}()
}

// answer tells the program whether its files are taken. The action is always a copy: after a move the program could
// delete a file that is still to be sent. The action's place is at the end of a status, and after the verdict of a
// finish.
func (z *zone) answer(name string, to drag, accepted bool, actionAt int) {
	data := make([]uint32, 5)
	data[0] = uint32(to.named)
	if accepted {
		data[1] = 1
		data[actionAt] = uint32(z.atoms["XdndActionCopy"])
	}
	message := xproto.ClientMessageEvent{Format: 32, Window: to.source, Type: z.atoms[name], Data: xproto.ClientMessageDataUnionData32New(data)}
	xproto.SendEvent(z.conn, false, to.source, xproto.EventMaskNoEvent, string(message.Bytes()))
}

// forget ends what was held above the window.
func (z *zone) forget() {
	if z.now.source != xproto.WindowNone {
		xproto.ChangeWindowAttributes(z.conn, z.now.source, xproto.CwEventMask, []uint32{xproto.EventMaskNoEvent})
	}
	z.now = drag{}
	z.hold(false)
}

func (z *zone) hold(over bool) {
	if z.over != over {
		z.over = over
		z.handler.Over(over)
	}
}
