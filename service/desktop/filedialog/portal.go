//go:build unix && !darwin

package filedialog

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/sessionbus"
	"taskdrop/service/localfiles/fileuri"
)

// The names of the portal's protocol (org.freedesktop.portal.FileChooser and Request).
const (
	portalName      = "org.freedesktop.portal.Desktop"
	portalPath      = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	portalChooser   = "org.freedesktop.portal.FileChooser."
	portalRequest   = "org.freedesktop.portal.Request"
	ownerChanged    = "org.freedesktop.DBus.NameOwnerChanged"
	answeredChosen  = 0
	answeredDropped = 1 // the person closed the dialog or pressed Cancel
)

// startTime is how long a portal may take until it says that it is about to ask. It is started for this, and may be
// slow.
const startTime = 8 * time.Second

// errPortalGone means that the portal ended while it asked.
var errPortalGone = errors.New("the portal has ended")

// ask shows a dialog of the portal. It has a connection of its own: when that closes, the portal closes the dialog.
func ask(ctx context.Context, what kind, r Request) ([]string, error) {
	paths, err := askPortal(ctx, what, r)
	if ctx.Err() != nil {
		// The connection ends with ctx, and whatever fails for that reason may be seen first.
		return nil, ctx.Err()
	}
	return paths, err
}

func askPortal(ctx context.Context, what kind, r Request) ([]string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	late := time.AfterFunc(startTime, cancel)
	defer late.Stop()
	conn, err := connect(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	defer conn.Close()
	p := portal{conn: conn, signals: make(chan *dbus.Signal, 16)}
	if err := p.begin(ctx, what, r); err != nil {
		return nil, unavailable(err)
	}
	if !late.Stop() {
		return nil, unavailable(context.DeadlineExceeded)
	}
	return p.answer(ctx)
}

// connect opens a connection to the session bus. It ends with ctx.
func connect(ctx context.Context) (*dbus.Conn, error) {
	address := sessionbus.Address()
	if address == "" {
		return nil, errors.New("there is no session bus")
	}
	return dbus.Connect(address, dbus.WithContext(ctx))
}

// portal is one dialog on its way.
type portal struct {
	conn    *dbus.Conn
	signals chan *dbus.Signal
	owner   string          // the portal's own name on the bus
	handle  dbus.ObjectPath // of the request
}

// begin asks the portal to ask. It listens before it calls: the answer may come before the call returns.
func (p *portal) begin(ctx context.Context, what kind, r Request) error {
	p.conn.Signal(p.signals)
	for _, options := range [][]dbus.MatchOption{
		{dbus.WithMatchInterface(portalRequest), dbus.WithMatchMember("Response")},
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portalName)},
	} {
		if err := p.conn.AddMatchSignalContext(ctx, options...); err != nil {
			return err
		}
	}
	parent := ""
	if r.Parent != 0 {
		parent = fmt.Sprintf("x11:%x", r.Parent)
	}
	method, options := call(what, r)
	err := p.conn.Object(portalName, portalPath).CallWithContext(ctx, portalChooser+method, 0, parent, r.Title, options).Store(&p.handle)
	if err != nil {
		return err
	}
	return p.conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, portalName).Store(&p.owner)
}

// call is the portal's method for a dialog, and its options.
func call(what kind, r Request) (method string, options map[string]dbus.Variant) {
	options = map[string]dbus.Variant{
		"handle_token": dbus.MakeVariant("taskdrop_" + rand.Text()),
		"modal":        dbus.MakeVariant(true),
	}
	switch what {
	case saveFile:
		options["current_name"] = dbus.MakeVariant(r.Name)
		return "SaveFile", options
	case openFolder, openFolders:
		options["directory"] = dbus.MakeVariant(true)
		options["multiple"] = dbus.MakeVariant(what == openFolders)
	default:
		options["multiple"] = dbus.MakeVariant(true)
	}
	return "OpenFile", options
}

// answer waits for the person, for as long as they take.
func (p *portal) answer(ctx context.Context) ([]string, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case signal, open := <-p.signals:
			switch {
			case !open || p.lost(signal):
				return nil, unavailable(errPortalGone)
			case signal.Name == portalRequest+".Response" && signal.Path == p.handle && signal.Sender == p.owner:
				return response(signal.Body)
			}
		}
	}
}

// lost reports whether a signal says that the portal that asks has left the bus.
func (p *portal) lost(signal *dbus.Signal) bool {
	var name, before, after string
	return signal.Name == ownerChanged && dbus.Store(signal.Body, &name, &before, &after) == nil &&
		name == portalName && before == p.owner
}

// response reads what the person chose.
func response(body []any) ([]string, error) {
	var status uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &status, &results); err != nil {
		return nil, unavailable(err)
	}
	switch status {
	case answeredChosen:
	case answeredDropped:
		return nil, nil
	default:
		return nil, unavailable(fmt.Errorf("the portal could not ask: response %d", status))
	}
	uris, _ := results["uris"].Value().([]string)
	var paths []string
	for _, uri := range uris {
		if path, ok := fileuri.Path(uri); ok {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil, unavailable(fmt.Errorf("the portal answered %d URIs, none of a file on this computer", len(uris)))
	}
	return paths, nil
}
