//go:build !windows && !darwin

package sysproxy

import (
	"os"
	"strings"
)

// read takes what is set under "Network Proxy" in the settings of GNOME and of the desktops that share them. Other
// desktops set the environment.
func read() settings {
	if !strings.Contains(os.Getenv("XDG_CURRENT_DESKTOP"), "GNOME") {
		return settings{}
	}
	return fromGSettings(printedBy("gsettings", "list-recursively", "org.gnome.system.proxy"))
}
