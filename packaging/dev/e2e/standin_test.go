//go:build linux

package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The application the stand-in knows, and the person who is chosen on its sign-in page.
const (
	clientID = "5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5"
	person   = "mia.berger@outlook.example"
)

// standIn is the stand-in for Microsoft's sign-in and To Do, on its own, so that it outlives a restart of TaskDrop.
type standIn struct {
	*process
	url string
}

// attachment is what hangs on a task of the stand-in.
type attachment struct {
	Account, Task, TaskTitle string
	ID, Name, SHA256         string
	Size                     int64
}

// startStandIn starts one with more flags than the address.
func startStandIn(t *testing.T, flags ...string) *standIn {
	t.Helper()
	p := start(t, "stand-in", os.Environ(), filepath.Join(built, "serve"), append([]string{"-addr", "127.0.0.1:0"}, flags...)...)
	eventually(t, 20*time.Second, "the stand-in did not print its address", func() bool { return strings.Contains(p.output.String(), "\n") })
	url, _, _ := strings.Cut(p.output.String(), "\n")
	return &standIn{process: p, url: strings.TrimSpace(url)}
}

// flags make taskdrop use this stand-in.
func (s *standIn) flags(more ...string) []string {
	return append([]string{"-login", s.url, "-graph", s.url, "-client-id", clientID}, more...)
}

// inspect reads one of the stand-in's tables.
func inspect[Row any](t *testing.T, s *standIn, table string) []Row {
	t.Helper()
	answer, err := http.Get(s.url + "/_standin/" + table)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var rows []Row
	if err := json.NewDecoder(answer.Body).Decode(&rows); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the stand-in's %s: %s: %v", table, answer.Status, err)
	}
	return rows
}

// attachments are those on a task of the person's.
func (s *standIn) attachments(t *testing.T, title string) []attachment {
	t.Helper()
	return slices.DeleteFunc(inspect[attachment](t, s, "attachments"), func(a attachment) bool {
		return a.Account != person || a.TaskTitle != title
	})
}

// attachmentsOf are those on the task with this id.
func (s *standIn) attachmentsOf(t *testing.T, task string) []attachment {
	t.Helper()
	return slices.DeleteFunc(inspect[attachment](t, s, "attachments"), func(a attachment) bool { return a.Task != task })
}

// taskIDs are the ids of the person's tasks with this title.
func (s *standIn) taskIDs(t *testing.T, title string) []string {
	t.Helper()
	var ids []string
	for _, task := range inspect[struct{ Account, ID, Title string }](t, s, "tasks") {
		if task.Account == person && task.Title == title {
			ids = append(ids, task.ID)
		}
	}
	return ids
}

// session is an open upload session; Next is how many bytes have arrived.
type session struct {
	Name string
	Next int64
}

func (s *standIn) openSessions(t *testing.T) []session {
	t.Helper()
	return inspect[session](t, s, "sessions")
}

// uploads counts the requests that began to attach something.
func (s *standIn) uploads(t *testing.T) int {
	t.Helper()
	count := 0
	for _, r := range inspect[struct{ Call string }](t, s, "requests") {
		if r.Call == "createSession" || r.Call == "inline" {
			count++
		}
	}
	return count
}
