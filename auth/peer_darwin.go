package auth

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// lsofTime is how long lsof may take.
const lsofTime = 5 * time.Second

// userOf asks lsof, which lists the processes of this user only. Our own end of the connection has to be in the list:
// without it lsof says nothing.
func userOf(c connection) peer {
	ctx, cancel := context.WithTimeout(context.Background(), lsofTime)
	defer cancel()
	said, _ := exec.CommandContext(ctx, "/usr/sbin/lsof", "-nP", "-iTCP:"+fmt.Sprint(c.local.Port()), "-t").Output()
	own, others := false, false
	for line := range strings.Lines(string(said)) {
		switch pid, err := strconv.Atoi(strings.TrimSpace(line)); {
		case err != nil:
		case pid == os.Getpid():
			own = true
		default:
			others = true
		}
	}
	switch {
	case !own:
		return peerUnknown
	case others:
		return peerOurs
	}
	return peerOther
}
