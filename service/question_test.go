package service_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
)

// atTask is a program with somebody signed in and the sample task chosen.
func atTask(t *testing.T, cfg service.Config) *program {
	t.Helper()
	p := start(t, simulator.Options{}, cfg)
	p.SignIn()
	p.until("signed in", signedIn)
	p.HandOver(context.Background(), instance.Request{List: "Tasks", Task: sampleTask})
	p.until("the task's attachments are known", attachmentsKnown)
	return p
}

func attachmentsKnown(s service.Snapshot) bool {
	return s.TaskTitle == sampleTask && s.Attachments.Load == service.LoadReady
}

// asked waits for the question and returns it.
func (p *program) asked(kind service.QuestionKind) service.Question {
	p.t.Helper()
	s := p.until("the question", func(s service.Snapshot) bool { return s.Question != nil })
	if s.Question.Kind != kind {
		p.t.Fatalf("asked %+v, want kind %d", *s.Question, kind)
	}
	return *s.Question
}

// ended waits until all is attached, and nothing is asked any more.
func (p *program) ended(files int) {
	p.t.Helper()
	p.until("all attached", func(s service.Snapshot) bool {
		return s.Question == nil && len(s.Queue.Items) == files && s.Queue.Totals.Attached+s.Queue.Totals.Undone == files
	})
}

// onServer are the contents of the attachments of this name on the sample task.
func (p *program) onServer(name string) (contents [][]byte) {
	p.t.Helper()
	for _, a := range p.server.Attachments() {
		if a.Name != name {
			continue
		}
		content, err := p.server.Content(a.ID)
		if err != nil {
			p.t.Fatal(err)
		}
		contents = append(contents, content)
	}
	return contents
}

func (p *program) folder() (path string) {
	p.t.Helper()
	path = filepath.Join(p.dir, "Reise nach Köln #2")
	if err := os.MkdirAll(filepath.Join(path, "tief"), 0o755); err != nil {
		p.t.Fatal(err)
	}
	p.file("Reise nach Köln #2/a.txt", "first")
	p.file("Reise nach Köln #2/tief/b.txt", "second")
	return path
}

// wantZip checks that a .zip holds the sample folder.
func wantZip(t *testing.T, packed []byte) {
	t.Helper()
	got := map[string]string{}
	reader, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range reader.File {
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(content)
		got[entry.Name] = string(data)
	}
	want := map[string]string{
		"Reise nach Köln #2/a.txt": "first", "Reise nach Köln #2/tief/": "", "Reise nach Köln #2/tief/b.txt": "second",
	}
	if !maps.Equal(got, want) {
		t.Errorf("the zip holds %q, want %q", got, want)
	}
}

func TestAFolderIsAskedAboutOnceAndAttachedAsOneZip(t *testing.T) {
	p := atTask(t, service.Config{})
	p.AddPaths([]string{p.folder(), p.file("beside.txt", "not in the folder")})
	q := p.asked(service.QuestionFolder)
	if q.Name != "Reise nach Köln #2" || q.Files != 2 || q.Bytes != 11 {
		t.Errorf("asked %+v", q)
	}
	p.until("the file beside it went on", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
	p.Answer(q.ID, service.AnswerZip, false)
	p.ended(2)
	zips := p.onServer("Reise nach Köln #2.zip")
	if len(zips) != 1 {
		t.Fatalf("%d zips on the task", len(zips))
	}
	wantZip(t, zips[0])
	p.Answer(q.ID, service.AnswerEach, false) // a second click on a question that is gone
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(p.dir, "state", "demo", "spool", "*")); len(left) > 0 {
		t.Errorf("left in the spool: %v", left)
	}
}

func TestAFolderIsAttachedFileByFileOrNotAtAll(t *testing.T) {
	p := atTask(t, service.Config{})
	p.AddPaths([]string{p.folder()})
	p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerLeaveOut, false)
	p.AddPaths([]string{p.folder()})
	p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerEach, false)
	p.ended(2)
	if len(p.onServer("a.txt")) != 1 || len(p.onServer("b.txt")) != 1 {
		t.Error("not each file is on the task once")
	}
}

