package main

import (
	"cmp"
	"os"
	"path/filepath"
)

// command starts this program again with the same state, application and server, from any folder and with any environment.
func (o *options) command() []string {
	command := self()
	for _, flag := range []struct{ name, value string }{
		{"-client-id", o.endpoint.ClientID}, {"-tenant", o.endpoint.Tenant}, {"-login", o.endpoint.Login}, {"-graph", o.endpoint.Graph},
	} {
		if flag.value != "" {
			command = append(command, flag.name, flag.value)
		}
	}
	if usual, err := usualState(); err != nil || o.state != usual {
		command = append(command, "-state", o.state)
	}
	return command
}

// self is how this program is started. What runs inside an AppImage or a Flatpak has a path that is of no use outside.
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

// usualState is where queue and settings are where nobody names another folder.
func usualState() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "taskdrop"), err
}
