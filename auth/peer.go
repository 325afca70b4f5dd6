package auth

import (
	"net"
	"net/http"
	"net/netip"
)

// peer says who is at the other end of a connection to our port.
type peer int

const (
	// peerUnknown is the answer of a system that does not tell.
	peerUnknown peer = iota
	// peerOurs is this user, or the system itself, which could read our memory as well.
	peerOurs
	// peerOther is another user of this computer.
	peerOther
)

// peerOf tells who sent a request.
func peerOf(r *http.Request) peer {
	server, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return peerUnknown
	}
	client, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return peerUnknown
	}
	return userOf(connection{local: plain(client), remote: plain(server.AddrPort())})
}

// connection is a TCP connection as its client's system lists it.
type connection struct{ local, remote netip.AddrPort }

// plain makes an IPv4 address of one that is mapped into IPv6, and drops the zone.
func plain(address netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(address.Addr().Unmap().WithZone(""), address.Port())
}
