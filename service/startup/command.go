package startup

import (
	"cmp"
	"os"
	"path/filepath"
)

// Command starts this program again with the same state, application and server, from any folder and with any
// environment.
func (o *Options) Command() []string {
	command := self()
	for _, flag := range []struct{ name, value string }{
		{"-client-id", o.Endpoint.ClientID}, {"-tenant", o.Endpoint.Tenant}, {"-login", o.Endpoint.Login}, {"-graph", o.Endpoint.Graph},
	} {
		if flag.value != "" {
			command = append(command, flag.name, flag.value)
		}
	}
	if usual, err := usualState(); err != nil || o.State != usual {
		command = append(command, "-state", o.State)
	}
	return command
}

// self returns how this program is started. Inside an AppImage or a Flatpak its own path means nothing outside.
func self() []string {
	if id := os.Getenv("FLATPAK_ID"); id != "" {
		return []string{"flatpak", "run", id}
	}
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	return []string{cmp.Or(os.Getenv("APPIMAGE"), path)}
}

// usualState returns the folder of queue and settings if no other is named.
func usualState() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "taskdrop"), err
}
