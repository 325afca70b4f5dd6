package auth

import (
	"encoding/binary"
	"net/netip"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

var getExtendedTCPTable = windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetExtendedTcpTable")

// userOf finds the process that owns a connection, and compares its user with ours.
func userOf(c connection) peer {
	pid, ok := ownerOf(c)
	if !ok {
		return peerUnknown
	}
	if pid == uint32(os.Getpid()) {
		return peerOurs
	}
	same, err := runsAsUs(pid)
	if err == nil {
		if same {
			return peerOurs
		}
		return peerOther
	}
	// Windows says nothing about the process, so the sessions have to do: each user who is logged on has one.
	var theirs, ours uint32
	if windows.ProcessIdToSessionId(pid, &theirs) != nil || windows.ProcessIdToSessionId(uint32(os.Getpid()), &ours) != nil || theirs == ours {
		return peerUnknown
	}
	return peerOther
}

// runsAsUs reports whether a process has the same user as this one.
func runsAsUs(pid uint32) (bool, error) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return false, err
	}
	defer windows.CloseHandle(process)
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return false, err
	}
	defer token.Close()
	theirs, err := token.GetTokenUser()
	if err != nil {
		return false, err
	}
	ours, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return false, err
	}
	return windows.EqualSid(theirs.User.Sid, ours.User.Sid), nil
}

// ownerOf returns the process that owns the client's end of a connection.
func ownerOf(c connection) (pid uint32, ok bool) {
	family, size := uintptr(windows.AF_INET), 24
	if c.local.Addr().Is6() {
		family, size = windows.AF_INET6, 56
	}
	table := tcpTable(family)
	if len(table) < 4 {
		return 0, false
	}
	// Each row of MIB_TCPTABLE_OWNER_PID or MIB_TCP6TABLE_OWNER_PID has its process last.
	for rows := table[4:]; len(rows) >= size; rows = rows[size:] {
		row := rows[:size]
		local, remote := row[4:12], row[12:20]
		if c.local.Addr().Is6() {
			local, remote = append(row[0:16:16], row[20:24]...), append(row[24:40:40], row[44:48]...)
		}
		if rowAddress(local) == c.local && rowAddress(remote) == c.remote {
			return binary.LittleEndian.Uint32(row[size-4:]), true
		}
	}
	return 0, false
}

// rowAddress reads an address that is followed by its port, both in network order.
func rowAddress(row []byte) netip.AddrPort {
	at := len(row) - 4
	address, _ := netip.AddrFromSlice(row[:at])
	return netip.AddrPortFrom(address, binary.BigEndian.Uint16(row[at:]))
}

// tcpTable returns the table of connections with their owners, or nil.
func tcpTable(family uintptr) []byte {
	const connectionsWithOwner = 4 // TCP_TABLE_OWNER_PID_CONNECTIONS
	size := uint32(16 << 10)
	for range 5 {
		table := make([]byte, size)
		status, _, _ := getExtendedTCPTable.Call(uintptr(unsafe.Pointer(&table[0])), uintptr(unsafe.Pointer(&size)),
			0, family, connectionsWithOwner, 0)
		switch windows.Errno(status) {
		case windows.ERROR_SUCCESS:
			return table
		case windows.ERROR_INSUFFICIENT_BUFFER:
			continue
		}
		return nil
	}
	return nil
}
