package service_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

func TestWhatAnotherProgramWroteIsAttachedAndRemoved(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{Order: order("Tasks", sampleTask)})
	p.until("the task is chosen", func(s service.Snapshot) bool { return signedIn(s) && s.TaskID != "" })
	folder, err := p.PlaceForPromised()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one.txt", "other.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.AddPromised(folder)
	s := p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 2 })
	for _, item := range s.Queue.Items {
		if content, err := p.server.Content(item.AttachmentID); err != nil || string(content) != item.Name {
			t.Errorf("%s holds %q, %v", item.Name, content, err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(p.dir, "state", "demo", "spool"))
	if err != nil || len(left) > 0 {
		t.Errorf("the spool keeps %d files, %v", len(left), err)
	}
}

func TestAPromiseOfNothingIsTold(t *testing.T) {
	for name, place := range map[string]func(*program) string{
		"wrote no file": func(p *program) string {
			folder, err := p.PlaceForPromised()
			if err != nil {
				t.Fatal(err)
			}
			return folder
		},
		"could not be kept": func(p *program) string { return filepath.Join(p.dir, "elsewhere") },
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, simulator.Options{}, service.Config{})
			p.AddPromised(place(p))
			p.until("it is told", func(s service.Snapshot) bool {
				return slices.ContainsFunc(s.Notices, func(n service.Notice) bool { return strings.Contains(n.Problem.Sentence(), name) })
			})
		})
	}
}
