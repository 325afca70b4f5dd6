package service_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/simulator"
)

// twins are two files of one name and size in different folders.
func (p *program) twins(size int) (first, second string) {
	p.t.Helper()
	for _, folder := range []string{"first", "second"} {
		if err := os.MkdirAll(filepath.Join(p.dir, folder), 0o755); err != nil {
			p.t.Fatal(err)
		}
	}
	return p.file("first/bill.txt", string(bytes.Repeat([]byte("1"), size))), p.file("second/bill.txt", string(bytes.Repeat([]byte("2"), size)))
}

// bills counts what hangs on the task by the folder it came from.
func (p *program) bills() (first, second int) {
	p.t.Helper()
	for _, content := range p.onServer("bill.txt") {
		if bytes.HasPrefix(content, []byte("1")) {
			first++
		} else {
			second++
		}
	}
	return first, second
}

// rest waits until nothing runs and nothing is asked.
func (p *program) rest() service.Snapshot {
	p.t.Helper()
	return p.until("at rest", func(s service.Snapshot) bool {
		return s.Question == nil && !p.Busy() && s.Queue.Totals.Held == 0
	})
}

func TestTwoOfOneNameAndSizeInOneDropAreAskedAbout(t *testing.T) {
	for name, c := range map[string]struct {
		answer        service.Answer
		first, second int
	}{
		"skip":      {service.AnswerLeaveOut, 1, 0},
		"replace":   {service.AnswerReplace, 0, 1},
		"keep both": {service.AnswerKeepBoth, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := atTask(t, service.Config{})
			first, second := p.twins(10)
			p.AddPaths([]string{first, second})
			q := p.asked(service.QuestionDuplicate)
			if q.Name != "bill.txt" || q.Count != 1 || q.Task != sampleTask {
				t.Errorf("asked %+v", q)
			}
			p.Answer(q.ID, c.answer, false)
			p.rest()
			if first, second := p.bills(); first != c.first || second != c.second {
				t.Errorf("%d and %d on the task, want %d and %d", first, second, c.first, c.second)
			}
		})
	}
}

// TestReplaceForAllKeepsWhatWasDroppedTogether: two new files of one name replace what is on the task, not one
// another.
func TestReplaceForAllKeepsWhatWasDroppedTogether(t *testing.T) {
	p := atTask(t, service.Config{})
	p.AddPaths([]string{p.file("bill.txt", "0000000000")})
	p.ended(1)
	p.ClearDone()
	first, second := p.twins(10)
	p.AddPaths([]string{first, second})
	q := p.asked(service.QuestionDuplicate)
	if q.Count != 2 {
		t.Errorf("asked %+v", q)
	}
	p.Answer(q.ID, service.AnswerReplace, true)
	p.rest()
	if first, second := p.bills(); first != 1 || second != 1 {
		t.Errorf("%d and %d on the task, want both", first, second)
	}
}

func TestReplaceTakesOffWhatWasStillOnItsWay(t *testing.T) {
	p := start(t, simulator.Options{Rate: 3_000_000}, service.Config{})
	p.SignIn()
	p.until("signed in", signedIn)
	p.HandOver(context.Background(), instance.Request{List: "Tasks", Task: sampleTask})
	p.until("the task's attachments are known", attachmentsKnown)
	first, second := p.twins(3_500_000)
	p.AddPaths([]string{first})
	p.until("on its way", func(s service.Snapshot) bool { return s.Queue.Totals.Running == 1 })
	p.AddPaths([]string{second})
	q := p.asked(service.QuestionDuplicate)
	if p.Snapshot().Queue.Totals.Attached > 0 {
		t.Fatal("the first had arrived by then")
	}
	p.Answer(q.ID, service.AnswerReplace, false)
	s := p.rest()
	if first, second := p.bills(); first != 0 || second != 1 {
		t.Errorf("%d and %d on the task, want the new one alone", first, second)
	}
	if s.Queue.Items[0].State != service.ItemUndone || s.Queue.Items[1].State != service.ItemAttached {
		t.Errorf("shown as %+v and %+v", s.Queue.Items[0], s.Queue.Items[1])
	}
}

func TestWhatWasTakenOffIsNoDuplicate(t *testing.T) {
	p := atTask(t, service.Config{})
	file := p.file("bill.txt", "content")
	p.AddPaths([]string{file})
	p.ended(1)
	p.Undo(p.Snapshot().Queue.Items[0].ID)
	p.until("taken off", func(s service.Snapshot) bool { return s.Queue.Items[0].State == service.ItemUndone })
	p.AddPaths([]string{file})
	p.until("attached again", func(s service.Snapshot) bool {
		return len(s.Queue.Items) == 2 && s.Queue.Items[1].State == service.ItemAttached
	})
}

// TestAQuestionStaysWithItsAccount: it is put, and answered, although another account has been taken into use
// meanwhile.
func TestAQuestionStaysWithItsAccount(t *testing.T) {
	work := simulator.DefaultAccounts()[1].Username
	person := ""
	p := atTask(t, service.Config{OpenURL: browseAs(&person)})
	p.AddPaths([]string{p.file("bill.txt", "old")})
	p.ended(1)
	p.AddPaths([]string{p.file("bill.txt", "new"), p.folder()})
	duplicate := p.until("both asked", func(s service.Snapshot) bool {
		return s.Question != nil && s.Question.Kind == service.QuestionDuplicate
	}).Question

	person = work
	p.AddAccount()
	s := p.until("the other account", func(s service.Snapshot) bool { return signedIn(s) && s.Account.Username == work })
	if s.Question == nil || s.Question.ID != duplicate.ID {
		t.Fatalf("the question is now %+v", s.Question)
	}
	p.Answer(duplicate.ID, service.AnswerReplace, false)
	p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerZip, false)
	p.ended(3)
	if got := p.onServer("bill.txt"); len(got) != 1 || string(got[0]) != "new" {
		t.Errorf("on the first account's task: %q", got)
	}
	if zips := p.onServer("Reise nach Köln #2.zip"); len(zips) != 1 {
		t.Errorf("%d zips", len(zips))
	}
	for _, item := range p.Snapshot().Queue.Items {
		if item.Target.TaskTitle != sampleTask {
			t.Errorf("%s went to %+v", item.Name, item.Target)
		}
	}
}
