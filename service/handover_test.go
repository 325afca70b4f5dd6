package service_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/simulator"
)

// twoAccounts is a program in which Mia is in use and Jonas is signed in, too.
func twoAccounts(t *testing.T) (p *program, mia, work string) {
	t.Helper()
	work = simulator.DefaultAccounts()[1].Username
	person := work
	p = start(t, simulator.Options{}, service.Config{OpenURL: browseAs(&person)})
	p.SignIn()
	p.until("one account", signedIn)
	person = simulator.DefaultAccounts()[0].Username
	p.AddAccount()
	p.until("two accounts", func(s service.Snapshot) bool { return signedIn(s) && len(s.Accounts) == 2 })
	return p, person, work
}

func (p *program) handOver(r instance.Request) instance.Reply {
	p.t.Helper()
	for _, file := range r.Files {
		p.file(file.Given, "content of "+file.Given)
	}
	for i, file := range r.Files {
		r.Files[i].Path = filepath.Join(p.dir, file.Given)
	}
	return p.HandOver(context.Background(), r)
}

// firstTask is a list and a task of whoever is in use.
func (p *program) firstTask() (list, task string) {
	p.t.Helper()
	s := p.until("lists", signedIn)
	p.ChooseList(s.Lists.Entries[0].ID)
	s = p.until("tasks", func(s service.Snapshot) bool { return len(s.Tasks.Entries) > 0 && s.Tasks.Load == service.LoadReady })
	return "id:" + s.ListID, "id:" + s.Tasks.Entries[0].ID
}

func TestASecondStartGoesToTheAccountItNames(t *testing.T) {
	p, mia, work := twoAccounts(t)
	p.UseAccount(accountID(p, work))
	p.until("the other is in use", func(s service.Snapshot) bool { return s.Account.Username == work && signedIn(s) })
	list, task := p.firstTask()
	p.UseAccount(accountID(p, mia))
	p.until("Mia is in use", func(s service.Snapshot) bool { return s.Account.Username == mia && signedIn(s) })

	reply := p.handOver(instance.Request{
		Files: []instance.File{{Given: "for work.txt"}}, List: list, Task: task, Attach: true, Wait: true, Account: strings.ToUpper(work),
	})
	if reply.Failed || len(reply.Lines) != 1 || !strings.HasPrefix(reply.Lines[0], "attached\tfor work.txt\t") {
		t.Fatalf("%+v", reply)
	}
	s := p.Snapshot()
	if s.Account.Username != work || s.Queue.Items[0].Target.AccountID != s.Account.ID {
		t.Errorf("%s is in use, and the file went to %+v", s.Account.Username, s.Queue.Items[0].Target)
	}
}

func accountID(p *program, username string) string {
	p.t.Helper()
	accounts := p.Snapshot().Accounts
	at := slices.IndexFunc(accounts, func(a service.Account) bool { return a.Username == username })
	if at < 0 {
		p.t.Fatalf("%s is not among %+v", username, accounts)
	}
	return accounts[at].ID
}

func TestASecondStartForAStrangerIsToldSo(t *testing.T) {
	p, mia, _ := twoAccounts(t)
	const want = "“nobody@example.org” is not signed in on this computer"
	reply := p.handOver(instance.Request{
		Files: []instance.File{{Given: "a.txt"}}, List: "Tasks", Task: sampleTask, Attach: true, Wait: true, Account: "nobody@example.org",
	})
	if !reply.Failed || len(reply.Lines) != 1 || !strings.Contains(reply.Lines[0], want) || !strings.Contains(reply.Lines[0], mia) {
		t.Errorf("%+v", reply)
	}
	if s := p.Snapshot(); !tells(s, want) || s.Account.Username != mia || s.Queue.Totals.Attached > 0 {
		t.Errorf("%+v, %+v", s.Notices, s.Queue.Totals)
	}
}

func tells(s service.Snapshot, words string) bool {
	return slices.ContainsFunc(s.Notices, func(n service.Notice) bool { return strings.Contains(n.Problem.Sentence(), words) })
}

