package service_test

import (
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// claimsAsked is a browser that notes whether the sign-in page was asked for the claims of the stand-in's challenge.
func claimsAsked(asked *atomic.Int32) func(string) error {
	return func(page string) error {
		if u, err := url.Parse(page); err == nil && strings.Contains(u.Query().Get("claims"), `"acrs"`) {
			asked.Add(1)
		}
		return browse(page)
	}
}

// An organization that wants more of a sign-in amid a file (E14): the person is asked, the page gets the claims, and
// the file goes on in its session (C9).
func TestAClaimsChallengeAmidAFile(t *testing.T) {
	var asked atomic.Int32
	p := start(t, simulator.Options{Rate: 4_000_000}, service.Config{OpenURL: claimsAsked(&asked)})
	p.SignIn()
	p.chooseFirst()
	p.AddPaths([]string{p.bytes("long.bin", 12_000_000), p.bytes("small.txt", 100_000)})
	p.until("under way", func(service.Snapshot) bool { return p.calls(simulator.CallPutRange) >= 2 })
	p.server.Update(func(o *simulator.Options) { o.RequireClaims = true })
	s := p.until("asked to sign in again", func(s service.Snapshot) bool {
		return ended(s) && itemNamed(s, "long.bin").State == service.ItemSignIn
	})
	p.SignInAgain(s.Account.ID)
	s = p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 2 })
	if ended(s) || asked.Load() != 1 {
		t.Errorf("still ended: %v; the page was asked for the claims %d times", ended(s), asked.Load())
	}
	if n := p.calls(simulator.CallCreateSession); n != 1 {
		t.Errorf("%d sessions: it started over", n)
	}
}

// Under -quit nobody presses the button: the page opens by itself, with the claims.
func TestAClaimsChallengeUnderQuit(t *testing.T) {
	var asked atomic.Int32
	dir := t.TempDir()
	p := &program{t: t, dir: dir}
	long := p.bytes("long.bin", 5_000_000)
	p = start(t, simulator.Options{RequireClaims: true}, service.Config{Quit: true, OpenURL: claimsAsked(&asked), Order: order("Tasks", sampleTask, long)})
	p.done()
	if results := p.Results(); len(results) != 1 || !results[0].Attached || asked.Load() == 0 {
		t.Errorf("%+v, asked %d times", results, asked.Load())
	}
}

// A code on another device answers a challenge as a browser does.
func TestAClaimsChallengeIsAnsweredByACode(t *testing.T) {
	p := start(t, simulator.Options{DeviceCodeInterval: 1e9}, service.Config{})
	p.SignInWithCode(true)
	p.until("signed in", signedIn)
	p.server.Update(func(o *simulator.Options) { o.RequireClaims = true })
	p.Refresh()
	p.until("asked to sign in again", ended)
	p.SignInWithCode(true)
	p.until("lists again", func(s service.Snapshot) bool { return signedIn(s) && !ended(s) })
}
