package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"taskdrop/service"
)

// ended is a queue whose files ended a second after noon in these states, with names that must not be told.
func ended(s service.Snapshot, states ...service.ItemState) service.Snapshot {
	s.Queue.Items = nil
	for i, state := range states {
		item := &service.Item{ID: uint64(i + 1), Name: "$(secret).pdf", State: state, Target: target()}
		if state.Terminal() {
			item.Finished = noon.Add(time.Second)
		}
		s.Queue.Items = append(s.Queue.Items, item)
	}
	return s
}

// away is a window behind another program's, and what it sends.
func away(t *testing.T) (f *fixture, told *[]string) {
	f = newFixture(t, signedIn())
	told = &[]string{}
	f.announcer.send = func(n *fyne.Notification) { *told = append(*told, n.Title+": "+n.Content) }
	f.app.lifecycle.exited()
	f.service.taken()
	return f, told
}

func TestTheEndIsToldOnceAndInCountsOnly(t *testing.T) {
	const attached, failed, running, paused = service.ItemAttached, service.ItemFailed, service.ItemRunning, service.ItemPaused
	for _, c := range []struct {
		states []service.ItemState
		want   string
	}{
		{[]service.ItemState{attached}, "TaskDrop: 1 file is attached."},
		{[]service.ItemState{attached, attached, paused}, "TaskDrop: 2 files are attached."},
		{[]service.ItemState{failed}, "TaskDrop: 1 file could not be attached. Open TaskDrop to see why."},
		{[]service.ItemState{attached, failed, failed, attached}, "2 files are attached.: 2 files could not be attached. Open TaskDrop to see why."},
		{[]service.ItemState{attached, running}, ""},
		{[]service.ItemState{attached, service.ItemQueued}, ""},
		{[]service.ItemState{paused, service.ItemUndone, service.ItemSignIn}, ""},
	} {
		f, told := away(t)
		f.show(ended(signedIn(), c.states...))
		f.show(ended(signedIn(), c.states...))
		if strings.Join(*told, "; ") != c.want {
			t.Errorf("%v: %q, want %q", c.states, *told, c.want)
		}
	}
}

func TestNobodyIsToldWhatTheySee(t *testing.T) {
	f, told := away(t)
	f.app.lifecycle.entered()
	f.show(ended(signedIn(), service.ItemAttached))
	f.app.lifecycle.exited() // and gone when there is nothing new
	f.show(ended(signedIn(), service.ItemAttached))
	quiet := ended(signedIn(), service.ItemAttached)
	quiet.Queue.Items[0].Finished = noon.Add(time.Minute)
	quiet.Preferences.Silent = true
	f.show(quiet)
	if len(*told) != 0 {
		t.Errorf("told %q", *told)
	}
	f.called("attention false")
}

func TestTheDesktopIsAskedForThePersonsEye(t *testing.T) {
	f := newFixture(t, signedIn())
	f.service.taken()
	f.app.lifecycle.exited()
	f.show(ended(signedIn(), service.ItemAttached))
	if n := <-f.app.notified; n.Content != "1 file is attached." {
		t.Errorf("told %q", n.Content)
	}
	f.app.lifecycle.entered()
	f.called("attention true; attention false")
}

func TestTenThousandFilesAreOneNotification(t *testing.T) {
	f, told := away(t)
	states := make([]service.ItemState, 10_000)
	for i := range states {
		states[i] = service.ItemAttached
	}
	f.show(ended(signedIn(), states...))
	if got := fmt.Sprint(*told); got != "[TaskDrop: 10,000 files are attached.]" {
		t.Errorf("told %s", got)
	}
}

func TestTheTrayKeepsTheWindowWithinReach(t *testing.T) {
	s := signedIn()
	f := newFixtureWith(t, s, func(o *Options) { o.Tray = true })
	labels := func() (all []string) {
		for _, item := range f.app.tray.Items {
			if !item.IsSeparator {
				all = append(all, fmt.Sprintf("%s %v", item.Label, !item.Disabled))
			}
		}
		return all
	}
	if got := fmt.Sprint(labels()); got != "[Open TaskDrop true Pause all false Quit true]" {
		t.Errorf("the menu is %s", got)
	}
	s = atWork()
	f.show(s)
	f.service.taken()
	item := func(at int) *fyne.MenuItem { return f.app.tray.Items[at] }
	item(2).Action()
	f.called("pause all")
	s.Queue.Totals.Paused, s.Queue.Totals.Running, s.Queue.Totals.Waiting = 3, 0, 0
	f.show(s)
	if got := fmt.Sprint(labels()); got != "[Open TaskDrop true Resume all true Quit true]" {
		t.Errorf("the menu is %s", got)
	}

	f.app.window.intercept() // the cross
	if f.app.quits != 0 || !f.announcer.away {
		t.Error("the cross ends the program although it stays in the tray")
	}
	f.service.busy = true
	item(4).Action()
	if f.app.quits != 0 || len(f.modals) != 1 {
		t.Error("Quit does not ask while files are on their way")
	}
	f.press(textLeaveAnyway())
	if f.app.quits != 1 {
		t.Error("Quit does not quit")
	}
}

// TestTheCrossClosesOnceTheTrayHasGone: nothing could bring a hidden window back then.
func TestTheCrossClosesOnceTheTrayHasGone(t *testing.T) {
	f := newFixtureWith(t, signedIn(), func(o *Options) { o.Tray = true })
	f.service.noTray = true
	f.service.busy = true
	f.app.window.intercept()
	if f.announcer.away || f.app.quits != 0 || len(f.modals) != 1 {
		t.Error("it does not ask as it does without a tray")
	}
	f.press(textLeaveAnyway())
	if f.app.quits != 1 {
		t.Error("it does not quit")
	}
}

func TestWithoutATrayTheCrossQuits(t *testing.T) {
	f := newFixture(t, signedIn())
	if f.app.tray != nil {
		t.Error("there is an icon in the tray")
	}
	f.app.window.intercept()
	if f.app.quits != 1 {
		t.Error("the cross does not quit")
	}
}
