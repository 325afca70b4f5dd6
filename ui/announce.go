package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"taskdrop/service"
)

// announcer tells once that the files are through, while the person's eyes are elsewhere. It says counts only: what a
// file, a task or a server is called never goes into a notification, which some systems hand to a script.
type announcer struct {
	away bool      // another program's window is in front
	told time.Time // what ended up to then is told, or was seen
	send func(*fyne.Notification)
}

// followForeground keeps track of whether the window is in front.
func (w *Window) followForeground() {
	w.announcer.told = w.options.Now()
	w.announcer.send = func(n *fyne.Notification) { go w.app.SendNotification(n) } // it may wait for the desktop
	w.app.Lifecycle().SetOnExitedForeground(func() { w.announcer.away = true })
	w.app.Lifecycle().SetOnEnteredForeground(w.cameToFront)
}

func (w *Window) cameToFront() {
	w.announcer.away = false
	w.svc.Desktop.SetAttention(false)
}

// announce sends the notification when the last file on its way has ended.
func (w *Window) announce(s *service.Snapshot) {
	attached, failed := 0, 0
	newest := w.announcer.told
	for _, item := range s.Queue.Items {
		switch item.State {
		case service.ItemRunning, service.ItemQueued:
			return // there is more to come
		case service.ItemAttached, service.ItemFailed:
		default:
			continue
		}
		if !item.Finished.After(w.announcer.told) {
			continue
		}
		if item.State == service.ItemAttached {
			attached++
		} else {
			failed++
		}
		if item.Finished.After(newest) {
			newest = item.Finished
		}
	}
	w.announcer.told = newest
	if attached+failed == 0 || !w.announcer.away || s.Preferences.Silent {
		return
	}
	w.svc.Desktop.SetAttention(true)
	w.announcer.send(w.outcomeOf(attached, failed))
}

func (w *Window) outcomeOf(attached, failed int) *fyne.Notification {
	good, bad := textNotifyAttached(attached, w.locale.Count(attached)), textNotifyFailed(failed, w.locale.Count(failed))
	switch {
	case failed == 0:
		return fyne.NewNotification("TaskDrop", good)
	case attached == 0:
		return fyne.NewNotification("TaskDrop", bad)
	}
	return fyne.NewNotification(good, bad)
}
