package service_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/desktop/instance"
	"taskdrop/service/localfiles/rawpath"
	"taskdrop/service/simulator"
)

// titled counts the tasks of the signed-in person with a title.
func (p *program) titled(title string) (n int) {
	for _, task := range p.server.Tasks() {
		if task.Title == title {
			n++
		}
	}
	return n
}

// TestAScriptFindsItsWay signs in by itself, finds a list, its task and what hangs there, and saves it twice: the
// second time beside the first.
func TestAScriptFindsItsWay(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{})
	ask := func(q service.Inquiry) []string {
		t.Helper()
		lines, failed, why := p.Inquire(t.Context(), q)
		if failed || why != nil {
			t.Fatalf("%+v: %v", q, why)
		}
		return lines
	}
	lists := ask(service.Inquiry{Ask: service.AskLists})
	at := slices.IndexFunc(lists, func(line string) bool { return strings.HasSuffix(line, "\tTasks") })
	if at < 0 {
		t.Fatalf("%q", lists)
	}
	list, _, _ := strings.Cut(lists[at], "\t")
	made := ask(service.Inquiry{Ask: service.AskNewTask, List: "id:" + list, Title: "Tab\there"})
	task, _, _ := strings.Cut(made[0], "\t")
	if tasks := ask(service.Inquiry{Ask: service.AskTasks, List: "Tasks"}); !slices.Contains(tasks, task+"\tTab\\there\topen\t") {
		t.Errorf("%q is not among %q", made, tasks)
	}
	reply := p.handOver(instance.Request{
		Files: []instance.File{{Given: "letter.txt"}}, List: "Tasks", Task: "id:" + task, Attach: true, Wait: true,
	})
	if reply.Failed {
		t.Fatal(reply)
	}
	folder := filepath.Join(p.dir, "made", "by it")
	for _, name := range []string{"letter.txt", "letter (2).txt"} {
		saved := p.HandOver(t.Context(), instance.Request{Ask: service.AskDownload, List: "Tasks", Task: "id:" + task, Folder: rawpath.Path(folder)})
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || string(content) != "content of letter.txt" {
			t.Errorf("%v, %q", err, content)
		}
		if len(saved.Lines) != 1 || !strings.HasPrefix(saved.Lines[0], "saved\t"+filepath.Join(folder, name)+"\t") {
			t.Errorf("%+v", saved)
		}
	}
	if _, failed, why := p.Inquire(t.Context(), service.Inquiry{Ask: service.AskTasks, List: "none"}); !failed || !strings.Contains(why.Sentence(), "none") {
		t.Error(why)
	}
}

// TestATaskIsMadeOnce loses the answer to the making of a task, and before that has the server fail: there is one task
// in the end, and all files hang on it, those of a folder too.
func TestATaskIsMadeOnce(t *testing.T) {
	for name, fault := range map[string]simulator.Fault{
		"answer lost": {Call: simulator.CallCreateTask, Status: 504, Commit: true, Times: 1},
		"not made":    {Call: simulator.CallCreateTask, Status: 503, Times: 1},
		"no fault":    {Call: simulator.CallCreateTask, Nth: 99, Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file, folder := filepath.Join(dir, "a.txt"), filepath.Join(dir, "folder")
			if err := os.Mkdir(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{file, filepath.Join(folder, "b.txt"), filepath.Join(folder, "c.txt")} {
				if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			order := order("Tasks", "", file, folder)
			order.NewTask = "Of a script"
			p := start(t, simulator.Options{Faults: []simulator.Fault{fault}}, service.Config{Quit: true, Order: order})
			p.done()
			if n := p.titled("Of a script"); n != 1 {
				t.Errorf("there are %d tasks", n)
			}
			var hanging int
			for _, a := range p.server.Attachments() {
				if a.TaskTitle == "Of a script" {
					hanging++
				}
			}
			if hanging != 3 {
				t.Errorf("%d files hang on it: %+v", hanging, p.Results())
			}
		})
	}
}
