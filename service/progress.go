package service

import (
	"context"
	"time"

	"taskdrop/service/desktop/panel"
)

// progressPace is how often the panel is told while files are on their way.
const progressPace = time.Second

// showProgress keeps the desktop's panel up to date while files are on their way, and sleeps while none is.
func (s *Service) showProgress(ctx context.Context) {
	defer s.panel.Close()
	stirred, stop := s.outcome.watch()
	defer stop()
	for {
		busy := s.Busy()
		s.panel.Show(s.panelState(busy))
		changed, pause := stirred, (<-chan time.Time)(nil)
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

func (s *Service) panelState(busy bool) panel.State {
	state := panel.State{Visible: busy, Urgent: s.wantsAttention.Load()}
	if t := s.queueNow().Snapshot().Totals; busy && t.Bytes > 0 {
		state.Progress = float64(t.Sent) / float64(t.Bytes)
	}
	return state
}

// UseWindow tells which window the program's button on the taskbar is of: a handle of Windows.
func (s *Service) UseWindow(handle uintptr) { s.panel.UseWindow(handle) }

// SetAttention asks the desktop for the person's eye, or no longer.
func (s *Service) SetAttention(wanted bool) {
	if s.wantsAttention.Swap(wanted) != wanted {
		s.outcome.stir()
	}
}

// AskTray asks again whether the icon is wanted and can be seen, and answers on a goroutine of its own.
func (s *Service) AskTray(answer func(there bool)) {
	s.background(func(ctx context.Context) { answer(s.HasTray(ctx)) })
}

// HasTray reports whether an icon is wanted in the desktop's tray, and there is a tray to show it. It asks the desktop, so it may
// take a moment.
func (s *Service) HasTray(ctx context.Context) bool {
	return !s.cfg.Quit && s.preferences().Tray && panel.HasTray(ctx)
}
