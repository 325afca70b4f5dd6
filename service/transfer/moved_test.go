package transfer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/problem"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

const person = "mia.berger@outlook.example"

// moveTask moves the world's task to another list, which gives it another id (E20). It returns the task as it was.
func (w *world) moveTask() (was transfer.Target) {
	w.t.Helper()
	was = w.task
	list, err := w.server.AddList(person, "Archive")
	if err == nil {
		w.task.ListID = list
		w.task.TaskID, err = w.server.MoveTask(was.TaskID, list)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return was
}

// TestATaskThatWasMovedIsFound keeps C15.
func TestATaskThatWasMovedIsFound(t *testing.T) {
	for name, size := range map[string]int{"small": 100, "large": 9_000_000} {
		t.Run(name+", before", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{})
				path := w.file("x.bin", size)
				id := w.queue.Add(transfer.Collect(t.Context(), transfer.DroppedPaths([]string{path})), w.moveTask())[0]
				w.settle()
				w.attachedOnce(path)
				if to := w.item(id).Target; to.ListName != "Archive" || to.TaskID != w.task.TaskID {
					t.Errorf("the row says %+v", to)
				}
			})
		})
		t.Run(name+", its last answer lost", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lost := simulator.Fault{Call: simulator.CallInline, Hang: true, Commit: true}
				if size > 100 {
					lost.Call, lost.Range = simulator.CallPutRange, simulator.LastRange
				}
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{lost}})
				path := w.file("x.bin", size)
				w.add(path)
				for len(w.server.Attachments()) == 0 {
					time.Sleep(time.Second)
				}
				w.moveTask()
				w.settle()
				w.attachedOnce(path)
			})
		})
	}
	t.Run("in the middle", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{Rate: 1_000_000})
			path := w.file("x.bin", 9_000_000)
			w.add(path)
			time.Sleep(5 * time.Second)
			if w.sessionsMade() != 1 {
				t.Fatal("nothing is on its way")
			}
			w.moveTask()
			w.settle()
			w.attachedOnce(path)
		})
	})
}

func TestANamesakeIsNotTheTaskThatWasPicked(t *testing.T) {
	for name, twins := range map[string]int{"another moment": 1, "two of them": 2} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{})
				if twins == 1 {
					w.task.TaskCreated = time.Now()
					time.Sleep(time.Hour)
				}
				for range twins {
					list, err := w.server.AddList(person, "Other")
					if err != nil {
						t.Fatal(err)
					}
					w.newTask(list, w.task.TaskTitle)
				}
				if err := w.server.DeleteTask(w.task.TaskID); err != nil {
					t.Fatal(err)
				}
				id := w.add(w.file("x.bin", 100))[0]
				w.settle()
				if item := w.item(id); !item.Problem.Of(problem.TaskGone) {
					t.Errorf("%v: %s", item.State, item.Problem.Sentence())
				}
			})
		})
	}
}
