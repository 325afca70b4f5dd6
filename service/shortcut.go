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

// MakeShortcut makes an icon on which files are dropped to go to one task.
func (s *desktop) MakeShortcut(want Shortcut) {
	s.group.Go(func(ctx context.Context) {
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
			s.board.Update(func(v *Snapshot) {
				v.ShortcutPlace = &ShortcutPlace{ID: s.lastPlace.Add(1), For: want, Name: icon.FileName()}
			})
		case err != nil:
			s.accounts.TellError(ctx, name, problem.New(problem.ShortcutFailed).WithDetail(err.Error()))
		default:
			s.log.Info("made a shortcut", "path", path)
			s.board.Tell(problem.New(made, "Name", name), true)
		}
	})
}

// icon starts this program for a task, told by ids, which stay when list and task are renamed.
func (s *desktop) icon(want Shortcut) (shortcut.Shortcut, error) {
	picture, err := s.shortcutPicture()
	if err != nil {
		return shortcut.Shortcut{}, err
	}
	command := slices.Clone(s.cfg.Command)
	if s.board.Now().Demo {
		command = append(command, "-demo")
	} else if who := s.accounts.Person(want.Target.AccountID); who.Address != "" {
		command = append(command, "-account", who.Address)
	}
	title := want.Target.TaskTitle
	return shortcut.Shortcut{
		Name: title, File: SafeName(title), Comment: want.Comment, Icon: picture,
		Command: append(command, "-list", "id:"+want.Target.ListID, "-task", "id:"+want.Target.TaskID, "-attach"),
	}, nil
}

// shortcutPicture writes the program's picture beside the settings, since a program that was never installed has none
// in the desktop's theme. It is "" where there is none.
func (s *desktop) shortcutPicture() (string, error) {
	if len(s.cfg.Icon) == 0 {
		return "", nil
	}
	path := filepath.Join(s.cfg.StateDir, "taskdrop.png")
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(s.cfg.Icon)) {
		return path, nil
	}
	return path, os.WriteFile(path, s.cfg.Icon, 0o600)
}
