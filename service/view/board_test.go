package view

import (
	"strconv"
	"testing"

	"taskdrop/service/problem"
)

func TestABoardKeepsTheLastNoticesAndWakesEveryone(t *testing.T) {
	b := NewBoard()
	changes, stop := b.Watch()
	for i := range 7 {
		b.TellIn(problem.New(problem.Saved, "Name", strconv.Itoa(i)), true, "folder")
	}
	before := b.Now()
	b.Update(func(v *Snapshot) { v.ListID = "next" })
	if n := before.Notices; len(n) != 5 || n[0].ID != 3 || n[4].ID != 7 || n[4].Folder != "folder" || before.ListID != "" {
		t.Errorf("%+v", before)
	}
	for name, c := range map[string]<-chan struct{}{"window": b.Changed(), "watcher": changes} {
		select {
		case <-c:
		default:
			t.Error(name, "was not told")
		}
	}
	stop()
	b.Wake()
	select {
	case <-changes:
		t.Error("told after the end")
	case <-b.Changed():
	}
}
