package service_test

import (
	"testing"
	"time"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// TestTheLineIsRemembered: what one run has learnt of an account's line decides how the next one begins.
func TestTheLineIsRemembered(t *testing.T) {
	p := start(t, simulator.Options{Latency: 80 * time.Millisecond, NoInlineEcho: true}, service.Config{})
	attach := func(name string, size int) {
		p.t.Helper()
		p.SignIn()
		s := p.until("lists", signedIn)
		p.ChooseList(s.Lists.Entries[0].ID)
		s = p.until("tasks", func(s service.Snapshot) bool { return len(s.Tasks.Entries) > 0 && s.Tasks.Load == service.LoadReady })
		p.ChooseTask(s.Tasks.Entries[0].ID)
		p.AddPaths([]string{p.file(name, string(make([]byte, size)))})
		p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
	}
	attach("first.bin", 2_500_000)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p.server.ForgetRequests()
	p.Service = p.open(service.Config{})
	attach("second.bin", 340_000)
	for _, r := range p.server.Requests() {
		if r.Call == simulator.CallCreateSession {
			t.Error("the next run begins with a session for a file that goes faster by one request")
		}
	}
}
