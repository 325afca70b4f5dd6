package service

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"taskdrop/service/desktop/shortcut"
	"taskdrop/service/problem"
)

// Shortcut is an icon that a person wants.
type Shortcut struct {
	Target  Target
	Comment string // in the person's language: what the icon is for
	Path    string // of its file, "" for the desktop folder
}

// ShortcutPlace asks where an icon is to be put by a person who has no desktop folder. IDs rise, so that a window asks each once.
type ShortcutPlace struct {
	ID   uint64
	For  Shortcut
	Name string // of the file, proposed
}

// MakeShortcut makes an icon on which files are dropped to go to one task.
func (s *Service) MakeShortcut(want Shortcut) {
	s.background(func(ctx context.Context) {
		icon, err := s.icon(want)
		made, path := problem.ShortcutMade, want.Path
		switch {
		case err != nil:
		case path == "":
			path, err = icon.Put(ctx)
		default:
			made, err = problem.ShortcutSaved, icon.Save(ctx, path)
		}
		name := want.Target.TaskTitle
		switch {
		case errors.Is(err, shortcut.ErrNoDesktop):
			s.update(func(v *Snapshot) {
				s.nextPlace++
				v.ShortcutPlace = &ShortcutPlace{ID: s.nextPlace, For: want, Name: icon.FileName()}
			})
		case err != nil:
			s.tellError(ctx, name, problem.New(problem.ShortcutFailed).WithDetail(err.Error()))
		default:
			s.log.Info("made a shortcut", "path", path)
			s.tell(problem.New(made, "Name", name), true)
		}
	})
}

// icon starts this program for a task, told by ids, which stay when list and task are renamed.
func (s *Service) icon(want Shortcut) (shortcut.Shortcut, error) {
	picture, err := s.shortcutPicture()
	if err != nil {
		return shortcut.Shortcut{}, err
	}
	command := slices.Clone(s.cfg.Command)
	if s.demo() {
		command = append(command, "-demo")
	} else if who := s.whois(want.Target.AccountID); who.address != "" {
		command = append(command, "-account", who.address)
	}
	title := want.Target.TaskTitle
	return shortcut.Shortcut{
		Name: title, File: SafeName(title), Comment: want.Comment, Icon: picture,
		Command: append(command, "-list", "id:"+want.Target.ListID, "-task", "id:"+want.Target.TaskID, "-attach"),
	}, nil
}

// shortcutPicture writes the program's picture beside the settings, since a program that was never installed has none in
// the desktop's theme. It is "" where there is none.
func (s *Service) shortcutPicture() (string, error) {
	if len(s.cfg.Icon) == 0 {
		return "", nil
	}
	path := filepath.Join(s.cfg.StateDir, "taskdrop.png")
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(s.cfg.Icon)) {
		return path, nil
	}
	return path, os.WriteFile(path, s.cfg.Icon, 0o600)
}
