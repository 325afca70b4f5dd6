package service_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// program is a service against a stand-in on the loopback, with a browser that accepts.
type program struct {
	*service.Service
	t      *testing.T
	server *simulator.Server
	url    string
	dir    string
}

func start(t *testing.T, opts simulator.Options, cfg service.Config) *program {
	t.Helper()
	opts.AutoAccept = true
	p := &program{t: t, server: simulator.New(opts), dir: t.TempDir()}
	running, err := p.server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	p.url = running.URL()
	p.Service = p.open(cfg)
	return p
}

func (p *program) open(cfg service.Config) *service.Service {
	standIn := service.Endpoint{ClientID: simulator.DemoClientID, Login: p.url, Graph: p.url}
	cfg.StateDir = filepath.Join(p.dir, "state")
	cfg.Demo = cfg.Keyring == nil // no keyring: what is at rest is tried in package auth
	if !cfg.Demo {
		cfg.Endpoint = standIn // the demo needs no client id of the person's own
	}
	cfg.StartDemo = func() (service.Endpoint, error) { return standIn, nil }
	if cfg.OpenURL == nil {
		cfg.OpenURL = browse
	}
	cfg.OpenURL = pastStart(cfg.OpenURL)
	s := service.New(cfg)
	p.t.Cleanup(func() { _ = s.Close() })
	s.Start()
	return s
}

// pastStart is a browser that takes the start page's redirect first, so that open is given the sign-in page itself.
func pastStart(open func(string) error) func(string) error {
	return func(page string) error {
		if u, err := url.Parse(page); err == nil && u.Hostname() == "localhost" {
			client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			answer, err := client.Get(page)
			if err != nil {
				return err
			}
			_ = answer.Body.Close()
			page = answer.Header.Get("Location")
		}
		return open(page)
	}
}

// browse is a browser in which the person is signed in and has agreed before.
func browse(page string) error {
	go func() {
		if answer, err := http.Get(page); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
	}()
	return nil
}

// patience is when what has not happened never will: long, as packing 26 MB takes a while under the race detector on a
// busy machine. No test takes it unless it fails.
const patience = 3 * time.Minute

// until waits for the snapshot to fulfil a condition.
func (p *program) until(what string, ok func(service.Snapshot) bool) service.Snapshot {
	p.t.Helper()
	deadline := time.After(patience)
	for {
		if s := p.Snapshot(); ok(s) {
			return s
		}
		select {
		case <-p.Changed():
		case <-time.After(50 * time.Millisecond): // byte counts change without a word
		case <-deadline:
			p.t.Fatalf("never: %s; last: %+v", what, p.Snapshot())
		}
	}
}

func (p *program) file(name, content string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		p.t.Fatal(err)
	}
	return path
}

func (p *program) done() {
	p.t.Helper()
	select {
	case <-p.Done():
	case <-time.After(patience):
		p.t.Fatalf("never done: %+v", p.Snapshot())
	}
}

func signedIn(s service.Snapshot) bool {
	return s.Phase == service.PhaseSignedIn && s.Lists.Load == service.LoadReady
}

func order(list, task string, files ...string) service.Order {
	return service.Order{List: list, Task: task, Attach: true, Files: transfer.DroppedPaths(files)}
}

const sampleTask = "Scan the tax receipts"

func TestFilesDroppedWithoutATaskWaitForOne(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.AddPaths([]string{p.file("before.txt", "dropped while signed out")})
	p.until("the file waits", func(s service.Snapshot) bool { return s.NeedsTask && len(s.Queue.Items) == 1 })
	p.SignIn()
	s := p.until("signed in", signedIn)
	if s.Account.Name != "Mia Berger" {
		t.Errorf("signed in as %q", s.Account.Name)
	}
	at := slices.IndexFunc(s.Lists.Entries, func(l service.List) bool { return l.Kind == service.ListDefault })
	p.ChooseList(s.Lists.Entries[at].ID)
	s = p.until("tasks", func(s service.Snapshot) bool { return s.Tasks.Load == service.LoadReady })
	at = slices.IndexFunc(s.Tasks.Entries, func(task service.Task) bool { return task.Title == sampleTask })
	p.ChooseTask(s.Tasks.Entries[at].ID)
	s = p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
	if s.NeedsTask || s.Queue.Items[0].Target.TaskTitle != sampleTask {
		t.Errorf("%+v", s.Queue.Items[0])
	}
	p.until("listed on the task", func(s service.Snapshot) bool {
		return slices.ContainsFunc(s.Attachments.Entries, func(a service.Attachment) bool { return a.Name == "before.txt" })
	})
}

