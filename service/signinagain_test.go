package service_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
)

// ended is a window whose account in use has to sign in again.
func ended(s service.Snapshot) bool { return s.Phase == service.PhaseSignedIn && s.Account.NeedsSignIn }

func itemNamed(s service.Snapshot, name string) *service.Item {
	at := slices.IndexFunc(s.Queue.Items, func(item *service.Item) bool { return item.Name == name })
	if at < 0 {
		return &service.Item{}
	}
	return s.Queue.Items[at]
}

func notices(s service.Snapshot, kind problem.Kind) (found []string) {
	for _, notice := range s.Notices {
		if notice.Problem.Of(kind) {
			found = append(found, notice.Problem.Sentence())
		}
	}
	return found
}

func TestTheWindowStaysWhereASignInEnds(t *testing.T) {
	p := start(t, simulator.Options{Rate: 2_000_000}, service.Config{})
	p.SignIn()
	p.chooseFirst()
	p.AddPaths([]string{p.file("long.bin", string(make([]byte, 8_000_000)))})
	p.until("under way", func(s service.Snapshot) bool { return s.Queue.Totals.Sent > 1_000_000 })
	p.server.RevokeRefreshTokens()
	p.server.ExpireAccessTokens()
	s := p.until("the sign-in has ended", func(s service.Snapshot) bool {
		return ended(s) && itemNamed(s, "long.bin").State == service.ItemSignIn
	})
	if len(s.Lists.Entries) == 0 || s.TaskID == "" || !s.Accounts[0].NeedsSignIn {
		t.Errorf("the window forgot what it knew: %+v", s)
	}
	if owner := itemNamed(s, "long.bin").Target.AccountName; owner != simulator.DefaultAccounts()[0].Username {
		t.Errorf("the item is of %q", owner)
	}
	p.AddPaths([]string{p.file("later.txt", "dropped meanwhile")})
	p.until("it waits, too", func(s service.Snapshot) bool { return itemNamed(s, "later.txt").State == service.ItemSignIn })

	p.SignInAgain(s.Account.ID)
	s = p.until("both attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 2 })
	if ended(s) || s.Accounts[0].NeedsSignIn {
		t.Error("it still asks for a sign-in")
	}
	created := 0
	for _, r := range p.server.Requests() {
		if r.Call == simulator.CallCreateSession {
			created++
		}
	}
	if created != 1 {
		t.Errorf("%d upload sessions, want the one to go on", created)
	}
}

func TestAReadThatIsRefusedEndsTheSignInToo(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.SignIn()
	p.chooseFirst()
	p.server.RevokeRefreshTokens()
	p.server.ExpireAccessTokens()
	p.Refresh()
	p.until("asked to sign in again, on the main page", ended)
	p.CreateTask("Not without a sign-in")
	p.until("said", func(s service.Snapshot) bool { return len(notices(s, problem.SignInNeeded)) > 0 })
	p.SignIn()
	p.until("back", func(s service.Snapshot) bool { return signedIn(s) && !s.Account.NeedsSignIn })
}

func TestOtherAccountsGoOnWhereASignInEnds(t *testing.T) {
	accounts := simulator.DefaultAccounts()
	person := ""
	p := start(t, simulator.Options{Rate: 2_000_000}, service.Config{OpenURL: browseAs(&person)})
	p.SignIn()
	p.chooseFirst()
	first := p.Snapshot().Account
	person = accounts[1].Username
	p.AddAccount()
	p.until("two accounts", func(s service.Snapshot) bool { return len(s.Accounts) == 2 && s.Account.Username == person })
	p.chooseFirst()
	p.AddPaths([]string{p.file("goes-on.bin", string(make([]byte, 8_000_000)))})
	p.UseAccount(first.ID)
	p.until("the first in use", func(s service.Snapshot) bool { return signedIn(s) && s.Account.ID == first.ID })
	p.server.RevokeRefreshTokensOf(first.Username)
	p.server.ExpireAccessTokens()
	p.AddPaths([]string{p.file("waits.txt", "of the first")})
	s := p.until("one waits and one is attached", func(s service.Snapshot) bool {
		return ended(s) && itemNamed(s, "waits.txt").State == service.ItemSignIn && itemNamed(s, "goes-on.bin").State == service.ItemAttached
	})
	if s.Account.ID != first.ID || len(s.Accounts) != 2 {
		t.Errorf("in use: %+v of %d", s.Account, len(s.Accounts))
	}
}

func TestAnotherAccountThanAskedForIsSaidAndAdded(t *testing.T) {
	accounts := simulator.DefaultAccounts()
	var person sync.Mutex
	name := ""
	is := func(username string) {
		person.Lock()
		defer person.Unlock()
		name = username
	}
	p := start(t, simulator.Options{}, service.Config{OpenURL: func(page string) error {
		person.Lock()
		defer person.Unlock()
		who := name
		return browseAs(&who)(stripHint(page))
	}})
	is(accounts[0].Username)
	p.SignIn()
	p.chooseFirst()
	first := p.Snapshot().Account
	p.server.RevokeRefreshTokens()
	p.server.ExpireAccessTokens()
	p.AddPaths([]string{p.file("mine.txt", "of the first account")})
	p.until("ended", func(s service.Snapshot) bool { return ended(s) && itemNamed(s, "mine.txt").State == service.ItemSignIn })

	is(accounts[1].Username)
	p.SignInAgain(first.ID)
	s := p.until("the other account", func(s service.Snapshot) bool { return signedIn(s) && s.Account.Username == accounts[1].Username })
	said := notices(s, problem.OtherAccount)
	if len(said) != 1 || !strings.Contains(said[0], accounts[1].Username) || !strings.Contains(said[0], "not as "+first.Username) {
		t.Errorf("said %q", said)
	}
	if len(s.Accounts) != 2 || !s.Accounts[0].NeedsSignIn || itemNamed(s, "mine.txt").State != service.ItemSignIn {
		t.Errorf("the first account's item does not wait: %+v", s.Accounts)
	}
	is(first.Username)
	p.SignInAgain(first.ID)
	p.until("attached", func(s service.Snapshot) bool { return itemNamed(s, "mine.txt").State == service.ItemAttached })
}

// stripHint takes the hint off: this person signs in as who they like.
func stripHint(page string) string {
	before, after, found := strings.Cut(page, "&login_hint=")
	if !found {
		return page
	}
	if _, rest, more := strings.Cut(after, "&"); more {
		return before + "&" + rest
	}
	return before
}

func TestAnOrderForAnAccountGoesToNoOther(t *testing.T) {
	accounts := simulator.DefaultAccounts()
	file := filepath.Join(t.TempDir(), "for-jonas.txt")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, simulator.Options{}, service.Config{
		Quit: true, Account: accounts[1].Username, Order: order("Tasks", sampleTask, file),
		OpenURL: func(page string) error { return browse(stripHint(page)) }, // as the first account
	})
	p.done()
	results := p.Results()
	if len(results) != 1 || results[0].Attached || !strings.Contains(results[0].Reason, "not as "+accounts[1].Username) {
		t.Errorf("%+v", results)
	}
	if n := slices.IndexFunc(p.server.Attachments(), func(a simulator.AttachmentInfo) bool { return a.Name == "for-jonas.txt" }); n >= 0 {
		t.Error("attached to the other account's task")
	}
}

