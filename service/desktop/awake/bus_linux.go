package awake

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/godbus/dbus/v5"
)

// errNoBus means that no address leads to a bus on this computer.
var errNoBus = errors.New("there is no bus at a Unix socket")

// connection is a connection to a bus that is ended when its time is over, until settle takes the limit off.
type connection struct {
	*dbus.Conn
	cancel context.CancelFunc // ends the timer
	keep   func() bool        // stops the timer from ending the connection, false where it has begun to
}

// connect opens a connection of its own to the first bus there is at the addresses. From then on there is answerTime for
// all that is asked on it. After that, or when released is done, every call on it ends.
//
// The end is that no more is received: what has arrived is still read whole. Closing the socket under the reader instead
// could leave a descriptor in its hands that nobody knows of, and the computer awake until the program ends.
func (k *Keeper) connect(released context.Context, addresses string) (*connection, error) {
	timed, cancel := context.WithTimeout(released, k.answerTime)
	socket, err := dialBus(timed, addresses)
	if err != nil {
		cancel()
		return nil, err
	}
	keep := context.AfterFunc(timed, func() { _ = socket.CloseRead() }) // fails only where the connection is gone
	conn, err := dbus.ConnectUnix(socket)
	if err != nil {
		keep()
		cancel()
		_ = socket.Close() // nothing was sent but greetings
		return nil, err
	}
	return &connection{Conn: conn, cancel: cancel, keep: keep}, nil
}

// settle takes the time limit off. It returns false where the connection has ended.
func (c *connection) settle() bool {
	inTime := c.keep()
	c.cancel()
	return inTime && c.Connected()
}

// end closes the connection. Nothing is waiting on it, so nothing is lost where that fails.
func (c *connection) end() {
	c.settle()
	_ = c.Close()
}

// dialBus connects to the first address that answers. Addresses have the form of the D-Bus specification, separated by
// semicolons; those that are not Unix sockets are passed over: no descriptor comes through any other.
func dialBus(ctx context.Context, addresses string) (*net.UnixConn, error) {
	err := errNoBus
	for address := range strings.SplitSeq(addresses, ";") {
		path, ok := socketPath(address)
		if !ok {
			continue
		}
		var dialer net.Dialer
		conn, dialErr := dialer.DialContext(ctx, "unix", path)
		if dialErr != nil {
			err = dialErr
			continue
		}
		socket, ok := conn.(*net.UnixConn)
		if !ok {
			return nil, fmt.Errorf("%s is not a Unix socket", path)
		}
		return socket, nil
	}
	return nil, err
}

// socketPath reads unix:path=PATH and unix:abstract=NAME, with what else may be said after a comma.
func socketPath(address string) (path string, ok bool) {
	pairs, ok := strings.CutPrefix(address, "unix:")
	if !ok {
		return "", false
	}
	for pair := range strings.SplitSeq(pairs, ",") {
		key, escaped, _ := strings.Cut(pair, "=")
		value, err := dbus.UnescapeBusAddressValue(escaped)
		switch {
		case err != nil || value == "":
		case key == "path":
			return value, true
		case key == "abstract":
			return "@" + value, true
		}
	}
	return "", false
}

// systemBusAddresses are where the system bus is, as the D-Bus specification says.
func systemBusAddresses() string {
	if addresses := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"); addresses != "" {
		return addresses
	}
	return "unix:path=/var/run/dbus/system_bus_socket"
}
