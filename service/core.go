package service

import (
	"log/slog"
	"path/filepath"
	"time"

	"taskdrop/service/background"
	"taskdrop/service/settings"
	"taskdrop/service/view"
)

// core is what every part of the service has: what it was asked to do, and how it runs, shows and remembers.
type core struct {
	cfg   *Config
	log   *slog.Logger
	group *background.Group
	board *view.Board
	store *settings.Store
}

// stateDir is the folder of the queue. The demo's is apart, since its tasks are nobody's.
func (c *core) stateDir() string {
	if c.board.Now().Demo {
		return filepath.Join(c.cfg.StateDir, "demo")
	}
	return c.cfg.StateDir
}

// takesHousekeeping reports whether a dropped folder means also what desktops and editors keep in it for themselves.
func (c *core) takesHousekeeping() bool { return c.store.Now().Preferences.Housekeeping }

// commandTimeout bounds a single command of the person's, such as making a task.
const commandTimeout = 3 * time.Minute