func TestWithoutAKeyringItSaysOnceThatSignInsAreForThisRun(t *testing.T) {
	accounts := simulator.DefaultAccounts()
	person := ""
	ring := newRing()
	ring.refuses = true
	p := start(t, simulator.Options{}, service.Config{Keyring: ring, OpenURL: browseAs(&person)})
	p.SignIn()
	p.until("signed in", signedIn)
	person = accounts[1].Username
	p.AddAccount()
	s := p.until("two accounts", func(s service.Snapshot) bool { return signedIn(s) && len(s.Accounts) == 2 })
	if !s.MemoryOnly.Of("auth.memory_only") {
		t.Errorf("the window shows %v", s.MemoryOnly)
	}
	if said := notices(s, "auth.memory_only"); len(said) != 1 {
		t.Errorf("said %q", said)
	}
	entries, err := os.ReadDir(filepath.Join(p.dir, "state"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "signins.") && entry.Name() != "signins.lock" {
			t.Errorf("%s was written", entry.Name())
		}
	}
}

func TestASilentStartSaysThatTheKeyringIsClosed(t *testing.T) {
	ring := newRing()
	p := start(t, simulator.Options{}, service.Config{Keyring: ring})
	p.SignIn()
	s := p.until("signed in", signedIn)
	if s.MemoryOnly != nil {
		t.Errorf("a keyring that works, and %v", s.MemoryOnly)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	ring.refuses = true
	p.Service = p.open(service.Config{Keyring: ring})
	s = p.until("said at once", func(s service.Snapshot) bool { return s.MemoryOnly.Of("auth.memory_only") })
	if said := notices(s, "auth.memory_only"); len(said) != 1 || s.Phase != service.PhaseSignedOut {
		t.Errorf("said %q in phase %d", said, s.Phase)
	}
}

// A keyring that asks the person to unlock it holds up neither the window nor a person who would rather sign in.
func TestALockedKeyringHoldsNobodyUp(t *testing.T) {
	ring := newRing()
	p := start(t, simulator.Options{}, service.Config{Keyring: ring})
	p.SignIn()
	p.until("signed in", signedIn)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	ring.locked = make(chan struct{})
	p.Service = p.open(service.Config{Keyring: ring})
	if s := p.Snapshot(); s.Phase != service.PhaseSignedOut {
		t.Errorf("the window shows phase %d", s.Phase)
	}
	p.SignIn() // not after the 15 seconds for the keyring
	p.until("signed in by hand", signedIn)
	p.until("and said that it is for this run", func(s service.Snapshot) bool { return s.MemoryOnly.Of("auth.keyring_locked") })
	close(ring.locked)
	p.until("kept after all", func(s service.Snapshot) bool { return s.MemoryOnly == nil })
}

// TestAListThatRefusesIsNotThePerson: its tasks can't be read, which is said there, and nobody is signed out for it.
func TestAListThatRefusesIsNotThePerson(t *testing.T) {
	p := start(t, simulator.Options{Faults: []simulator.Fault{{List: "Flagged e-mails", Status: http.StatusUnauthorized, Times: -1}}}, service.Config{})
	p.SignIn()
	s := p.until("the lists are known", func(s service.Snapshot) bool { return signedIn(s) && s.Lists.Load == service.LoadReady })
	refused := slices.IndexFunc(s.Lists.Entries, func(l service.List) bool { return l.Name == "Flagged e-mails" })
	if refused < 0 {
		t.Fatalf("%+v", s.Lists.Entries)
	}
	p.ChooseList(s.Lists.Entries[refused].ID)
	s = p.until("the tasks failed", func(s service.Snapshot) bool { return s.Tasks.Load == service.LoadFailed })
	if !s.Tasks.Problem.Of(problem.ListRefused) || s.Tasks.Problem.Args["List"] != "Flagged e-mails" {
		t.Errorf("%s", s.Tasks.Problem.Sentence())
	}
	if s.SignInError != nil || s.Account.NeedsSignIn {
		t.Errorf("the person is asked to sign in again: %v", s.SignInError)
	}
	p.HandOver(t.Context(), instance.Request{List: "Tasks", Task: sampleTask})
	p.until("the task is chosen", attachmentsKnown)
	p.AddPaths([]string{p.file("good.txt", "good")})
	p.until("a file for another list goes on", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
}

// TestAPauseIsWrittenDownAtOnce: a program that is killed has no time to do so at its end.
func TestAPauseIsWrittenDownAtOnce(t *testing.T) {
	p := start(t, simulator.Options{Faults: []simulator.Fault{
		{Call: simulator.CallInline, Status: http.StatusTooManyRequests, RetryAfter: "120", Times: -1},
	}}, service.Config{})
	p.SignIn()
	p.until("signed in", signedIn)
	p.HandOver(t.Context(), instance.Request{List: "Tasks", Task: sampleTask})
	p.until("the task is chosen", attachmentsKnown)
	p.AddPaths([]string{p.file("a.txt", "a")})
	p.until("held back", func(s service.Snapshot) bool {
		return slices.ContainsFunc(s.Queue.Items, func(item *service.Item) bool { return item.Wait.Reason == service.WaitThrottled })
	})
	p.until("written down", func(service.Snapshot) bool {
		kept, err := os.ReadFile(filepath.Join(p.dir, "state", "settings.json"))
		return err == nil && strings.Contains(string(kept), `"held"`)
	})
}