func TestAFolderThatIsTooLargeAsAZipIsSaid(t *testing.T) {
	p := atTask(t, service.Config{})
	folder := p.folder()
	noise := make([]byte, 14_000_000)
	_, _ = rand.Read(noise)
	p.file("Reise nach Köln #2/c.bin", string(noise))
	p.file("Reise nach Köln #2/d.bin", string(noise[1:]))
	p.AddPaths([]string{folder})
	p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerZip, false)
	s := p.until("said", func(s service.Snapshot) bool { return s.Queue.Totals.Failed == 1 })
	if item := s.Queue.Items[0]; !item.Problem.Of(problem.ArchiveTooLarge) || item.Path != folder || item.Name != "Reise nach Köln #2.zip" {
		t.Errorf("%+v", item)
	}
	if err := os.Remove(filepath.Join(folder, "d.bin")); err != nil {
		t.Fatal(err)
	}
	p.Retry(s.Queue.Items[0].ID)
	p.ended(1)
}

func TestAFileThatFitsAsAZipIsOffered(t *testing.T) {
	p := atTask(t, service.Config{})
	p.AddPaths([]string{p.file("huge.log", string(bytes.Repeat([]byte("the same line again\n"), 1_400_000)))})
	q := p.asked(service.QuestionOversize)
	if q.Name != "huge.log" || q.Bytes < 1000 || q.Bytes > 1_000_000 {
		t.Errorf("asked %+v", q)
	}
	p.until("its row says why", func(s service.Snapshot) bool { return s.Queue.Totals.Failed == 1 })
	p.Answer(q.ID, service.AnswerZip, false)
	p.ended(1)
	if len(p.onServer("huge.log.zip")) != 1 {
		t.Error("the zip is not on the task")
	}
}

