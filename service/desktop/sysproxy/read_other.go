//go:build !windows && !darwin

package sysproxy

import (
	"context"
	"os"
	"os/exec"
	"strings"
)

// read takes what is set under "Network Proxy" in the settings of GNOME and of the desktops that share them. Other desktops set
// the environment.
func read() settings {
	if !strings.Contains(os.Getenv("XDG_CURRENT_DESKTOP"), "GNOME") {
		return settings{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	printed, err := exec.CommandContext(ctx, "gsettings", "list-recursively", "org.gnome.system.proxy").Output()
	if err != nil {
		return settings{}
	}
	return fromGSettings(string(printed))
}