func TestQuitReportsEveryFile(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "gut ß.txt")
	if err := os.WriteFile(good, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing\tname")
	p := start(t, simulator.Options{}, service.Config{Quit: true, Order: order("Tasks", sampleTask, good, missing)})
	p.done()
	results := p.Results()
	if len(results) != 2 || !results[0].Attached || results[1].Attached {
		t.Fatalf("%+v", results)
	}
	id := results[0].AttachmentID
	if _, err := p.server.Content(id); err != nil {
		t.Errorf("%q is not an attachment of the server: %v", id, err)
	}
	if line := results[0].Line(false); line != "attached\t"+good+"\t"+id {
		t.Errorf("%q", line)
	}
	if line := results[1].Line(false); strings.Count(line, "\t") != 2 || !strings.HasPrefix(line, "failed\t"+dir) {
		t.Errorf("a tab in a name breaks the line: %q", line)
	}
}

// TestLinesAsObjects attaches a small file, one of two ranges, and one that is not there: each line is an object that
// tells of all that is known.
func TestLinesAsObjects(t *testing.T) {
	dir := t.TempDir()
	small, large := filepath.Join(dir, "small <a> & \xff.txt"), filepath.Join(dir, "large.bin")
	contents := map[string][]byte{small: []byte("x"), large: bytes.Repeat([]byte("0123456789"), 500_000)}
	for path, content := range contents {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Skip(err) // the system takes no such name
		}
	}
	p := start(t, simulator.Options{}, service.Config{Quit: true, Order: order("Tasks", sampleTask, small, large, filepath.Join(dir, "none"))})
	p.done()
	for i, path := range []string{small, large, ""} {
		var got struct {
			Outcome, Path, ID, SHA256, Reason, RequestID string
			PathBytes                                    []byte
			Size, Attempts                               int
		}
		line := p.Results()[i].Line(true)
		if err := json.Unmarshal([]byte(line), &got); err != nil || strings.Contains(line, "\n") {
			t.Fatalf("%q: %v", line, err)
		}
		if path == "" {
			if got.Outcome != "failed" || got.Reason == "" || got.ID != "" || got.Attempts != 0 {
				t.Errorf("%s", line)
			}
			continue
		}
		sum := sha256.Sum256(contents[path])
		if got.Outcome != "attached" || got.ID == "" || got.Size != len(contents[path]) || got.SHA256 != hex.EncodeToString(sum[:]) ||
			got.Attempts != 1 || got.RequestID == "" || got.Path != path && string(got.PathBytes) != path {
			t.Errorf("%s", line)
		}
	}
}

func TestQuitSaysWhyAnOrderCannotBeCarriedOut(t *testing.T) {
	tests := map[string]struct {
		opts simulator.Options
		cfg  service.Config
		want string
	}{
		"unknown list":   {cfg: service.Config{Order: order("Nope", sampleTask)}, want: "no list “Nope”"},
		"unknown task":   {cfg: service.Config{Order: order("Tasks", "Nope")}, want: "no open task “Nope”"},
		"unknown id":     {cfg: service.Config{Order: order("id:AAA", "id:BBB")}, want: "no list “id:AAA”"},
		"refused":        {opts: simulator.Options{SignInOutcome: simulator.OutcomeConsentRefused}, cfg: service.Config{Order: order("Tasks", sampleTask)}, want: ""},
		"no task chosen": {cfg: service.Config{Order: service.Order{}}, want: ""},
		"not readable":   {opts: simulator.Options{NoMailbox: true}, cfg: service.Config{Order: order("Tasks", sampleTask)}, want: "mailbox"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.txt")
			if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
				t.Fatal(err)
			}
			test.cfg.Quit = true
			test.cfg.Order.Files = transfer.DroppedPaths([]string{file})
			p := start(t, test.opts, test.cfg)
			p.done()
			results := p.Results()
			if len(results) != 1 || results[0].Attached || results[0].Reason == "" || !strings.Contains(results[0].Reason, test.want) {
				t.Errorf("%+v", results)
			}
			if n := slices.IndexFunc(p.server.Attachments(), func(a simulator.AttachmentInfo) bool { return a.Name == "a.txt" }); n >= 0 {
				t.Error("attached all the same")
			}
		})
	}
}

