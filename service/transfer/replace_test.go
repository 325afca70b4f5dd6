package transfer_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// held queues a file that waits for the person's word.
func (w *world) held(path string) uint64 {
	w.t.Helper()
	return w.queue.AddHeld(transfer.Collect(context.Background(), transfer.DroppedPaths([]string{path})), w.task)[0]
}

// TestReplaceTakesOffATwinThatWasStillOnItsWay answers while the first copy of a file is at each point of its way.
func TestReplaceTakesOffATwinThatWasStillOnItsWay(t *testing.T) {
	for name, before := range map[string]func(w *world, first, second uint64){
		"it runs":    func(w *world, _, _ uint64) { time.Sleep(500 * time.Millisecond) },
		"it arrived": func(w *world, _, _ uint64) { w.settle() },
		"it waits behind the new one": func(w *world, first, second uint64) {
			w.queue.Pause(first)
			synctest.Wait()
		},
		"it failed": func(w *world, first, second uint64) {
			w.settle() // to start with, the server refuses its session
		},
	} {
		for _, crash := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", then a crash"}[crash], func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, simulator.Options{Latency: 40 * time.Millisecond, Rate: 4_000_000})
					beside := w.add(w.file("other/report.pdf", 5_000_001), w.file("else.pdf", 5_000_000))
					w.settle()
					old, fresh := w.file("old/report.pdf", 5_000_000), w.file("new/report.pdf", 5_000_000)
					if err := os.WriteFile(fresh, make([]byte, 5_000_000), 0o600); err != nil {
						t.Fatal(err)
					}
					if name == "it failed" {
						w.server.SetFaults(simulator.Fault{Call: simulator.CallCreateSession, Status: http.StatusForbidden, Code: "ErrorAccessDenied"})
					}
					first, second := w.add(old)[0], w.held(fresh)
					synctest.Wait()
					before(w, first, second)
					w.queue.Release([]uint64{second}, map[uint64]transfer.Replaced{second: {Items: []uint64{first}}})
					if crash {
						time.Sleep(300 * time.Millisecond)
						w.crash()
					}
					w.settle()
					w.queue.ResumeAll(nil)
					w.queue.RetryFailed()
					w.settle()
					w.attachedOnce(fresh, filepath.Join(w.dir, "other", "report.pdf"), filepath.Join(w.dir, "else.pdf"))
					for _, id := range append(beside, second) {
						if item := w.item(id); item.State != transfer.StateAttached {
							t.Errorf("%s: %+v", item.Path, item)
						}
					}
				})
			})
		}
	}
}

// TestAReplacedTwinStaysWhereTheNewOneFails: nothing is taken off for what does not arrive.
func TestAReplacedTwinStaysWhereTheNewOneFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Latency: 40 * time.Millisecond, Rate: 4_000_000})
		old, fresh := w.file("old/report.pdf", 5_000_000), w.file("new/report.pdf", 4_999_999)
		first, second := w.add(old)[0], w.held(fresh)
		if err := os.Remove(fresh); err != nil {
			t.Fatal(err)
		}
		w.queue.Release([]uint64{second}, map[uint64]transfer.Replaced{second: {Items: []uint64{first}}})
		w.settle()
		w.attachedOnce(old)
		if item := w.item(second); item.State != transfer.StateFailed {
			t.Errorf("%+v", item)
		}
	})
}

// TestARestartKnowsWhatToReplace: what was attached is forgotten at a restart, so what replaces it must have its id by
// then.
func TestARestartKnowsWhatToReplace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Latency: 40 * time.Millisecond, Rate: 4_000_000})
		first, second := w.add(w.file("old/report.pdf", 5_000_000))[0], w.held(w.file("new/report.pdf", 4_999_999))
		w.queue.Release([]uint64{second}, map[uint64]transfer.Replaced{second: {Items: []uint64{first}}})
		synctest.Wait()
		w.queue.Pause(second)
		w.settle()
		attached := w.item(first).AttachmentID
		if err := w.queue.Close(); err != nil {
			t.Fatal(err)
		}
		journal, records, _, err := transfer.OpenJournal(filepath.Join(w.dir, "state"))
		if err != nil {
			t.Fatal(err)
		}
		defer journal.Close()
		if len(records) != 2 || len(records[1].ReplacesItems) != 0 || len(records[1].Replaces) != 1 || records[1].Replaces[0] != attached {
			t.Errorf("in the journal: %+v", records)
		}
	})
}
