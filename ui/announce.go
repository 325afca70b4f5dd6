package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/format"
)

// announcer tells once that the files are through, while the person's eyes are elsewhere. It says counts only: what a
// file, a task or a server is called never goes into a notification, which some systems hand to a script.
type announcer struct {
	desktop Desktop
	locale  *format.Locale
	send    func(*fyne.Notification)
	away    bool      // another program's window is in front
	told    time.Time // what ended up to then is told, or was seen
}

// newAnnouncer keeps track of whether the window is in front.
func newAnnouncer(app fyne.App, desktop Desktop, locale *format.Locale, now time.Time) *announcer {
	a := &announcer{desktop: desktop, locale: locale, told: now}
	a.send = func(n *fyne.Notification) { go app.SendNotification(n) } // it may wait for the desktop
	app.Lifecycle().SetOnExitedForeground(func() { a.away = true })
	app.Lifecycle().SetOnEnteredForeground(a.cameToFront)
	return a
}

func (a *announcer) cameToFront() {
	a.away = false
	a.desktop.SetAttention(false)
}

// announce sends the notification when the last file on its way has ended.
func (a *announcer) announce(s *service.Snapshot) {
	attached, failed := 0, 0
	newest := a.told
	for _, item := range s.Queue.Items {
		switch item.State {
		case service.ItemRunning, service.ItemQueued:
			return // there is more to come
		case service.ItemAttached, service.ItemFailed:
		default:
			continue
		}
		if !item.Finished.After(a.told) {
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
	a.told = newest
	if attached+failed == 0 || !a.away || s.Preferences.Silent {
		return
	}
	a.desktop.SetAttention(true)
	a.send(a.outcomeOf(attached, failed))
}

func (a *announcer) outcomeOf(attached, failed int) *fyne.Notification {
	good, bad := textNotifyAttached(attached, a.locale.Count(attached)), textNotifyFailed(failed, a.locale.Count(failed))
	switch {
	case failed == 0:
		return fyne.NewNotification("TaskDrop", good)
	case attached == 0:
		return fyne.NewNotification("TaskDrop", bad)
	}
	return fyne.NewNotification(good, bad)
}
