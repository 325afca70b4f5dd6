// Package settings is what the program remembers between runs, and what of it is in force beside the command line, the
// environment and the build. It sends nothing.
package settings

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"taskdrop/service/background"
	"taskdrop/service/bounded"
	"taskdrop/service/problem"
)

// Kept is what the file of settings holds. Nothing in it is secret.
type Kept struct {
	Application
	Network Network           `json:"network,omitzero"`
	Display Display           `json:"display,omitzero"`
	Account string            `json:"account,omitempty"` // the last one used
	Choices map[string]Choice `json:"choices,omitempty"` // by account
	// Governed is when a mailbox was first found to throttle, by account.
	Governed map[string]time.Time `json:"governed,omitempty"`
	// Held is until when a mailbox was asked to pause, by account (C28).
	Held map[string]time.Time `json:"held,omitempty"`
	// Cutoffs is the largest file, in bytes, that was found to go faster by one request, by account.
	Cutoffs     map[string]int64 `json:"cutoffs,omitempty"`
	Preferences Preferences      `json:"preferences"`
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
	// Tray puts an icon into the desktop's tray, if it has one, and keeps the program there when its window is closed.
	// It takes effect at the next start.
	Tray bool `json:"tray,omitempty"`
}

// Choice is the list and task an account was last used with.
type Choice struct {
	ListID    string `json:"list,omitempty"`
	ListName  string `json:"listName,omitempty"`
	TaskID    string `json:"task,omitempty"`
	TaskTitle string `json:"taskTitle,omitempty"`
	// RecentLists and RecentTasks are ids, the last one chosen first.
	RecentLists []string `json:"recentLists,omitempty"`
	RecentTasks []string `json:"recentTasks,omitempty"`
}

// After returns the choice that follows c.
func (c Choice) After(listID, listName, taskID, taskTitle string) Choice {
	return Choice{
		ListID: listID, ListName: listName, TaskID: taskID, TaskTitle: taskTitle,
		RecentLists: recent(c.RecentLists, listID), RecentTasks: recent(c.RecentTasks, taskID),
	}
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

const (
	fileName = "settings.json"
	// damagedName is the file to which unreadable settings are moved.
	damagedName = "settings.damaged.json"
	// largestFile is in bytes: thousands of accounts have room in it.
	largestFile = 16 << 20
)

// read reads the settings of a folder; if there is no file they are empty. damaged means that there is a file, but no
// settings.
func read(dir string) (kept Kept, damaged bool, err error) {
	data, err := bounded.ReadFile(filepath.Join(dir, fileName), largestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Kept{}, false, nil
	}
	if errors.Is(err, bounded.ErrTooMuch) {
		return Kept{}, true, err
	}
	if err == nil {
		if err = json.Unmarshal(data, &kept); err != nil {
			return Kept{}, true, err
		}
	}
	return kept, false, err
}

// Store holds the settings of this run and writes them to their file. Its methods may be called from any goroutine.
type Store struct {
	dir   string
	log   *slog.Logger
	group *background.Group

	mu  sync.Mutex
	now Kept

	writing sync.Mutex // the file
}

// Open reads the settings of a folder. Unreadable ones are those of a first start, since they hold nothing that could
// not be chosen again; their file is set aside, and the problem says so.
func Open(dir string, group *background.Group, log *slog.Logger) (*Store, *problem.Problem) {
	kept, damaged, err := read(dir)
	var told *problem.Problem
	if err != nil {
		log.Warn("could not read the settings", "err", err)
		file := filepath.Join(dir, fileName)
		if damaged {
			aside := filepath.Join(dir, damagedName)
			if err := os.Rename(file, aside); err == nil {
				file = aside
			}
		}
		told = problem.New(problem.SettingsDamaged, "File", file).WithDetail(err.Error())
	}
	if kept.Choices == nil {
		kept.Choices = map[string]Choice{}
	}
	if kept.Governed == nil {
		kept.Governed = map[string]time.Time{}
	}
	if kept.Held == nil {
		kept.Held = map[string]time.Time{}
	}
	if kept.Cutoffs == nil {
		kept.Cutoffs = map[string]int64{}
	}
	return &Store{dir: dir, log: log, group: group, now: kept}, told
}

// Now is a copy of the settings.
func (s *Store) Now() Kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now
	now.Choices, now.Governed, now.Held = maps.Clone(now.Choices), maps.Clone(now.Governed), maps.Clone(now.Held)
	now.Cutoffs = maps.Clone(now.Cutoffs)
	return now
}

// Change changes the settings and writes them on another goroutine.
func (s *Store) Change(change func(*Kept)) {
	s.mu.Lock()
	change(&s.now)
	s.mu.Unlock()
	s.group.Go(func(context.Context) { s.Write() })
}

// Write writes what the settings are by then. Writing is serial, so the last one written is the newest.
func (s *Store) Write() {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.Now().save(s.dir); err != nil {
		s.log.Warn("could not write the settings", "err", err)
	}
}

// save replaces the file whole, so that a crash leaves the old settings or the new.
func (k Kept) save(dir string) error {
	data, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, fileName+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(append(data, '\n'))
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(dir, fileName))
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
