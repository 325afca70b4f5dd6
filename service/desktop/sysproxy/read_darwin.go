package sysproxy

import (
	"context"
	"os/exec"
)

// read takes what is set under "Proxies" in macOS' network settings. A configuration script (PAC) is not run.
func read() settings {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	printed, err := exec.CommandContext(ctx, "/usr/sbin/scutil", "--proxy").Output()
	if err != nil {
		return settings{}
	}
	return fromScutil(string(printed))
}
