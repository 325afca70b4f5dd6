package service_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
)

const appSecret = "hush~hush.hush"

// people are one personal account, and two of an organization.
func people() []simulator.Account {
	return append(simulator.DefaultAccounts(), simulator.Account{
		ID: "c3a9e1f7-5b20-4d8e-9f64-1ab7c0d25e83", TenantID: simulator.DefaultAccounts()[1].TenantID, Name: "Lena Wolf", Username: "l.wolf@contoso.example",
	})
}

// appOf is the application's account for somebody.
func appOf(user string) service.AppAccount {
	return service.AppAccount{Tenant: "contoso.example", ClientID: simulator.DemoClientID, User: user, Secret: appSecret}
}

// addApp adds an application's account and chooses the first task it sees.
func (p *program) addApp(a service.AppAccount) service.Snapshot {
	p.t.Helper()
	s := p.attempt(a)
	if s.AppAttempt.Problem != nil {
		p.t.Fatal(s.AppAttempt.Problem.Sentence())
	}
	p.until("in use", func(s service.Snapshot) bool { return signedIn(s) && s.Account.Username == a.User })
	return p.chooseFirst()
}

// attempt waits for the end of one.
func (p *program) attempt(a service.AppAccount) service.Snapshot {
	p.t.Helper()
	number := p.Snapshot().AppAttempt.Number
	p.AddAppAccount(a)
	return p.until("the attempt is over", func(s service.Snapshot) bool { return s.AppAttempt.Number == number+1 && !s.AppAttempt.Busy })
}

func (p *program) chooseFirst() service.Snapshot {
	p.t.Helper()
	s := p.until("lists", signedIn)
	p.ChooseList(s.Lists.Entries[0].ID)
	s = p.until("tasks", func(s service.Snapshot) bool { return len(s.Tasks.Entries) > 0 && s.Tasks.Load == service.LoadReady })
	p.ChooseTask(s.Tasks.Entries[0].ID)
	return p.until("a task", func(s service.Snapshot) bool { return s.TaskID != "" && s.Attachments.Load == service.LoadReady })
}

func (p *program) bytes(name string, size int) string {
	p.t.Helper()
	return p.file(name, strings.Repeat("0123456789", size/10))
}

// calls counts the requests of a kind.
func (p *program) calls(kind simulator.Call) (n int) {
	for _, r := range p.server.Requests() {
		if r.Call == kind {
			n++
		}
	}
	return n
}

func (p *program) item(name string) *service.Item {
	p.t.Helper()
	items := p.Snapshot().Queue.Items
	at := slices.IndexFunc(items, func(i *service.Item) bool { return i.Name == name })
	if at < 0 {
		p.t.Fatalf("no item %s", name)
	}
	return items[at]
}

