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

// standIn is the stand-in for Microsoft's sign-in and To Do as a process of its own, which outlives a restart of
// TaskDrop.
type standIn struct {
	*process
	url    string
	client http.Client // trusts it
}

// serverState is what the stand-in tells of itself, as far as these tests ask.
type serverState struct {
	Attachments []attachment
	Tasks       []struct{ Account, ID, Title string }
	Sessions    []session
	Requests    []struct {
		Call, Fault string
		Start       time.Time
		Status      int
	}
}

// attachment is an attachment of a task of the stand-in.
type attachment struct {
	Account, Task, TaskTitle string
	ID, Name, SHA256         string
	Size                     int64
}

// session is an open upload session; Next is how many bytes have arrived.
type session struct {
	Name string
	Next int64
}

// withFaults is the flag that makes calls go wrong, written as service/simulator's Fault is in JSON.
func withFaults(t *testing.T, faults string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "faults.json")
	if err := os.WriteFile(path, []byte(faults), 0o600); err != nil {
		t.Fatal(err)
	}
	return "-faults=" + path
}

// struck reports whether the fault of this name has happened.
func (s *standIn) struck(t *testing.T, fault string) bool {
	t.Helper()
	for _, r := range s.state(t).Requests {
		if r.Fault == fault {
			return true
		}
	}
	return false
}

// startStandIn starts one with more flags than the address.
func startStandIn(t *testing.T, flags ...string) *standIn {
	t.Helper()
	p := start(t, "stand-in", os.Environ(), filepath.Join(built, "serve"), append([]string{"-addr", "127.0.0.1:0"}, flags...)...)
	eventually(t, waitLimit, "the stand-in did not print its address", func() bool { return strings.Contains(p.output.String(), "\n") })
	url, _, _ := strings.Cut(p.output.String(), "\n")
	return &standIn{process: p, url: strings.TrimSpace(url)}
}

// flags make taskdrop use this stand-in.
func (s *standIn) flags(more ...string) []string {
	return append([]string{"-login", s.url, "-graph", s.url, "-client-id", clientID}, more...)
}

// state reads everything the stand-in knows.
func (s *standIn) state(t *testing.T) serverState {
	t.Helper()
	answer, err := s.client.Get(s.url + "/_standin/state")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var state serverState
	if err := json.NewDecoder(answer.Body).Decode(&state); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the stand-in's state: %s: %v", answer.Status, err)
	}
	return state
}

// attachments returns the attachments of a task of the person's.
func (s *standIn) attachments(t *testing.T, title string) []attachment {
	t.Helper()
	return slices.DeleteFunc(s.state(t).Attachments, func(a attachment) bool {
		return a.Account != person || a.TaskTitle != title
	})
}

// attachmentsOf returns the attachments of the task with this id.
func (s *standIn) attachmentsOf(t *testing.T, task string) []attachment {
	t.Helper()
	return slices.DeleteFunc(s.state(t).Attachments, func(a attachment) bool { return a.Task != task })
}

// taskIDs returns the ids of the person's tasks with this title.
func (s *standIn) taskIDs(t *testing.T, title string) []string {
	t.Helper()
	var ids []string
	for _, task := range s.state(t).Tasks {
		if task.Account == person && task.Title == title {
			ids = append(ids, task.ID)
		}
	}
	return ids
}

// uploads counts the requests that began to attach something.
func (s *standIn) uploads(t *testing.T) int {
	t.Helper()
	count := 0
	for _, r := range s.state(t).Requests {
		if r.Call == "createSession" || r.Call == "inline" {
			count++
		}
	}
	return count
}
