package service_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// hang puts attachments on the sample task, by whatever name, and waits until they are shown.
func (p *program) hang(names ...string) (ids []string) {
	p.t.Helper()
	for _, name := range names {
		ids = append(ids, p.hangContent(name, []byte("content of "+name)))
	}
	p.shown(ids...)
	return ids
}

func (p *program) hangContent(name string, content []byte) (id string) {
	p.t.Helper()
	tasks := p.server.Tasks()
	at := slices.IndexFunc(tasks, func(task simulator.TaskInfo) bool { return task.Title == sampleTask })
	id, err := p.server.AddAttachment(tasks[at].ID, name, "application/octet-stream", content)
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

// shown reads the attachments again and waits until these are among them.
func (p *program) shown(ids ...string) {
	p.t.Helper()
	p.Refresh()
	p.until("shown", func(s service.Snapshot) bool {
		return s.Attachments.Load == service.LoadReady && !slices.ContainsFunc(ids, func(id string) bool { return !onShow(s, id) })
	})
}

func onShow(s service.Snapshot, id string) bool {
	return slices.ContainsFunc(s.Attachments.Entries, func(a service.Attachment) bool { return a.ID == id })
}

func (p *program) hangs(id string) bool {
	_, err := p.server.Content(id)
	return err == nil
}

func (p *program) noticed(key string) service.Notice {
	p.t.Helper()
	var found service.Notice
	p.until(key, func(s service.Snapshot) bool {
		at := slices.IndexFunc(s.Notices, func(n service.Notice) bool { return n.Problem.Key == key })
		if at >= 0 {
			found = s.Notices[at]
		}
		return at >= 0
	})
	return found
}

// sent counts the calls of a kind that came to the server.
func (p *program) sent(call simulator.Call) (n int) {
	for _, r := range p.server.Requests() {
		if r.Call == call {
			n++
		}
	}
	return n
}

func TestADeletionCanBeUndone(t *testing.T) {
	p := atTask(t, service.Config{})
	ids := p.hang("one.txt", "two.txt")
	p.DeleteAttachment(ids[0])
	s := p.Snapshot()
	if onShow(s, ids[0]) || !onShow(s, ids[1]) || len(s.Deleting) != 1 || s.Deleting[0].Name != "one.txt" {
		t.Errorf("right after: %+v, %+v", s.Attachments.Entries, s.Deleting)
	}
	p.UndoDelete(ids[0])
	p.until("back again", func(s service.Snapshot) bool { return onShow(s, ids[0]) && len(s.Deleting) == 0 })
	if !p.hangs(ids[0]) || p.sent(simulator.CallDeleteAttachment) != 0 {
		t.Error("something was sent")
	}
}

func TestADeletionThatIsFinishedGoesOut(t *testing.T) {
	p := atTask(t, service.Config{})
	ids := p.hang("one.txt", "two.txt")
	p.server.AddFaults(simulator.Fault{Call: simulator.CallDeleteAttachment, Status: 503}) // a passing one
	p.DeleteAttachment(ids[0])
	p.FinishDelete(ids[0])
	p.until("gone from the server", func(s service.Snapshot) bool {
		if onShow(s, ids[0]) {
			t.Error("it came back in between")
		}
		return !p.hangs(ids[0]) && len(s.Deleting) == 0
	})
	if !p.hangs(ids[1]) {
		t.Error("the other one went too")
	}
}

func TestADeletionThatIsRefusedComesBack(t *testing.T) {
	p := atTask(t, service.Config{})
	id := p.hang("one.txt")[0]
	p.server.AddFaults(simulator.Fault{Call: simulator.CallDeleteAttachment, Status: 403, Code: "accessDenied", Times: -1})
	p.DeleteAttachment(id)
	p.FinishDelete(id)
	p.noticed("problem.forbidden")
	if s := p.Snapshot(); !onShow(s, id) {
		t.Errorf("%+v", s.Attachments)
	}
}

// Closing the window is no answer to "Undo?": what could still be brought back stays.
func TestClosingKeepsWhatCouldStillBeUndone(t *testing.T) {
	p := atTask(t, service.Config{})
	id := p.hang("one.txt")[0]
	p.DeleteAttachment(id)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if !p.hangs(id) || p.sent(simulator.CallDeleteAttachment) != 0 {
		t.Error("it was deleted")
	}
	p.Service = p.open(service.Config{})
	p.SignIn()
	p.until("signed in", signedIn)
	p.shown(id)
}

func TestAllAttachmentsAreSavedUnderSafeNames(t *testing.T) {
	p := atTask(t, service.Config{})
	names := []string{"../x", "a:b?", "CON", "dots...", strings.Repeat("n", 300) + ".txt", "twice.txt", "Twice.txt", "twice.txt", "there.txt"}
	ids := p.hang(names...)
	folder := filepath.Join(p.dir, "saved here")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	p.file("saved here/there.txt", "mine")
	p.SaveAllAttachments(folder)
	p.SaveAllAttachments(folder) // a second press while it is under way
	notice := p.noticed("notice.saved_all")
	if !notice.Good || notice.Folder != folder || notice.Problem.Args["Count"] != "9" || p.Snapshot().Saving != nil {
		t.Errorf("told %+v", notice)
	}
	want := map[string]string{
		"_x": names[0], "a_b_": names[1], "_CON": names[2], "dots": names[3], strings.Repeat("n", 196) + ".txt": names[4],
		"twice.txt": names[5], "Twice.txt": names[6], "twice (2).txt": names[7], "there (2).txt": names[8],
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		content, _ := os.ReadFile(filepath.Join(folder, entry.Name()))
		if entry.Name() == "there.txt" {
			if string(content) != "mine" {
				t.Error("the file that was there was replaced")
			}
		} else if from, ok := want[entry.Name()]; !ok || string(content) != "content of "+from {
			t.Errorf("%q holds %q", entry.Name(), content)
		}
	}
	if len(entries) != len(want)+1 {
		t.Errorf("%d files, want %d", len(entries), len(want)+1)
	}
	// Its download told each one's own size (L9).
	for _, a := range p.Snapshot().Attachments.Entries {
		if !a.Exact || a.Size != int64(len("content of "+names[slices.Index(ids, a.ID)])) {
			t.Errorf("%+v", a)
		}
	}
}

func TestSavingAllTellsOnceWhatFailed(t *testing.T) {
	p := atTask(t, service.Config{})
	ids := p.hang("good.txt", "refused.txt", "gone.txt")
	p.server.AddFaults(simulator.Fault{Call: simulator.CallValue, File: "refused.txt", Status: 403, Times: -1})
	if err := p.server.DeleteAttachment(ids[2]); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	p.SaveAllAttachments(folder)
	notice := p.noticed("notice.saved_some")
	if notice.Good || notice.Problem.Args["Count"] != "1" || notice.Problem.Args["Total"] != "3" {
		t.Errorf("told %+v", notice.Problem)
	}
	for _, name := range []string{"refused.txt: ", "gone.txt: "} {
		if !strings.Contains(notice.Problem.Detail, name) {
			t.Errorf("the details do not name %q: %q", name, notice.Problem.Detail)
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 || entries[0].Name() != "good.txt" {
		t.Errorf("in the folder: %v", entries)
	}
	p.until("the list is read again", func(s service.Snapshot) bool { return !onShow(s, ids[2]) })
}

func TestSavingAllCanBeStopped(t *testing.T) {
	p := atTask(t, service.Config{})
	p.hang("first.txt", "second.txt")
	p.server.AddFaults(simulator.Fault{Call: simulator.CallValue, File: "second.txt", Hang: true, Times: -1})
	folder := t.TempDir()
	p.SaveAllAttachments(folder)
	p.until("the first is saved", func(s service.Snapshot) bool { return s.Saving != nil && s.Saving.Done == 1 && s.Saving.Total == 2 })
	p.CancelSaving()
	p.noticed("notice.saved_some")
	if entries, _ := os.ReadDir(folder); len(entries) != 1 || entries[0].Name() != "first.txt" {
		t.Errorf("in the folder: %v", entries)
	}
}

func TestSavingReplacesAFileOnlyWhole(t *testing.T) {
	p := atTask(t, service.Config{})
	id := p.hang("report.txt")[0]
	p.server.AddFaults(simulator.Fault{Call: simulator.CallValue, Status: 403, Times: 1})
	path := p.file("report.txt", "the old one")
	p.SaveAttachment(id, path)
	p.noticed("problem.forbidden")
	if content, _ := os.ReadFile(path); string(content) != "the old one" {
		t.Errorf("the file that was there holds %q", content)
	}
	p.SaveAttachment(id, path)
	if notice := p.noticed("notice.saved"); notice.Folder != p.dir {
		t.Errorf("%+v", notice)
	}
	if content, _ := os.ReadFile(path); string(content) != "content of report.txt" {
		t.Errorf("%q", content)
	}
	p.SaveAttachment(id, filepath.Join(p.dir, "no such folder", "report.txt"))
	p.noticed("problem.save_failed")
}

// opener stands for the system's way to open a file.
type opener chan string

func (o opener) open(path string) error {
	o <- path
	return nil
}

func (o opener) next(t *testing.T) string {
	t.Helper()
	select {
	case path := <-o:
		return path
	case <-time.After(patience):
		t.Fatal("nothing was opened")
		return ""
	}
}

func TestAnAttachmentIsOpenedFromACopyOfThisRun(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	o := make(opener, 1)
	p := atTask(t, service.Config{OpenFile: o.open})
	ids := p.hang("100%#?/plan.pdf", "notes.txt")
	p.OpenAttachment(ids[0])
	path := o.next(t)
	content, err := os.ReadFile(path)
	info, _ := os.Stat(path)
	if err != nil || string(content) != "content of 100%#?/plan.pdf" || filepath.Base(path) != "100%#__plan.pdf" || info.Mode().Perm()&0o222 != 0 {
		t.Fatalf("%s holds %q, mode %v, %v", path, content, info.Mode(), err)
	}
	downloads := p.sent(simulator.CallValue)
	p.OpenAttachment(ids[0])
	if again := o.next(t); again != path || p.sent(simulator.CallValue) != downloads {
		t.Errorf("opened again from %s, %d downloads", again, p.sent(simulator.CallValue)-downloads)
	}
	p.OpenAttachment(ids[1])
	touched := o.next(t)
	if err := errors.Join(os.Chmod(touched, 0o600), os.WriteFile(touched, []byte("a person's own words"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the copy is still there: %v", err)
	}
	if _, err := os.Stat(touched); err != nil {
		t.Errorf("a copy the person changed was removed: %v", err)
	}
}

func TestWhatMayBeAProgramIsNotStarted(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	o := make(opener, 1)
	p := atTask(t, service.Config{OpenFile: o.open})
	for i, name := range []string{
		"setup.exe", "Invoice.pdf.exe", "run.BAT", "link.lnk", "x.desktop", "page.html", "picture.svg", "macro.xlsm", "tool.appimage",
		"script.sh", "no extension", "a.pdf.", "invoice\u202Efdp.exe", "x.jar", "y.url", "z.command", "w.js", "v.py", "image.iso",
	} {
		id := p.hang(name)[0]
		p.OpenAttachment(id)
		shown := o.next(t)
		info, err := os.Stat(shown)
		if name == "a.pdf." { // is a PDF once its name is one
			if err != nil || info.IsDir() {
				t.Errorf("%q: shown %s", name, shown)
			}
			continue
		}
		if err != nil || !info.IsDir() {
			t.Errorf("%q (%d): %s was opened", name, i, shown)
		}
		if entries, _ := os.ReadDir(shown); len(entries) != 1 {
			t.Errorf("%q: in its folder are %v", name, entries)
		}
	}
	p.noticed("problem.not_started")
}

func TestAFolderIsShown(t *testing.T) {
	o := make(opener, 1)
	p := atTask(t, service.Config{OpenFile: o.open})
	p.ShowFolder(p.dir)
	if got := o.next(t); got != p.dir {
		t.Errorf("%s was opened", got)
	}
	p.Close()
	p.Service = p.open(service.Config{OpenFile: func(string) error { return errors.New("no file manager") }})
	p.ShowFolder(p.dir)
	p.noticed("problem.folder_not_shown")
}
