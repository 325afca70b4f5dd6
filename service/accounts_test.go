package service_test

import (
	"net/url"
	"testing"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// browseAs is a browser in which this person is picked.
func browseAs(username *string) func(string) error {
	return func(page string) error {
		if *username != "" {
			page += "&login_hint=" + url.QueryEscape(*username)
		}
		return browse(page)
	}
}

func TestEachItemStaysWithItsAccount(t *testing.T) {
	work := simulator.DefaultAccounts()[1].Username
	person := ""
	p := start(t, simulator.Options{Rate: 2_000_000}, service.Config{OpenURL: browseAs(&person)})
	p.SignIn()
	mia := p.until("signed in", signedIn).Account
	choose := func() {
		p.t.Helper()
		s := p.until("lists", signedIn)
		p.ChooseList(s.Lists.Entries[0].ID)
		s = p.until("tasks", func(s service.Snapshot) bool { return len(s.Tasks.Entries) > 0 && s.Tasks.Load == service.LoadReady })
		p.ChooseTask(s.Tasks.Entries[0].ID)
	}
	choose()
	p.AddPaths([]string{p.file("mias.bin", string(make([]byte, 3_000_000)))})
	p.until("on its way", func(s service.Snapshot) bool { return s.Queue.Totals.Running == 1 })

	person = work
	p.AddAccount()
	s := p.until("two accounts", func(s service.Snapshot) bool { return len(s.Accounts) == 2 && s.Account.Username == work })
	choose()
	p.AddPaths([]string{p.file("jonas.txt", "of the other account")})
	p.until("both attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 2 })
	owners := map[string]string{}
	for _, item := range p.Snapshot().Queue.Items {
		owners[item.Name] = item.Target.AccountID
	}
	if owners["mias.bin"] != mia.ID || owners["jonas.txt"] != s.Account.ID {
		t.Errorf("they went to %v", owners)
	}

	p.UseAccount(mia.ID)
	p.until("back to the first, with its own choice", func(s service.Snapshot) bool {
		return signedIn(s) && s.Account.ID == mia.ID && s.TaskID != ""
	})
	p.SignOut()
	p.until("the other takes its place", func(s service.Snapshot) bool {
		return signedIn(s) && s.Account.Username == work && len(s.Accounts) == 1
	})
}

func TestASignInThatComesToNothingChangesNobody(t *testing.T) {
	refuse := false
	p := start(t, simulator.Options{}, service.Config{OpenURL: func(page string) error {
		if refuse {
			return nil // the person looks at the page, and does nothing
		}
		return browse(page)
	}})
	p.SignIn()
	p.until("signed in", signedIn)
	refuse = true
	p.AddAccount()
	p.until("the browser is open", func(s service.Snapshot) bool { return s.Phase == service.PhaseSigningIn && s.SignIn.URL != "" })
	p.CancelSignIn()
	s := p.until("back", func(s service.Snapshot) bool { return s.Phase == service.PhaseSignedIn })
	if s.Account.Name != "Mia Berger" || len(s.Accounts) != 1 {
		t.Errorf("in use: %+v of %d", s.Account, len(s.Accounts))
	}
}