func TestTwoTasksOfOneTitleAreNotGuessedBetween(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.SignIn()
	s := p.until("signed in", signedIn)
	list := s.Lists.Entries[0]
	for range 2 {
		if _, err := p.server.AddTask(list.ID, "Twin"); err != nil {
			t.Fatal(err)
		}
	}
	reply := p.HandOver(context.Background(), instance.Request{
		List: list.Name, Task: "Twin", Attach: true, Wait: true,
		Files: []instance.File{{Given: "t.txt", Path: p.file("t.txt", "t")}},
	})
	if !reply.Failed || len(reply.Lines) != 1 || !strings.Contains(reply.Lines[0], "2 tasks titled “Twin”") {
		t.Errorf("%+v", reply)
	}
}

func TestASecondStartHandsOver(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.SignIn()
	p.until("signed in", signedIn)
	reply := p.HandOver(context.Background(), instance.Request{
		List: "Tasks", Task: sampleTask, Attach: true, Wait: true,
		Files: []instance.File{{Given: "n.txt", Path: p.file("n.txt", "n")}, {Given: "gone", Path: filepath.Join(p.dir, "gone")}},
	})
	if !reply.Failed || len(reply.Lines) != 2 || !strings.HasPrefix(reply.Lines[0], "attached\tn.txt\t") || !strings.HasPrefix(reply.Lines[1], "failed\tgone\t") {
		t.Errorf("%+v", reply)
	}
}

func TestWhatAnEarlierRunLeftIsFinishedAndReported(t *testing.T) {
	p := start(t, simulator.Options{Rate: 400_000}, service.Config{})
	large := p.file("large.bin", strings.Repeat("0123456789", 100_000))
	p.SignIn()
	p.until("signed in", signedIn)
	go p.HandOver(context.Background(), instance.Request{
		List: "Tasks", Task: sampleTask, Attach: true, Files: []instance.File{{Given: "large.bin", Path: large}},
	})
	p.until("under way", func(s service.Snapshot) bool { return s.Queue.Totals.Running == 1 && s.Queue.Totals.Sent > 0 })
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p.Service = p.open(service.Config{Quit: true})
	p.done()
	results := p.Results()
	if len(results) != 1 || !results[0].Attached || results[0].Path != large {
		t.Errorf("%+v", results)
	}
}

// TestAnOrderOutlivesItsRun: the run ended before the task was found, or anybody had signed in, and the next one,
// which is told nothing, goes on with it.
func TestAnOrderOutlivesItsRun(t *testing.T) {
	for name, fault := range map[string]simulator.Fault{
		"nobody signed in": {Call: simulator.CallToken, Hang: true}, "task not found yet": {Call: simulator.CallLists, Hang: true},
	} {
		t.Run(name, func(t *testing.T) {
			fault.Times = -1
			p := start(t, simulator.Options{Faults: []simulator.Fault{fault}}, service.Config{})
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			given := order("Tasks", sampleTask)
			given.Files = transfer.DroppedPaths([]string{p.file("early.txt", "x")})
			p.Service = p.open(service.Config{Quit: true, Order: given})
			p.until("queued", func(s service.Snapshot) bool { return len(s.Queue.Items) == 1 })
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			p.server.SetFaults()
			p.Service = p.open(service.Config{Quit: true})
			p.done()
			if results := p.Results(); len(results) != 1 || !results[0].Attached {
				t.Errorf("%+v", results)
			}
		})
	}
}

