package transfer_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// TestFourFilesAreOnTheirWay: of eight files four send ranges at a time, and each lane goes on with a file whose
// session is open already. A fifth file among them would take its turns from the others, and the last files would then
// be sent with lanes empty.
func TestFourFilesAreOnTheirWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Latency: 100 * time.Millisecond})
		var paths []string
		for i := range 8 {
			paths = append(paths, w.file(fmt.Sprint(i), 12_000_000))
		}
		w.add(paths...)
		w.settle()
		w.attachedOnce(paths...)

		opened, begun, ended := 0, map[string]bool{}, 0
		for _, r := range w.server.Requests() {
			switch {
			case r.Call == simulator.CallCreateSession:
				opened++
			case r.Call == simulator.CallPutRange:
				if !begun[r.Path] && len(begun)-ended == 4 {
					t.Errorf("request %d begins a fifth file while four are on their way", r.Number)
				}
				begun[r.Path] = true
				if ended == 0 && r.Status == http.StatusCreated && opened < 5 {
					t.Errorf("%d sessions were opened when the first file was there, want 5", opened)
				}
				if r.Status == http.StatusCreated {
					ended++
				}
			}
		}
	})
}

// TestAWaitLeavesTheLane: files that wait for their next try leave their lanes to others.
func TestAWaitLeavesTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var faults []simulator.Fault
		for i := range 4 {
			faults = append(faults, simulator.Fault{File: fmt.Sprint(i), Call: simulator.CallPutRange, Status: http.StatusBadGateway, Times: 5})
		}
		w := newWorld(t, simulator.Options{Faults: faults})
		var paths []string
		for i := range 5 {
			paths = append(paths, w.file(fmt.Sprint(i), 1_000_000))
		}
		w.add(paths[:4]...)
		time.Sleep(100 * time.Millisecond)
		late := w.add(paths[4])
		time.Sleep(100 * time.Millisecond)
		if got := w.item(late[0]).State; got != transfer.StateAttached {
			t.Errorf("the fifth file is in state %d while the others wait, want attached", got)
		}
		w.settle()
		w.attachedOnce(paths...)
	})
}

// fiveWithOneWaiting sends five files, of which the fifth has its session and waits for a lane.
func fiveWithOneWaiting(t *testing.T) (w *world, paths []string, ids []uint64) {
	w = newWorld(t, simulator.Options{Latency: time.Second})
	for i := range 5 {
		paths = append(paths, w.file(fmt.Sprint(i), 12_000_000))
	}
	ids = append(w.add(paths[:4]...), w.add(paths[4])...)
	for range 30 { // seconds in which four files are on their way
		time.Sleep(time.Second)
		if w.sessionsMade() == 5 {
			break
		}
	}
	if n := len(w.server.Attachments()); n > 0 || w.sessionsMade() != 5 {
		t.Fatalf("%d files are attached when there are %d sessions, want none and 5", n, w.sessionsMade())
	}
	return w, paths, ids
}

// TestCancelDeletesASessionOpenedEarly (R7).
func TestCancelDeletesASessionOpenedEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, paths, ids := fiveWithOneWaiting(t)
		w.queue.Cancel(ids[4])
		w.settle()
		w.attachedOnce(paths[:4]...)
		if n := w.sessionsMade(); n != 5 {
			t.Errorf("%d sessions were made, want 5", n)
		}
	})
}

// TestARestartGoesOnWithASessionOpenedEarly (R2).
func TestARestartGoesOnWithASessionOpenedEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, paths, _ := fiveWithOneWaiting(t)
		if err := w.queue.Close(); err != nil {
			t.Fatal(err)
		}
		w.open()
		w.settle()
		w.attachedOnce(paths...)
		if n := w.sessionsMade(); n != 5 {
			t.Errorf("%d sessions were made, want 5", n)
		}
	})
}

// TestTheWindowTakesNoLaneForLong: what the window asks while files are on their way waits for one answer at most, and
// each of its requests holds one of the four slots for its own answer alone.
func TestTheWindowTakesNoLaneForLong(t *testing.T) {
	const answer, reads = time.Second, 8
	run := func(reads int) (took time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{Latency: answer, Unlimited: true})
			var paths []string
			for i := range 8 {
				paths = append(paths, w.file(fmt.Sprint(i), 12_000_000))
			}
			began := time.Now()
			w.add(paths...)
			time.Sleep(3 * answer) // the sign-in and the first sessions
			for range reads {
				asked := time.Now()
				if _, err := w.mailbox.Task(t.Context(), graph.TaskRef{ListID: w.task.ListID, TaskID: w.task.TaskID}); err != nil {
					t.Error(err)
				}
				if waited := time.Since(asked); waited > 2*answer {
					t.Errorf("the window waited for %s, want one answer besides its own", waited)
				}
			}
			w.settle()
			took = time.Since(began)
			w.attachedOnce(paths...)
		})
		return took
	}
	alone, asked := run(0), run(reads)
	if most := alone + reads*answer/4 + 2*answer; asked > most {
		t.Errorf("with %d requests of the window it took %s, %s without, want %s at most", reads, asked, alone, most)
	}
}
