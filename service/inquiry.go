package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/retry"
	"taskdrop/service/transfer"
)

// The questions that a script asks in place of attaching something.
const (
	AskLists    = "lists"    // which lists there are
	AskTasks    = "tasks"    // which tasks the list has
	AskNewTask  = "new-task" // make a task in the list
	AskDownload = "download" // save what hangs on the task
)

// Inquiry is a question of a script. The choice in an open window stays as it is.
type Inquiry struct {
	Ask        string // "" for none
	List, Task string // an exact name, or id:ID
	Account    string // the address of the account it is about, "" for the one in use
	Title      string // of AskNewTask
	Folder     string // of AskDownload, made if it is missing
	JSON       bool   // lines are objects
}

// Inquire answers an inquiry with lines for standard output. It signs in by itself, if need be. failed says that not
// all was done; why is the reason if nothing was.
func (s *orders) Inquire(ctx context.Context, q Inquiry) (lines []string, failed bool, why *Problem) {
	if err := s.accounts.WaitForStart(ctx); err != nil {
		return nil, true, transfer.Explain("", err)
	}
	if why := s.reachFor(ctx, q.Account); why != nil {
		return nil, true, why
	}
	client := s.accounts.InUse()
	if client == nil {
		return nil, true, problem.New(problem.SignInNeeded)
	}
	lines, failed, err := s.answer(ctx, client, q)
	if err != nil {
		s.accounts.Refused(client, err)
		s.log.Error("could not answer a script", "ask", q.Ask, "err", err)
		return nil, true, transfer.Explain("", err)
	}
	return lines, failed, nil
}

// reachFor makes an account the one in use, and signs in where that is needed.
func (s *orders) reachFor(ctx context.Context, address string) *Problem {
	if s.accounts.Reach(ctx, address) {
		return nil
	}
	if stranger := s.accounts.Stranger(address); stranger != nil {
		return stranger
	}
	s.accounts.SignInFor(ctx, s.accounts.PersonFor(address), "")
	if s.accounts.Reach(ctx, address) {
		return nil
	}
	if why := s.accounts.WhyNobody(); why != nil {
		return why
	}
	return problem.New(problem.SignInNeeded)
}

func (s *orders) answer(ctx context.Context, client *graph.Client, q Inquiry) (lines []string, failed bool, err error) {
	if q.Ask == AskLists {
		lists, err := retry.Long(ctx, func() ([]graph.List, error) { return client.Lists(ctx) })
		for _, l := range lists {
			lines = append(lines, listLine(l, q.JSON))
		}
		return lines, false, err
	}
	list, err := findList(ctx, client, q.List)
	if err != nil {
		return nil, true, err
	}
	switch q.Ask {
	case AskNewTask:
		made, err := makeTask(ctx, client, list, q.Title)
		return []string{taskLine(made, q.JSON)}, false, err
	case AskDownload:
		task, err := findTask(ctx, client, list, q.Task)
		if err != nil {
			return nil, true, err
		}
		return s.saveAll(ctx, client, graph.TaskRef{ListID: list.ID, TaskID: task.ID}, q)
	}
	tasks, err := retry.Long(ctx, func() ([]graph.Task, error) { return client.Tasks(ctx, list.ID, nil) })
	if err != nil {
		return nil, true, transfer.OfList(ctx, client, list.DisplayName, err)
	}
	for _, t := range tasks {
		lines = append(lines, taskLine(t, q.JSON))
	}
	return lines, false, nil
}

// makeTask makes a task once: after an answer that was lost it looks whether the task is there before it asks again.
func makeTask(ctx context.Context, client *graph.Client, list graph.List, title string) (graph.Task, error) {
	there := func() (map[string]graph.Task, error) {
		tasks, err := retry.Long(ctx, func() ([]graph.Task, error) { return client.Tasks(ctx, list.ID, nil) })
		if err != nil {
			return nil, transfer.OfList(ctx, client, list.DisplayName, err)
		}
		byID := map[string]graph.Task{}
		for _, t := range tasks {
			if t.Title == title {
				byID[t.ID] = t
			}
		}
		return byID, nil
	}
	before, err := there()
	if err != nil {
		return graph.Task{}, err
	}
	return retry.Long(ctx, func() (graph.Task, error) {
		made, err := client.CreateTask(ctx, list.ID, title)
		if err == nil {
			return made, nil
		}
		now, lookErr := there()
		if lookErr != nil {
			return graph.Task{}, lookErr
		}
		for id, task := range now {
			if _, old := before[id]; !old {
				return task, nil
			}
		}
		return graph.Task{}, err
	})
}

// saveAll saves what hangs on a task, one file after the other.
func (s *orders) saveAll(ctx context.Context, client *graph.Client, ref graph.TaskRef, q Inquiry) (lines []string, failed bool, err error) {
	if err := os.MkdirAll(q.Folder, 0o777); err != nil {
		return nil, true, problem.New(problem.SaveFailed, "Name", q.Folder).WithDetail(err.Error())
	}
	saved, err := s.browsing.attachments.SaveTask(ctx, client, ref, q.Folder)
	for _, file := range saved {
		failed = failed || file.Err != nil
		r := savedResult{pathForm: pathOf(file.Path), Outcome: "saved", ID: file.ID}
		if file.Err != nil {
			r.Outcome, r.pathForm, r.Reason = "failed", pathOf(file.Name), transfer.Explain(file.Name, file.Err).Sentence()
		} else {
			r.Size, r.SHA256 = hashOf(file.Path)
		}
		lines = append(lines, r.line(q.JSON))
	}
	return lines, failed, err
}

// savedResult is what became of an attachment that was to be saved.
type savedResult struct {
	Outcome string `json:"outcome"`
	pathForm
	ID     string `json:"id"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitempty"`
	Reason string `json:"reason,omitempty"`
}

func (r savedResult) line(asJSON bool) string {
	switch {
	case asJSON:
		return object(r)
	case r.Reason != "":
		return fields(r.Outcome, r.Path, r.Reason)
	case r.Bytes != nil:
		return fields(r.Outcome, string(r.Bytes), r.ID)
	}
	return fields(r.Outcome, r.Path, r.ID)
}

// hashOf is the size and SHA-256 of a file that was just written.
func hashOf(path string) (size int64, sum string) {
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return 0, ""
	}
	defer file.Close()
	hash := sha256.New()
	if size, err = io.Copy(hash, file); err != nil {
		return size, ""
	}
	return size, hex.EncodeToString(hash.Sum(nil))
}

func listLine(l graph.List, asJSON bool) string {
	if !asJSON {
		return fields(l.ID, l.DisplayName)
	}
	shown := listOf(l)
	return object(struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Default bool   `json:"default,omitempty"`
		Shared  bool   `json:"shared,omitempty"`
	}{l.ID, l.DisplayName, shown.Kind == ListDefault, shown.Shared})
}

func taskLine(t graph.Task, asJSON bool) string {
	due, state := "", "open"
	if !t.Due.IsZero() {
		due = t.Due.Format(time.DateOnly)
	}
	if t.Completed() {
		state = "completed"
	}
	if !asJSON {
		return fields(t.ID, t.Title, state, due)
	}
	return object(struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		State string `json:"state"`
		Due   string `json:"due,omitempty"`
	}{t.ID, t.Title, state, due})
}