// TestWhoSignsInAsSomebodyElseIsToldSo: the address that was asked for was not the one that signed in.
func TestWhoSignsInAsSomebodyElseIsToldSo(t *testing.T) {
	named, person := simulator.DefaultAccounts()[1].Username, simulator.DefaultAccounts()[0].Username
	file := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := order("Tasks", sampleTask, file)
	o.Account = named
	p := start(t, simulator.Options{}, service.Config{Account: named, Order: o, Quit: true, OpenURL: signsInAs(person)})
	p.done()
	results := p.Results()
	if len(results) != 1 || results[0].Attached || !strings.Contains(results[0].Reason, named) || !strings.Contains(results[0].Reason, person) {
		t.Errorf("%+v", results)
	}
}

// signsInAs is a browser in which somebody else than the one who was asked for signs in.
func signsInAs(person string) func(string) error {
	return func(page string) error {
		return browse(strings.NewReplacer("login_hint=", "nobody_asked=").Replace(page) + "&login_hint=" + url.QueryEscape(person))
	}
}

func TestASecondStartForSomethingElseIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		demo    bool
		request instance.Request
		want    string
	}{
		"an application in the demo": {true, instance.Request{ClientID: "another"}, "Leave the demo"},
		"another server":             {false, instance.Request{Graph: "https://graph.example"}, "asks for https://graph.example"},
		"another application":        {false, instance.Request{ClientID: "another"}, "asks for another"},
		"the demo":                   {false, instance.Request{Demo: true}, "with a real account"},
		"the demo again":             {true, instance.Request{Demo: true}, ""},
		"no word":                    {false, instance.Request{}, ""},
		"the same":                   {false, instance.Request{ClientID: strings.ToUpper(simulator.DemoClientID)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, simulator.Options{}, service.Config{})
			if !test.demo {
				_ = p.Close()
				p.Service = service.New(service.Config{
					Endpoint: service.Endpoint{ClientID: simulator.DemoClientID, Login: p.url, Graph: p.url}, StateDir: filepath.Join(p.dir, "real"),
					Keyring: newRing(),
				})
				t.Cleanup(func() { _ = p.Close() })
				p.Start()
			}
			test.request.Files = []instance.File{{Given: "a.txt"}}
			reply := p.handOver(test.request)
			if test.want == "" {
				p.until("taken over", func(s service.Snapshot) bool { return len(s.Queue.Items) == 1 && reply.Refused == "" })
				return
			}
			s := p.Snapshot()
			if !strings.Contains(reply.Refused, test.want) || !reply.Failed || !tells(s, test.want) || len(s.Queue.Items) > 0 {
				t.Errorf("%+v; the window says %+v", reply, s.Notices)
			}
		})
	}
}

// TestAStartForAStrangerSaysSo: somebody is signed in from an earlier run, and not the one that is asked for.
func TestAStartForAStrangerSaysSo(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	_ = p.Close()
	ring := newRing()
	open := func(cfg service.Config) {
		cfg.Endpoint = service.Endpoint{ClientID: simulator.DemoClientID, Login: p.url, Graph: p.url}
		cfg.StateDir, cfg.Keyring = filepath.Join(p.dir, "real"), ring
		p.Service = service.New(cfg)
		t.Cleanup(func() { _ = p.Close() })
		p.Start()
	}
	open(service.Config{OpenURL: browse})
	p.SignIn()
	p.until("signed in", signedIn)
	_ = p.Close()

	asked := 0
	o := order("Tasks", sampleTask, p.file("a.txt", "x"))
	o.Account = "nobody@example.org"
	open(service.Config{Account: o.Account, Order: o, Quit: true, OpenURL: func(string) error { asked++; return nil }})
	p.done()
	results := p.Results()
	const want = "“nobody@example.org” is not signed in on this computer"
	if len(results) != 1 || results[0].Attached || !strings.Contains(results[0].Reason, want) || asked > 0 {
		t.Errorf("%+v, and the browser was opened %d times", results, asked)
	}
	_ = p.Close()

	o.Attach = false
	open(service.Config{Account: o.Account, Order: o, OpenURL: browse})
	p.until("the window says so, and is of use", func(s service.Snapshot) bool { return tells(s, want) && signedIn(s) })
}