func TestAListDeletedElsewhereIsNoLongerChosen(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.SignIn()
	s := p.until("signed in", signedIn)
	id, err := p.server.AddList(s.Account.Username, "Trip")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.server.AddTask(id, "Tickets"); err != nil {
		t.Fatal(err)
	}
	p.Refresh()
	p.until("the new list", func(s service.Snapshot) bool {
		return slices.ContainsFunc(s.Lists.Entries, func(l service.List) bool { return l.ID == id })
	})
	p.ChooseList(id)
	s = p.until("its tasks", func(s service.Snapshot) bool { return s.Tasks.Load == service.LoadReady })
	p.ChooseTask(s.Tasks.Entries[0].ID)
	if err := p.server.DeleteList(id); err != nil {
		t.Fatal(err)
	}
	p.Refresh()
	p.until("nothing chosen", func(s service.Snapshot) bool { return s.ListID == "" && s.TaskID == "" })
}

func TestNewListAndNewTaskAreChosen(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.SignIn()
	p.until("signed in", signedIn)
	p.CreateList("Umzug")
	p.until("the new list", func(s service.Snapshot) bool { return s.ListName == "Umzug" && s.Tasks.Load == service.LoadReady })
	p.AddPaths([]string{p.file("k.txt", "k")})
	p.until("it waits", func(s service.Snapshot) bool { return s.NeedsTask })
	p.CreateTask("Kisten 📦")
	p.until("attached to the new task", func(s service.Snapshot) bool {
		return s.TaskTitle == "Kisten 📦" && s.Queue.Totals.Attached == 1
	})
}

func TestAttachmentsAreSavedAndDeleted(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{Quit: false, Order: service.Order{}})
	p.SignIn()
	p.until("signed in", signedIn)
	reply := p.HandOver(context.Background(), instance.Request{
		List: "Tasks", Task: sampleTask, Attach: true, Wait: true, Files: []instance.File{{Given: "k", Path: p.file("k.txt", "keep me")}},
	})
	if reply.Failed {
		t.Fatal(reply.Lines)
	}
	id := strings.Split(reply.Lines[0], "\t")[2]
	p.Refresh()
	listed := func(s service.Snapshot) bool {
		return slices.ContainsFunc(s.Attachments.Entries, func(a service.Attachment) bool { return a.ID == id })
	}
	p.until("listed", listed)
	path := filepath.Join(p.dir, "saved.txt")
	p.SaveAttachment(id, path)
	p.until("saved", func(service.Snapshot) bool {
		content, err := os.ReadFile(path)
		return err == nil && string(content) == "keep me"
	})
	p.DeleteAttachment(id)
	p.FinishDelete(id)
	p.until("gone from the list", func(s service.Snapshot) bool {
		return s.Attachments.Load == service.LoadReady && !listed(s)
	})
}

func TestTheLastChoiceComesBack(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.SignIn()
	p.until("signed in", signedIn)
	p.HandOver(context.Background(), instance.Request{List: "Tasks", Task: sampleTask})
	p.until("chosen", func(s service.Snapshot) bool { return s.TaskTitle == sampleTask })
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p.Service = p.open(service.Config{})
	p.SignIn()
	p.until("chosen again", func(s service.Snapshot) bool { return signedIn(s) && s.TaskTitle == sampleTask })
}

func TestASignInLostUnderQuitIsAskedForAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "long.bin")
	if err := os.WriteFile(file, make([]byte, 9_000_000), 0o644); err != nil {
		t.Fatal(err)
	}
	p := start(t, simulator.Options{Rate: 3_000_000}, service.Config{Quit: true, Order: order("Tasks", sampleTask, file)})
	p.until("under way", func(s service.Snapshot) bool { return s.Queue.Totals.Running == 1 && s.Queue.Totals.Sent > 1_000_000 })
	p.server.RevokeRefreshTokens()
	p.server.ExpireAccessTokens()
	p.done()
	if results := p.Results(); len(results) != 1 || !results[0].Attached {
		t.Errorf("%+v", results)
	}
	created := 0
	for _, r := range p.server.Requests() {
		if r.Call == simulator.CallCreateSession && r.Status == http.StatusCreated {
			created++
		}
	}
	if created != 1 {
		t.Errorf("%d upload sessions, want the one to go on", created)
	}
}
