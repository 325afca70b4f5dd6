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

// connection is a connection to a bus with a time limit, which settle takes off.
type connection struct {
	*dbus.Conn
	cancel context.CancelFunc // ends the timer
	keep   func() bool        // stops the timer from ending the connection, false if it has begun to
}

// connect opens a connection of its own to the first bus that answers at the addresses. All that is asked on it must
// be answered within answerTime; after that, or when released ends, every call on it ends.
//
// The limit closes the receiving side alone, so that what has arrived is still read. To close the socket under the
// reader could leak a descriptor, and keep the computer awake until the program ends.
func (k *Keeper) connect(released context.Context, addresses string) (*connection, error) {
	timed, cancel := context.WithTimeout(released, k.answerTime)
	socket, err := dialBus(timed, addresses)
	if err != nil {
		cancel()
		return nil, err
	}
	keep := context.AfterFunc(timed, func() { _ = socket.CloseRead() }) // fails only if the connection is gone
	conn, err := dbus.ConnectUnix(socket)
	if err != nil {
		keep()
		cancel()
		_ = socket.Close() // nothing but greetings was sent
		return nil, err
	}
	return &connection{Conn: conn, cancel: cancel, keep: keep}, nil
}

// settle takes the time limit off. It returns false if the connection has ended.
func (c *connection) settle() bool {
	inTime := c.keep()
	c.cancel()
	return inTime && c.Connected()
}

// end closes the connection. Nothing waits on it, so a failure loses nothing.
func (c *connection) end() {
	c.settle()
	_ = c.Close()
}

// dialBus connects to the first address that answers. Addresses have the form of the D-Bus specification, separated
// by semicolons. Only Unix sockets count: no other transport carries a descriptor.
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

// systemBusAddresses returns the addresses of the system bus, as the D-Bus specification says.
func systemBusAddresses() string {
	if addresses := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"); addresses != "" {
		return addresses
	}
	return "unix:path=/var/run/dbus/system_bus_socket"
}
