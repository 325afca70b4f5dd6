package service

import (
	"context"
	"io"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pkg/browser"

	"taskdrop/service/accounts"
	"taskdrop/service/desktop/awake"
	"taskdrop/service/desktop/panel"
	"taskdrop/service/problem"
)

// desktop is what the program does with the system around it: the panel, sleep, other programs' windows, icons.
type desktop struct {
	*core
	accounts *accounts.Accounts
	queues   *queues
	panel    *panel.Panel

	wantsAttention atomic.Bool
	lastPlace      atomic.Uint64 // number of the newest ShortcutPlace
}

// progressPace is how often the panel is told while files are on their way.
const progressPace = time.Second

// showProgress keeps the desktop's panel up to date while files are on their way, and sleeps while none is.
func (s *desktop) showProgress(ctx context.Context) {
	defer s.panel.Close()
	changes, stop := s.board.Watch()
	defer stop()
	for {
		busy := s.queues.Busy()
		s.panel.Show(s.panelState(busy))
		changed, pause := changes, (<-chan time.Time)(nil)
		if busy { // bytes change without a word, and everything else too often
			changed, pause = nil, time.After(progressPace)
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-pause:
		}
	}
}

func (s *desktop) panelState(busy bool) panel.State {
	state := panel.State{Visible: busy, Urgent: s.wantsAttention.Load()}
	if t := s.queues.now().Snapshot().Totals; busy && t.Bytes > 0 {
		state.Progress = float64(t.Sent) / float64(t.Bytes)
	}
	return state
}

// UseWindow tells which window the program's button on the taskbar is of: a handle of Windows.
func (s *desktop) UseWindow(handle uintptr) { s.panel.UseWindow(handle) }

// SetAttention asks the desktop for the person's eye, or no longer.
func (s *desktop) SetAttention(wanted bool) {
	if s.wantsAttention.Swap(wanted) != wanted {
		s.board.WakeWatchers()
	}
}

// AskTray asks again whether the icon is wanted and can be seen, and answers on a goroutine of its own.
func (s *desktop) AskTray(answer func(there bool)) {
	s.group.Go(func(ctx context.Context) { answer(s.HasTray(ctx)) })
}

// HasTray reports whether an icon is wanted in the desktop's tray, and there is a tray to show it. It asks the
// desktop, so it may take a moment.
func (s *desktop) HasTray(ctx context.Context) bool {
	return !s.cfg.Quit && s.store.Now().Preferences.Tray && panel.HasTray(ctx)
}

// keepAwake holds the computer awake while files are on their way, unless the person does not want that, and lets it
// sleep again as soon as none is.
func (s *desktop) keepAwake(ctx context.Context) {
	keeper := awake.New(s.log)
	defer keeper.Close()
	changes, stop := s.board.Watch()
	defer stop()
	for {
		if s.queues.Busy() && !s.store.Now().Preferences.AllowSleep {
			keeper.Hold("Files are being attached to tasks")
		} else {
			keeper.Release()
		}
		select {
		case <-ctx.Done():
			return
		case <-changes:
		}
	}
}

// OpenTask shows a task in the person's browser.
func (s *desktop) OpenTask(_, taskID string) {
	if s.board.Now().Demo {
		s.board.Tell(problem.New(problem.DemoTask), false) // nothing leaves this machine
		return
	}
	if account := s.board.Now().Account; account.ByApp {
		s.board.Tell(problem.New(problem.AppTask, "User", account.Username), false)
		return
	}
	s.group.Go(func(ctx context.Context) {
		page := "https://to-do.office.com/tasks/id/" + url.PathEscape(taskID) + "/details"
		if err := s.openPage(page); err != nil {
			s.accounts.TellError(ctx, page, problem.New(problem.OpenFailed, "Name", page).WithDetail(err.Error()))
		}
	})
}

// openFile hands a file or a folder to the system. It waits no longer than the context, as some systems tell only when
// the program that shows it is closed.
func (s *core) openFile(ctx context.Context, path string) error {
	open := s.cfg.OpenFile
	if open == nil {
		open = openWithSystem
	}
	done := make(chan error, 1)
	go func() { done <- open(path) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return nil
	}
}

// quiet keeps the messages of the programs that open files off our standard output, which belongs to the lines of
// -quit.
var quiet = sync.OnceFunc(func() { browser.Stdout, browser.Stderr = io.Discard, io.Discard })

// openWithSystem takes the path as it is: as a file: URL it would need escapes, and each system reads them in its own
// way.
func openWithSystem(path string) error {
	quiet()
	return browser.OpenURL(path)
}

// ShowFolder shows a folder of this computer in the person's file manager.
func (s *desktop) ShowFolder(folder string) {
	s.group.Go(func(ctx context.Context) {
		if err := s.openFile(ctx, folder); err != nil {
			s.accounts.TellError(ctx, folder, problem.New(problem.FolderNotShown, "Folder", folder).WithDetail(err.Error()))
		}
	})
}

// openPage shows a page in the person's browser.
func (s *core) openPage(page string) error {
	if s.cfg.OpenURL != nil {
		return s.cfg.OpenURL(page)
	}
	quiet()
	return browser.OpenURL(page)
}
