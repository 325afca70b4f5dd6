//go:build unix && !darwin

package selection

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"

	"github.com/godbus/dbus/v5"

	"taskdrop/service/desktop/sessionbus"
)

// PortalForms are the forms in which a sandboxed program hands over files: a key with which the desktop's portal tells
// where they are. The paths that such a program knows itself may lead nowhere outside its sandbox.
var PortalForms = []string{"application/vnd.portal.filetransfer", "application/vnd.portal.files"}

// The names of the portal's protocol (org.freedesktop.portal.FileTransfer).
const (
	portalName     = "org.freedesktop.portal.Documents"
	portalPath     = dbus.ObjectPath("/org/freedesktop/portal/documents")
	portalRetrieve = "org.freedesktop.portal.FileTransfer.RetrieveFiles"
)

// Transferred receives files in one of PortalForms, and returns their paths.
func (r *Receiver) Transferred(ctx context.Context, form string) ([]string, error) {
	key, err := r.Receive(form)
	if err != nil {
		return nil, err
	}
	key, _, _ = bytes.Cut(key, []byte{0}) // GTK ends it as C does
	if len(key) == 0 {
		return nil, ErrRefused
	}
	return retrieve(ctx, string(key))
}

func retrieve(ctx context.Context, key string) (paths []string, err error) {
	address := sessionbus.Address()
	if address == "" {
		return nil, errors.New("there is no session bus")
	}
	ctx, cancel := context.WithTimeoutCause(ctx, answerTime, ErrSilent)
	defer cancel()
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	var told []string
	err = conn.Object(portalName, portalPath).CallWithContext(ctx, portalRetrieve, 0, key, map[string]dbus.Variant{}).Store(&told)
	if err != nil {
		return nil, errors.Join(err, context.Cause(ctx))
	}
	for _, path := range told {
		if filepath.IsAbs(path) {
			paths = append(paths, path)
		}
	}
	return paths, nil
}