func TestADuplicateIsSkippedReplacedOrKept(t *testing.T) {
	for name, c := range map[string]struct {
		answer service.Answer
		want   []string
	}{
		"skip":      {service.AnswerLeaveOut, []string{"old"}},
		"replace":   {service.AnswerReplace, []string{"new"}},
		"keep both": {service.AnswerKeepBoth, []string{"old", "new"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := atTask(t, service.Config{})
			p.AddPaths([]string{p.file("bill.txt", "old")})
			p.ended(1)
			p.until("it is listed", func(s service.Snapshot) bool { return len(s.Attachments.Entries) == 1 })
			p.ClearDone()
			p.AddPaths([]string{p.file("bill.txt", "new"), p.file("other.txt", "another name")})
			q := p.asked(service.QuestionDuplicate)
			if q.Name != "bill.txt" || q.Count != 1 {
				t.Errorf("asked %+v", q)
			}
			p.until("the other is not held up", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
			p.Answer(q.ID, c.answer, true)
			p.until("done", func(s service.Snapshot) bool {
				return s.Question == nil && !p.Busy() && s.Queue.Totals.Paused == 0
			})
			got := map[string]int{}
			for _, content := range p.onServer("bill.txt") {
				got[string(content)]++
			}
			if len(got) != len(c.want) {
				t.Errorf("on the task: %v, want %v", got, c.want)
			}
			for _, content := range c.want {
				if got[content] != 1 {
					t.Errorf("%q is there %d times", content, got[content])
				}
			}
		})
	}
}

func TestWhatIsReplacedStaysWhereTheUploadFails(t *testing.T) {
	p := atTask(t, service.Config{})
	p.AddPaths([]string{p.file("bill.txt", "old")})
	p.ended(1)
	p.ClearDone()
	p.AddPaths([]string{p.file("bill.txt", "new")})
	q := p.asked(service.QuestionDuplicate)
	p.server.SetFaults(simulator.Fault{Call: simulator.CallInline, Status: http.StatusForbidden, Code: "ErrorAccessDenied", Times: -1})
	p.Answer(q.ID, service.AnswerReplace, true)
	p.until("failed", func(s service.Snapshot) bool { return s.Queue.Totals.Failed == 1 })
	if left := p.onServer("bill.txt"); len(left) != 1 || string(left[0]) != "old" {
		t.Errorf("on the task: %q", left)
	}
}

func TestAnOpenQuestionComesBackAfterARestart(t *testing.T) {
	p := atTask(t, service.Config{})
	p.AddPaths([]string{p.file("bill.txt", "old")})
	p.ended(1)
	p.AddPaths([]string{p.file("bill.txt", "new")})
	p.asked(service.QuestionDuplicate)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p.Service = p.open(service.Config{})
	p.SignIn()
	q := p.asked(service.QuestionDuplicate)
	p.Answer(q.ID, service.AnswerKeepBoth, false)
	p.ended(1)
	if got := p.onServer("bill.txt"); len(got) != 2 {
		t.Errorf("%d on the task", len(got))
	}
}

func TestOneAnswerForAll(t *testing.T) {
	p := atTask(t, service.Config{})
	files := []string{p.file("1.txt", "a"), p.file("2.txt", "b"), p.file("3.txt", "c")}
	p.AddPaths(files)
	p.ended(3)
	p.ClearDone()
	p.AddPaths(files)
	q := p.asked(service.QuestionDuplicate)
	p.Answer(q.ID, service.AnswerKeepBoth, false)
	s := p.until("asked about the rest", func(s service.Snapshot) bool { return s.Question != nil && s.Question.ID != q.ID })
	if s.Question.Count != 2 || s.Question.Name != "2.txt" {
		t.Errorf("asked %+v", *s.Question)
	}
	p.Answer(s.Question.ID, service.AnswerLeaveOut, true)
	p.ended(1)
	if len(p.onServer("1.txt")) != 2 || len(p.onServer("2.txt")) != 1 || len(p.onServer("3.txt")) != 1 {
		t.Error("not what was answered")
	}
}

func TestAskedFirstNothingStartsByItself(t *testing.T) {
	p := atTask(t, service.Config{})
	p.SetPreferences(service.Preferences{AskFirst: true})
	p.AddPaths([]string{p.file("1.txt", "a"), p.file("2.txt", "b")})
	s := p.until("held", func(s service.Snapshot) bool { return s.Queue.Totals.Held == 2 })
	if len(p.onServer("1.txt")) != 0 {
		t.Error("sent before it was started")
	}
	start := service.HeldForStart
	s = p.until("looked up", func(s service.Snapshot) bool { return slices.Equal(heldFor(s), []service.HeldFor{start, start}) })
	p.Resume(s.Queue.Items[1].ID)
	p.until("one started", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 && s.Queue.Totals.Held == 1 })
	p.ResumeAll()
	p.ended(2)
}

func TestUnderQuitNothingIsAsked(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	folder := p.folder()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time each is a duplicate
		p.Service = p.open(service.Config{Quit: true, Order: order("Tasks", sampleTask, folder)})
		p.done()
		for _, result := range p.Results() {
			if !result.Attached {
				t.Errorf("%+v", result)
			}
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.onServer("a.txt")) != 2 || len(p.onServer("b.txt")) != 2 {
		t.Errorf("a %d, b %d times on the task", len(p.onServer("a.txt")), len(p.onServer("b.txt")))
	}
}

// heldFor is what the items wait for, in the order of the queue.
func heldFor(s service.Snapshot) (all []service.HeldFor) {
	for _, item := range s.Queue.Items {
		if item.Held {
			all = append(all, s.HeldFor[item.ID])
		}
	}
	return all
}

func TestAQuestionPutOffIsAskedAgainByItsRow(t *testing.T) {
	p := atTask(t, service.Config{})
	files := []string{p.file("1.txt", "a"), p.file("2.txt", "b"), p.file("3.txt", "c")}
	p.AddPaths(files)
	p.ended(3)
	p.ClearDone()
	p.AddPaths(files)
	q := p.asked(service.QuestionDuplicate)
	p.PutOff(q.ID)
	s := p.until("put off", func(s service.Snapshot) bool { return s.Question == nil })
	answer := service.HeldForAnswer
	if got := heldFor(s); !slices.Equal(got, []service.HeldFor{answer, answer, answer}) {
		t.Errorf("the rows wait for %v", got)
	}
	p.AddPaths([]string{p.folder()}) // what comes after it is asked
	p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerLeaveOut, false)

	p.Cancel(s.Queue.Items[0].ID)
	p.Resume(s.Queue.Items[2].ID)
	if q = p.asked(service.QuestionDuplicate); q.Name != "3.txt" || q.Count != 2 {
		t.Errorf("asked again %+v", q)
	}
	p.PutOff(q.ID)
	p.ResumeAll()
	if q = p.asked(service.QuestionDuplicate); q.Count != 2 {
		t.Errorf("asked once more %+v", q)
	}
	p.Answer(q.ID, service.AnswerKeepBoth, true)
	p.ended(2)
	if len(p.onServer("1.txt")) != 1 || len(p.onServer("2.txt")) != 2 || len(p.onServer("3.txt")) != 2 {
		t.Error("not what was answered")
	}
}

