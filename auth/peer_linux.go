package auth

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// userOf looks a connection up in the kernel's tables, which name the user of each socket. A connection that is not
// there any more gets no answer from us, so it counts as unknown.
func userOf(c connection) peer {
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		if found := lookUp(table, c); found != peerUnknown {
			return found
		}
	}
	return peerUnknown
}

func lookUp(table string, c connection) peer {
	file, err := os.Open(table)
	if err != nil {
		return peerUnknown
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		// sl, local_address, rem_address, st, tx_queue:rx_queue, tr:tm->when, retrnsmt, uid
		columns := strings.Fields(lines.Text())
		if len(columns) < 8 || tableAddress(columns[1]) != c.local || tableAddress(columns[2]) != c.remote {
			continue
		}
		// The kernel lists root as the user of a socket that nobody has open any more.
		const established = "01"
		switch uid, err := strconv.Atoi(columns[7]); {
		case err != nil:
			return peerUnknown
		case uid == 0 && columns[3] == established, uid != 0 && uid == os.Geteuid():
			return peerOurs
		}
		return peerOther
	}
	return peerUnknown
}

// tableAddress reads an address such as 0100007F:1F90, whose 32-bit words are in the machine's byte order.
func tableAddress(text string) netip.AddrPort {
	host, port, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	if err != nil || len(raw)%4 != 0 {
		return netip.AddrPort{}
	}
	for word := raw; len(word) > 0; word = word[4:] {
		binary.NativeEndian.PutUint32(word, binary.BigEndian.Uint32(word))
	}
	address, ok := netip.AddrFromSlice(raw)
	number, err := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil {
		return netip.AddrPort{}
	}
	return plain(netip.AddrPortFrom(address, uint16(number)))
}