func TestAnApplicationAttachesInOnePieceWhereItGetsNoSession(t *testing.T) {
	p := start(t, simulator.Options{ClientSecret: appSecret, ConsumerInline: true, Rate: 10_000_000}, service.Config{})
	jonas := simulator.DefaultAccounts()[1].Username
	s := p.addApp(appOf(jonas))
	if !s.Account.ByApp || s.Account.TenantID != "contoso.example" || s.Account.ClientID != simulator.DemoClientID || len(s.Accounts) != 1 {
		t.Errorf("account %+v of %d", s.Account, len(s.Accounts))
	}
	p.server.ForgetRequests()
	p.AddPaths([]string{p.bytes("one.bin", 1_000_000)})
	p.until("one attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
	p.AddPaths([]string{p.bytes("ten.bin", 10_000_000)})
	p.until("it says that it goes in one piece", func(s service.Snapshot) bool {
		return slices.ContainsFunc(s.Queue.Items, func(i *service.Item) bool { return i.Name == "ten.bin" && i.Problem.Of(problem.SentInline) })
	})
	p.until("ten attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 2 })
	if n := p.calls(simulator.CallCreateSession); n != 1 {
		t.Errorf("a session was asked for %d times: once tells", n)
	}
	sent := p.calls(simulator.CallInline)
	p.AddPaths([]string{p.bytes("large.bin", 23_000_000)})
	p.until("refused", func(s service.Snapshot) bool { return s.Queue.Totals.Failed == 1 })
	if told := p.item("large.bin").Problem; !told.Of(problem.PieceTooLarge) || !strings.Contains(told.Sentence(), "22 MB at most") {
		t.Errorf("%s", told.Sentence())
	}
	if p.calls(simulator.CallInline) != sent {
		t.Error("what can't be taken was sent all the same")
	}
	for _, r := range p.server.Requests() {
		if r.Method == http.MethodHead {
			continue // asks whether the line lives, in nobody's mailbox and without a token
		}
		if strings.Contains(r.Path, "/me/") || !strings.Contains(r.Path, "/users/m.berger@contoso.example/") || r.Mailbox != jonas {
			t.Errorf("%s %s in the mailbox of %s", r.Method, r.Path, r.Mailbox)
		}
	}
}

func TestAServerThatTakesOnlySmallPiecesOfAnApplication(t *testing.T) {
	p := start(t, simulator.Options{ClientSecret: appSecret}, service.Config{})
	p.addApp(appOf(simulator.DefaultAccounts()[1].Username))
	p.AddPaths([]string{p.bytes("ten.bin", 10_000_000), p.bytes("one.bin", 1_000_000)})
	p.until("both settled", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 && s.Queue.Totals.Failed == 1 })
	if told := p.item("ten.bin").Problem; !told.Of(problem.PieceRefused) || !strings.Contains(told.Detail, "413") {
		t.Errorf("%+v", told)
	}
}

// Where an application does get sessions, a token that ends amid the ranges is renewed, and the file goes on.
func TestAnApplicationsTokenEndsAmidAFile(t *testing.T) {
	p := start(t, simulator.Options{ClientSecret: appSecret, AppOnlySessions: true, Rate: 8_000_000}, service.Config{})
	p.addApp(appOf(simulator.DefaultAccounts()[1].Username))
	path := p.bytes("long.bin", 16_000_000)
	p.AddPaths([]string{path})
	p.until("on its way", func(s service.Snapshot) bool { return p.calls(simulator.CallPutRange) >= 2 })
	tokens := p.server.Issued().AccessTokens
	p.server.ExpireAccessTokens()
	p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
	if n := p.server.Issued().AccessTokens - tokens; n != 1 {
		t.Errorf("%d tokens for one that ended", n)
	}
	if p.calls(simulator.CallCreateSession) != 1 {
		t.Error("it started over")
	}
}

// Three mailboxes side by side: a person's own, and two others' by one application.
func TestAnApplicationBesideAPerson(t *testing.T) {
	p := start(t, simulator.Options{ClientSecret: appSecret, Accounts: people(), Rate: 2_000_000}, service.Config{})
	p.SignIn()
	owners := map[string]string{"own.bin": p.chooseFirst().Account.ID}
	p.AddPaths([]string{p.bytes("own.bin", 3_000_000)})
	for name, who := range map[string]simulator.Account{"jonas.bin": people()[1], "lena.bin": people()[2]} {
		owners[name] = p.addApp(appOf(who.Username)).Account.ID
		p.AddPaths([]string{p.bytes(name, 600_000)})
	}
	s := p.until("all attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 3 })
	if len(s.Accounts) != 3 {
		t.Errorf("%d accounts", len(s.Accounts))
	}
	for name, owner := range owners {
		if got := p.item(name).Target.AccountID; got != owner {
			t.Errorf("%s went to %s, not %s", name, got, owner)
		}
	}
	for _, a := range p.server.Attachments() {
		if want := map[string]string{"own.bin": people()[0].Username, "jonas.bin": people()[1].Username, "lena.bin": people()[2].Username}[a.Name]; want != "" && a.Account != want {
			t.Errorf("%s hangs in the mailbox of %s", a.Name, a.Account)
		}
	}
	left := s.Account.ID
	p.SignOut()
	p.until("another takes its place", func(s service.Snapshot) bool {
		return signedIn(s) && len(s.Accounts) == 2 && s.Account.ID != left
	})
}

func TestAnApplicationThatIsNotLetIn(t *testing.T) {
	jonas := simulator.DefaultAccounts()[1].Username
	tests := map[string]struct {
		opts   simulator.Options
		change func(*service.AppAccount)
		want   problem.Kind
	}{
		"nobody consented": {opts: simulator.Options{NoAppConsent: true}, want: problem.AppForbidden},
		"nobody there":     {change: func(a *service.AppAccount) { a.User = "nobody@contoso.example" }, want: problem.AppUserUnknown},
		"somebody outside": {change: func(a *service.AppAccount) { a.User = simulator.DefaultAccounts()[0].Username }, want: problem.AppUserUnknown},
		"no mailbox":       {opts: simulator.Options{NoMailbox: true}, want: problem.AppUserUnknown},
		"wrong secret":     {change: func(a *service.AppAccount) { a.Secret = "loud" }, want: "auth.app_secret"},
		"no file":          {change: func(a *service.AppAccount) { a.CertificateFile = "/nowhere/app.pem" }, want: problem.FileGone},
		"a folder":         {change: func(a *service.AppAccount) { a.CertificateFile = "/" }, want: problem.Unreadable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.opts.ClientSecret = appSecret
			p := start(t, test.opts, service.Config{})
			a := appOf(jonas)
			if test.change != nil {
				test.change(&a)
			}
			s := p.attempt(a)
			if !s.AppAttempt.Problem.Of(test.want) || len(s.Accounts) != 0 || s.Phase == service.PhaseSignedIn {
				t.Errorf("%v %+v, %d accounts", s.Phase, s.AppAttempt.Problem, len(s.Accounts))
			}
			if text := fmt.Sprintf("%+v %v", s.AppAttempt.Problem, a); strings.Contains(text, appSecret) {
				t.Error("the secret is told")
			}
		})
	}
}

// A secret that ends stops the queue with a sentence of its own, and a new one lets it go on.
func TestANewSecretLetsTheQueueGoOn(t *testing.T) {
	jonas := simulator.DefaultAccounts()[1].Username
	p := start(t, simulator.Options{ClientSecret: appSecret, AppOnlySessions: true, Rate: 8_000_000}, service.Config{})
	p.addApp(appOf(jonas))
	p.AddPaths([]string{p.bytes("long.bin", 16_000_000)})
	p.until("on its way", func(service.Snapshot) bool { return p.calls(simulator.CallPutRange) >= 2 })
	p.server.SetFaults(simulator.Fault{Call: simulator.CallToken, Status: 401, Code: "invalid_client", Number: 7000222, Times: -1})
	p.server.ExpireAccessTokens()
	s := p.until("stopped", func(s service.Snapshot) bool { return ended(s) && itemNamed(s, "long.bin").State == service.ItemSignIn })
	if !s.SignInError.Of("auth.app_secret_expired") || p.item("long.bin").State != service.ItemSignIn || len(s.Accounts) != 1 || !s.Accounts[0].NeedsSignIn {
		t.Fatalf("%+v %+v", s.SignInError, s.Accounts)
	}
	p.server.SetFaults()
	p.server.Update(func(o *simulator.Options) { o.ClientSecret = "new~new.new" })
	again := appOf(jonas)
	if again.Secret = ""; !p.attempt(again).AppAttempt.Problem.Of("auth.app_secret") {
		t.Error("the old secret is not what is tried where none is entered")
	}
	again.Secret = "new~new.new"
	if s := p.attempt(again); s.AppAttempt.Problem != nil {
		t.Fatal(s.AppAttempt.Problem.Sentence())
	}
	p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
	if p.calls(simulator.CallCreateSession) != 1 {
		t.Error("it started over")
	}
}

// The next start has the account again without a word, also where no person ever signs in, and -account finds it.
func TestAnApplicationIsThereAtTheNextStart(t *testing.T) {
	server := simulator.New(simulator.Options{ClientSecret: appSecret, Accounts: people()})
	running, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	dir, ring := t.TempDir(), newRing()
	p := &program{t: t, server: server, url: running.URL(), dir: dir}
	open := func(cfg service.Config) {
		cfg.Endpoint = service.Endpoint{Login: p.url, Graph: p.url}
		cfg.StateDir, cfg.Keyring = filepath.Join(dir, "state"), ring
		cfg.OpenURL = func(page string) error { t.Errorf("a browser opens %s", page); return nil }
		p.Service = service.New(cfg)
		p.Start()
	}
	lena, jonas := people()[2].Username, people()[1].Username
	open(service.Config{})
	if s := p.Snapshot(); s.Phase != service.PhaseSetup {
		t.Fatalf("phase %v without a client id", s.Phase)
	}
	p.addApp(appOf(lena))
	p.addApp(appOf(jonas))
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}

	open(service.Config{Account: strings.ToUpper(lena), Quit: true, Order: order("Tasks", sampleTask, p.file("a.txt", "for Lena"))})
	p.done()
	if results := p.Results(); len(results) != 1 || !results[0].Attached {
		t.Errorf("%+v", results)
	}
	if !slices.ContainsFunc(server.Attachments(), func(a simulator.AttachmentInfo) bool { return a.Name == "a.txt" && a.Account == lena }) {
		t.Error("it is not on Lena's task")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}

	server.SetFaults(simulator.Fault{Call: simulator.CallToken, Status: 401, Code: "invalid_client", Number: 7000222, Times: -1})
	open(service.Config{Account: lena, Quit: true, Order: order("Tasks", sampleTask, p.file("b.txt", "for Lena"))})
	p.done()
	if results := p.Results(); len(results) != 1 || results[0].Attached || !strings.Contains(results[0].Reason, "secret has expired") {
		t.Errorf("%+v", results)
	}
	server.SetFaults()
	p.SignOut()
	p.until("the other takes its place", func(s service.Snapshot) bool { return signedIn(s) && s.Account.Username == jonas })
	p.SignOut()
	p.until("nobody", func(s service.Snapshot) bool { return len(s.Accounts) == 0 && s.Phase != service.PhaseSignedIn })
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	open(service.Config{})
	forgotten := appOf(lena)
	if forgotten.Secret = ""; !p.attempt(forgotten).AppAttempt.Problem.Of("auth.app_no_key") {
		t.Error("the secret outlives the sign-out")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}