func TestWhatAnEarlierRunLeftAskedIsAskedAgain(t *testing.T) {
	p := atTask(t, service.Config{})
	files := []string{p.file("1.txt", "a")}
	p.AddPaths(files)
	p.ended(1)
	p.ClearDone()
	p.AddPaths(files)
	p.PutOff(p.asked(service.QuestionDuplicate).ID)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p.Service = p.open(service.Config{})
	if got := heldFor(p.Snapshot()); !slices.Equal(got, []service.HeldFor{service.HeldForStart}) {
		t.Errorf("before anybody is signed in it waits for %v", got)
	}
	p.SignIn()
	p.Answer(p.asked(service.QuestionDuplicate).ID, service.AnswerLeaveOut, false)
	p.until("gone", func(s service.Snapshot) bool { return len(s.Queue.Items) == 0 })
}

// TestWhatTheSystemKeepsForItselfIsLeftOut: a folder is meant as the person sees it, and they are told how many files
// that leaves out.
func TestWhatTheSystemKeepsForItselfIsLeftOut(t *testing.T) {
	for name, answer := range map[string]service.Answer{"each": service.AnswerEach, "zip": service.AnswerZip} {
		t.Run(name, func(t *testing.T) {
			p := atTask(t, service.Config{})
			folder := filepath.Join(t.TempDir(), "Photos")
			for _, file := range []string{"a.txt", ".DS_Store", "in/Thumbs.db", "in/b.txt", "~$c.docx", ".~lock.d.odt#"} {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, file)), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(folder, file), []byte(file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p.AddPaths([]string{folder})
			if q := p.asked(service.QuestionFolder); q.Files != 2 {
				t.Errorf("asked about %d files", q.Files)
			}
			s := p.Snapshot()
			told := slices.ContainsFunc(s.Notices, func(n service.Notice) bool {
				return n.Problem.Of(problem.LeftOut) && n.Problem.Args["Count"] == "4" && n.Problem.Args["Name"] == "Photos"
			})
			if !told {
				t.Errorf("nothing is said of what is left out: %+v", s.Notices)
			}
			p.Answer(s.Question.ID, answer, false)
			if answer == service.AnswerEach {
				p.ended(2)
				return
			}
			p.ended(1)
			packed := p.onServer("Photos.zip")
			if len(packed) != 1 {
				t.Fatalf("%d archives", len(packed))
			}
			archive, err := zip.NewReader(bytes.NewReader(packed[0]), int64(len(packed[0])))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range archive.File {
				if !slices.Contains([]string{"Photos/a.txt", "Photos/in/", "Photos/in/b.txt"}, file.Name) {
					t.Errorf("the archive holds %s", file.Name)
				}
			}
		})
	}
}

// TestWhatIsDroppedByItselfIsTaken: whoever drops such a file means it, and a setting takes those of folders, too.
func TestWhatIsDroppedByItselfIsTaken(t *testing.T) {
	p := atTask(t, service.Config{})
	folder := t.TempDir()
	file := filepath.Join(folder, "desktop.ini")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.AddPaths([]string{file})
	p.ended(1)
	p.SetPreferences(service.Preferences{Housekeeping: true})
	if err := os.Rename(file, filepath.Join(folder, "Thumbs.db")); err != nil {
		t.Fatal(err)
	}
	p.AddPaths([]string{folder})
	p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerEach, false)
	p.ended(2)
}
