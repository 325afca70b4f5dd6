package desktoptest

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

// transfers is a portal that knows the paths behind keys.
type transfers map[string][]string

// RetrieveFiles implements org.freedesktop.portal.FileTransfer.
func (t transfers) RetrieveFiles(key string, _ map[string]dbus.Variant) ([]string, *dbus.Error) {
	paths, known := t[key]
	if !known {
		return nil, dbus.NewError("org.freedesktop.DBus.Error.AccessDenied", []any{"Invalid transfer"})
	}
	return paths, nil
}

// StartTransfers starts a session bus with a portal through which sandboxed programs hand over files, by key.
func StartTransfers(t *testing.T, paths map[string][]string) {
	t.Helper()
	conn, err := dbus.Connect(StartSessionBus(t).Address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.Export(transfers(paths), "/org/freedesktop/portal/documents", "org.freedesktop.portal.FileTransfer"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.portal.Documents", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
}
