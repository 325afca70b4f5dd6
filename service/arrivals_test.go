package service_test

import (
	"slices"
	"testing"
	"time"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// The attachments of the chosen task are read again once after a batch, and not after each file of it.
func TestABatchCausesOneLookAtTheTask(t *testing.T) {
	t.Parallel()
	p := start(t, simulator.Options{Faults: []simulator.Fault{{Call: simulator.CallInline, Nth: 3, Delay: simulator.Duration(4 * time.Second)}}}, service.Config{})
	p.SignIn()
	s := p.until("signed in", signedIn)
	p.ChooseList(s.Lists.Entries[slices.IndexFunc(s.Lists.Entries, func(l service.List) bool { return l.Kind == service.ListDefault })].ID)
	s = p.until("tasks", func(s service.Snapshot) bool { return s.Tasks.Load == service.LoadReady })
	p.ChooseTask(s.Tasks.Entries[slices.IndexFunc(s.Tasks.Entries, func(task service.Task) bool { return task.Title == sampleTask })].ID)
	p.until("the task is read", func(s service.Snapshot) bool { return s.Attachments.Load == service.LoadReady })
	p.AddPaths([]string{p.file("first.txt", "1"), p.file("second.txt", "2"), p.file("last.txt", "3")})
	p.until("two are there", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 2 })
	began := time.Now()
	p.until("all are there", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 3 })
	ended, looks := time.Now(), 0
	p.until("the task is looked at after the last one", func(service.Snapshot) bool {
		var last time.Time
		looks = 0
		for _, r := range p.server.Requests() {
			if r.Call == simulator.CallAttachments && r.Start.After(began) {
				looks, last = looks+1, r.Start
			}
		}
		return last.After(ended)
	})
	if looks != 1 {
		t.Errorf("%d looks at the task after the first files of the batch, want 1", looks)
	}
}
