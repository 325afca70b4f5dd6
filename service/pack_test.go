package service_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
)

// slowFolder is the sample folder with so much in it that packing takes seconds, and what takes that out again.
func (p *program) slowFolder() (path string, quicken func()) {
	p.t.Helper()
	path = p.folder()
	large := p.file("Reise nach Köln #2/zeros.bin", "")
	if err := os.Truncate(large, 2<<30); err != nil {
		p.t.Fatal(err)
	}
	return path, func() {
		if err := os.Remove(large); err != nil {
			p.t.Fatal(err)
		}
	}
}

// packing drops a folder, wants it as one .zip, and waits until some of it has been read.
func (p *program) packing(folder string) (id uint64) {
	p.t.Helper()
	p.AddPaths([]string{folder})
	p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerZip, false)
	s := p.until("it is packed", func(s service.Snapshot) bool {
		return len(s.Queue.Items) == 1 && s.Queue.Items[0].State == service.ItemPacking && s.Queue.Items[0].Sent > 0
	})
	return s.Queue.Items[0].ID
}

func (p *program) spooled() []string {
	left, _ := filepath.Glob(filepath.Join(p.dir, "state", "demo", "spool", "*"))
	return left
}

func TestAFolderBeingPackedSurvivesTheEndOfTheProgram(t *testing.T) {
	for name, quit := range map[string]bool{"a restart": false, "a restart under -quit": true} {
		t.Run(name, func(t *testing.T) {
			p := atTask(t, service.Config{})
			folder, quicken := p.slowFolder()
			p.packing(folder)
			if !p.Busy() {
				t.Error("closing would not ask")
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			if left := p.spooled(); len(left) > 0 {
				t.Errorf("left in the spool: %v", left)
			}
			quicken()
			p.Service = p.open(service.Config{Quit: quit})
			if quit {
				p.done()
				if results := p.Results(); len(results) != 1 || !results[0].Attached || results[0].Path != folder {
					t.Errorf("%+v", results)
				}
			} else {
				p.SignIn()
				p.ended(1)
			}
			zips := p.onServer("Reise nach Köln #2.zip")
			if len(zips) != 1 {
				t.Fatalf("%d on the task", len(zips))
			}
			wantZip(t, zips[0])
		})
	}
}

func TestPackingIsCancelled(t *testing.T) {
	p := atTask(t, service.Config{})
	folder, _ := p.slowFolder()
	p.Cancel(p.packing(folder))
	p.until("gone", func(s service.Snapshot) bool { return len(s.Queue.Items) == 0 && len(p.spooled()) == 0 })
	if p.Busy() {
		t.Error("still busy")
	}
}

func TestAZipThatIsThereAlreadyIsADuplicate(t *testing.T) {
	p := atTask(t, service.Config{})
	folder := p.folder()
	for i, answer := range []service.Answer{service.AnswerZip, service.AnswerLeaveOut} {
		p.AddPaths([]string{folder})
		p.Answer(p.asked(service.QuestionFolder).ID, service.AnswerZip, false)
		if i > 0 {
			q := p.asked(service.QuestionDuplicate)
			if q.Name != "Reise nach Köln #2.zip" || q.Task != sampleTask {
				t.Errorf("asked %+v", q)
			}
			p.Answer(q.ID, answer, false)
		}
		p.ended(1)
	}
}

func TestAFolderDroppedBeforeATaskIsChosenIsPackedForIt(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	p.SignIn()
	p.until("signed in", signedIn)
	p.AddPaths([]string{p.folder()})
	q := p.asked(service.QuestionFolder)
	s := p.Snapshot()
	p.ChooseList(s.Lists.Entries[0].ID)
	s = p.until("tasks", func(s service.Snapshot) bool { return s.Tasks.Load == service.LoadReady })
	p.ChooseTask(s.Tasks.Entries[0].ID)
	p.Answer(q.ID, service.AnswerZip, false)
	p.ended(1)
}

// TestTheOfferOfAZipTakesTheRowOfTheFile: one record in the journal says all of it, so that nothing is there twice or
// lost.
func TestTheOfferOfAZipTakesTheRowOfTheFile(t *testing.T) {
	p := atTask(t, service.Config{})
	large := p.file("huge.log", string(bytes.Repeat([]byte("the same line again\n"), 1_400_000)))
	p.AddPaths([]string{large})
	q := p.asked(service.QuestionOversize)
	failed := p.Snapshot().Queue.Items[0]
	if !failed.Problem.Of(problem.TooLarge) {
		t.Errorf("%+v", failed)
	}
	p.Answer(q.ID, service.AnswerZip, false)
	p.ended(1)
	if item := p.Snapshot().Queue.Items[0]; item.ID != failed.ID || item.Name != "huge.log.zip" || item.Path != large {
		t.Errorf("%+v", item)
	}
}
