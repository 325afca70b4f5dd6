package service

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"taskdrop/service/problem"
)

// settings are what the service remembers between runs. Nothing in them is secret.
type settings struct {
	Application
	Network Network           `json:"network,omitzero"`
	Display Display           `json:"display,omitzero"`
	Account string            `json:"account,omitempty"` // the last one used
	Choices map[string]choice `json:"choices,omitempty"` // by account
	// Governed is when a mailbox was first found to throttle, by account.
	Governed    map[string]time.Time `json:"governed,omitempty"`
	Preferences Preferences          `json:"preferences"`
}

// Preferences are what the person can set about the transfers.
type Preferences struct {
	// CheckAfterUpload downloads each attachment again and compares it with the file.
	CheckAfterUpload bool `json:"checkAfterUpload,omitempty"`
	// AllowSleep lets the computer fall asleep although files are on their way.
	AllowSleep bool `json:"allowSleep,omitempty"`
	// AskFirst keeps dropped files waiting until the person starts them.
	AskFirst bool `json:"askFirst,omitempty"`
	// Silent leaves out the notification at the end.
	Silent bool `json:"silent,omitempty"`
	// Housekeeping takes also those files of a dropped folder that desktops and editors keep for themselves.
	Housekeeping bool `json:"housekeeping,omitempty"`
	// Tray puts an icon into the desktop's tray, where it has one, and keeps the program there when its window is closed. It
	// takes effect at the next start.
	Tray bool `json:"tray,omitempty"`
}

// choice is the list and task an account was last used with.
type choice struct {
	ListID    string `json:"list,omitempty"`
	ListName  string `json:"listName,omitempty"`
	TaskID    string `json:"task,omitempty"`
	TaskTitle string `json:"taskTitle,omitempty"`
	// RecentLists and RecentTasks are ids, the last one chosen first.
	RecentLists []string `json:"recentLists,omitempty"`
	RecentTasks []string `json:"recentTasks,omitempty"`
}

// maxRecent is how many recent choices are offered first.
const maxRecent = 6

// recent puts an id in front.
func recent(ids []string, id string) []string {
	if id == "" {
		return ids
	}
	rest := slices.DeleteFunc(slices.Clone(ids), func(other string) bool { return other == id })
	return append([]string{id}, rest[:min(len(rest), maxRecent-1)]...)
}

const settingsName = "settings.json"

// damagedName is where settings are put that can't be read.
const damagedName = "settings.damaged.json"

// readSettings reads what there is in a folder; nothing is an empty file of settings. damaged means that there is something, but
// no settings.
func readSettings(dir string) (s settings, damaged bool, err error) {
	data, err := os.ReadFile(filepath.Join(dir, settingsName))
	if errors.Is(err, fs.ErrNotExist) {
		return settings{}, false, nil
	}
	if err == nil {
		if err = json.Unmarshal(data, &s); err != nil {
			return settings{}, true, err
		}
	}
	return s, false, err
}

// openSettings takes up what the last run left. Settings that can't be read are those of a first start: they hold nothing that
// could not be chosen again. The file is kept aside, and the window says so. It is called before the service is shared.
func (s *Service) openSettings() {
	kept, damaged, err := readSettings(s.cfg.StateDir)
	if err != nil {
		s.log.Warn("could not read the settings", "err", err)
		file := filepath.Join(s.cfg.StateDir, settingsName)
		if damaged {
			aside := filepath.Join(s.cfg.StateDir, damagedName)
			if err := os.Rename(file, aside); err == nil {
				file = aside
			}
		}
		s.note(problem.New(problem.SettingsDamaged, "File", file).WithDetail(err.Error()), false)
	}
	if kept.Choices == nil {
		kept.Choices = map[string]choice{}
	}
	if kept.Governed == nil {
		kept.Governed = map[string]time.Time{}
	}
	s.settings = kept
}

// save replaces the file whole, so that a crash leaves the old settings or the new.
func (s settings) save(dir string) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, settingsName+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(append(data, '\n'))
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, settingsName))
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// SetPreferences takes effect with the next file.
func (s *Service) SetPreferences(p Preferences) {
	s.checkAfterUpload.Store(p.CheckAfterUpload)
	s.remember(func(kept *settings) { kept.Preferences = p })
	s.update(func(v *Snapshot) { v.Preferences = p })
}

func (s *Service) takesHousekeeping() bool { return s.preferences().Housekeeping }

func (s *Service) preferences() Preferences {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.Preferences
}

// remember changes the settings and writes them on another goroutine.
func (s *Service) remember(change func(*settings)) {
	s.mu.Lock()
	change(&s.settings)
	s.mu.Unlock()
	s.background(s.saveSettings)
}

// saveSettings writes what the settings are by then. Saving is serial, so the last one written is the newest.
func (s *Service) saveSettings(context.Context) {
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.Lock()
	now := s.settings
	now.Choices, now.Governed = maps.Clone(now.Choices), maps.Clone(now.Governed)
	s.mu.Unlock()
	if err := now.save(s.cfg.StateDir); err != nil {
		s.log.Warn("could not write the settings", "err", err)
	}
}
