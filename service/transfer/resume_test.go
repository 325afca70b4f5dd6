package transfer_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// crash stops the program as kill -9 would: what the journal holds at this moment is all that is left, and the
// requests under way are cut. It then starts the program again.
func (w *world) crash() {
	w.t.Helper()
	state := filepath.Join(w.dir, "state")
	kept, err := os.ReadFile(filepath.Join(state, "queue.journal"))
	if err != nil {
		w.t.Fatal(err)
	}
	old := w.queue
	if err := os.Rename(state, filepath.Join(w.dir, "abandoned")); err != nil {
		w.t.Fatal(err)
	}
	_ = old.Close()
	if err := errors.Join(os.RemoveAll(filepath.Join(w.dir, "abandoned")), os.Mkdir(state, 0o700),
		os.WriteFile(filepath.Join(state, "queue.journal"), kept, 0o600)); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(time.Second) // as long as a start takes
	w.open()
}

// TestKilledAtAnyMoment kills a run of ten files at fifty random moments, one moment a run, and starts it again.
func TestKilledAtAnyMoment(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		moment := time.Duration(random.Int64N(int64(6 * time.Second)))
		t.Run(moment.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Latency: 40 * time.Millisecond, Rate: 4_000_000})
				var paths []string
				for i, size := range []int{0, 1, 90_000, 300_000, 400_000, 3_000_000, 5_000_000, 8_000_000, 12_000_000, 90_000} {
					paths = append(paths, w.file(filepath.Join(string(rune('a'+i)), "same name.bin"), size))
				}
				w.add(paths...)
				time.Sleep(moment)
				w.crash()
				w.settle()
				if !w.attachedOrOrphans(paths) {
					w.attachedOnce(paths...)
				}
			})
		})
	}
}

// attachedOrOrphans allows for a session whose address the kill took away before it could be written down: it attaches
// nothing and runs out by itself.
func (w *world) attachedOrOrphans(paths []string) bool {
	if len(w.server.Sessions()) > 1 {
		return false
	}
	w.server.ExpireSessions()
	w.attachedOnce(paths...)
	return true
}

func TestARestartGoesOnWithTheSessionItHad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("scan.pdf", 20_000_000)
		id := w.add(path)[0]
		time.Sleep(13 * time.Second) // three ranges and a bit
		w.crash()
		w.settle()
		w.attachedOnce(path)
		if n := w.sessionsMade(); n != 1 {
			t.Errorf("%d sessions for one file", n)
		}
		if over := w.uploaded() - 20_000_000; over > transfer.RangeSize {
			t.Errorf("%d bytes sent twice, more than the range in doubt", over)
		}
		if item := w.item(id); item.State != transfer.StateAttached {
			t.Errorf("%+v", item)
		}
	})
}

// TestWhatWasAnsweredIsKeptWhileTheTaskIsReadSlowly: the last range waits for the task's attachments, and a kill
// meanwhile loses nothing of what went before.
func TestWhatWasAnsweredIsKeptWhileTheTaskIsReadSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Faults: []simulator.Fault{{Call: simulator.CallAttachments, Hang: true}}})
		path := w.file("scan.pdf", transfer.RangeSize+1)
		w.add(path)
		time.Sleep(5 * time.Second)
		w.crash()
		w.settle()
		w.attachedOnce(path)
		if n := w.calls(simulator.CallPutRange); n != 2 {
			t.Errorf("%d ranges, want each of the two once", n)
		}
	})
}

func TestADeadSessionIsKnownBeforeItIsTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("overnight.pdf", 12_000_000)
		id := w.add(path)[0]
		time.Sleep(5 * time.Second)
		w.queue.Pause(id)
		time.Sleep(3 * time.Hour)
		before := w.calls(simulator.CallPutRange)
		w.queue.Resume(id)
		time.Sleep(2 * time.Second)
		if p := w.item(id).Problem; !p.Of(problem.StartsOver) {
			t.Errorf("the row does not say that it starts over: %v", p)
		}
		w.settle()
		w.attachedOnce(path)
		if n := w.sessionsMade(); n != 2 {
			t.Errorf("%d sessions created, want 2", n)
		}
		if n := w.calls(simulator.CallPutRange) - before; n != 4 {
			t.Errorf("%d ranges after the pause, want the 4 of a whole file and none to the dead session", n)
		}
	})
}

func TestPauseKeepsWhatTheServerHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("film.mp4", 16_000_000)
		id := w.add(path)[0]
		time.Sleep(6 * time.Second)
		w.queue.PauseAll()
		time.Sleep(time.Minute)
		paused := w.item(id)
		if paused.State != transfer.StatePaused || paused.Sent == 0 || paused.Sent%transfer.RangeSize != 0 {
			t.Errorf("paused as %+v", paused)
		}
		w.queue.ResumeAll(nil)
		w.settle()
		w.attachedOnce(path)
		if over := w.uploaded() - 16_000_000; over > transfer.RangeSize {
			t.Errorf("%d bytes sent twice", over)
		}
	})
}

func TestCancelDeletesTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		ids := w.add(w.file("a.bin", 16_000_000), w.file("b.bin", 16_000_000))
		time.Sleep(6 * time.Second)
		w.queue.Pause(ids[1])
		time.Sleep(time.Second)
		w.queue.Cancel(ids[0])
		w.queue.Cancel(ids[1])
		time.Sleep(time.Minute)
		w.attachedOnce()
		if left := w.queue.Snapshot().Items; len(left) != 0 {
			t.Errorf("still in the queue: %+v", left[0])
		}
	})
}

// TestCancelTooLateTakesTheFileOffAgain: the last range was taken, its answer was not yet here.
func TestCancelTooLateTakesTheFileOffAgain(t *testing.T) {
	for _, size := range []int{50_000, 2_000_000} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{Faults: []simulator.Fault{
				{Call: simulator.CallPutRange, Delay: simulator.Duration(20 * time.Second)},
				{Call: simulator.CallInline, Delay: simulator.Duration(20 * time.Second)},
			}})
			id := w.add(w.file("late.bin", size))[0]
			time.Sleep(10 * time.Second)
			w.queue.Cancel(id)
			time.Sleep(2 * time.Minute)
			w.attachedOnce()
		})
	}
}

// TestAnotherProgramAddsTheSameName: somebody else's file of the same name is never taken for ours.
func TestAnotherProgramAddsTheSameName(t *testing.T) {
	for _, call := range []simulator.Call{simulator.CallInline, simulator.CallPutRange} {
		for _, landed := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				fault := simulator.Fault{Call: call, Reset: simulator.ResetMiddle, ResetAfter: 10_000, Times: 1}
				if landed {
					fault.Reset = simulator.ResetCommit
				}
				fault.Delay = simulator.Duration(time.Second)
				size := 60_000
				if call == simulator.CallPutRange {
					size = 2_000_000
				}
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{fault}, Latency: 100 * time.Millisecond})
				path := w.file("receipt.pdf", size)
				id := w.add(path)[0]
				time.Sleep(400 * time.Millisecond) // what was there before is known by now
				foreign, err := w.server.AddAttachment(w.task.TaskID, "receipt.pdf", "application/pdf", make([]byte, size))
				if err != nil {
					t.Fatal(err)
				}
				w.settle()
				if got := w.item(id).AttachmentID; got == foreign || got == "" {
					t.Errorf("%s, landed %v: took %q for ours", call, landed, got)
				}
				if err := w.server.DeleteAttachment(foreign); err != nil {
					t.Errorf("the other program's file is gone: %v", err)
				}
				w.attachedOnce(path)
			})
		}
	}
}

// TestTwoFilesOfOneNameAtOnce: each hangs there once although every answer is lost.
func TestTwoFilesOfOneNameAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Faults: []simulator.Fault{
			{Call: simulator.CallInline, Reset: simulator.ResetCommit, Times: 3},
			{Call: simulator.CallPutRange, Range: simulator.LastRange, Reset: simulator.ResetCommit, Times: 3},
		}})
		paths := []string{
			w.file("a/x.txt", 1000), w.file("b/x.txt", 1000), w.file("c/x.txt", 1001),
			w.file("a/y.bin", 4_000_000), w.file("b/y.bin", 4_000_000), w.file("c/y.bin", 4_000_001),
		}
		w.add(paths...)
		w.settle()
		w.attachedOnce(paths...)
	})
}

func TestAFileThatChangesWhileItIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("log.txt", 9_000_000)
		id := w.add(path)[0]
		time.Sleep(5 * time.Second)
		appendTo(t, path)
		w.settle()
		if item := w.item(id); item.State != transfer.StateAttached {
			t.Errorf("%+v %s", item, item.Problem.Sentence())
		}
		w.attachedOnce(path)
	})
}

func TestAFileThatKeepsChangingIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("log.txt", 9_000_000)
		id := w.add(path)[0]
		for w.queue.Busy() {
			time.Sleep(time.Second)
			appendTo(t, path)
		}
		if item := w.item(id); !item.Problem.Of(problem.KeepsChanging) {
			t.Errorf("%+v", item)
		}
		w.attachedOnce()
	})
}

func appendTo(t *testing.T, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = io.WriteString(file, "one more line\n")
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatIsGoneBeforeItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("gone.bin", 9_000_000)
		id := w.add(path)[0]
		time.Sleep(3 * time.Second)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if item := w.item(id); !item.Problem.Of(problem.FileGone) {
			t.Errorf("%+v", item)
		}
		w.attachedOnce()
	})
}

// needsPerson is an error as the sign-in returns it when a person must act.
type needsPerson struct{}

func (needsPerson) Error() string        { return "sign in again" }
func (needsPerson) SignInRequired() bool { return true }

func TestASignInThatIsNeededKeepsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("contract.pdf", 16_000_000)
		id := w.add(path)[0]
		time.Sleep(6 * time.Second)
		w.tokens.setRefusing(needsPerson{})
		w.settle()
		if item := w.item(id); item.State != transfer.StateSignIn {
			t.Fatalf("%+v %s", item, item.Problem.Sentence())
		}
		w.mu.Lock()
		asked := w.signIn
		w.mu.Unlock()
		if !asked {
			t.Error("nobody was asked to sign in")
		}
		time.Sleep(10 * time.Minute)
		w.tokens.setRefusing(nil)
		w.queue.SignedIn(account)
		w.settle()
		w.attachedOnce(path)
		if n := w.sessionsMade(); n != 1 {
			t.Errorf("%d sessions created, want the one to go on", n)
		}
	})
}

// lateRefusal is what a sign-in that has ended says, after the person has signed in again.
type lateRefusal struct{ signInAgain func() }

func (l lateRefusal) Token(context.Context) (string, error) {
	l.signInAgain()
	return "", needsPerson{}
}

func (l lateRefusal) Renew(ctx context.Context, _, _ string) (string, error) { return l.Token(ctx) }

func TestARefusalFromBeforeTheSignInAsksForNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{})
		again := w.mailbox
		before, err := graph.New(graph.Config{
			Graph: "http://127.0.0.1:1", Tokens: lateRefusal{func() { w.signInAs(again) }}, Governor: graph.NewGovernor(),
		})
		if err != nil {
			t.Fatal(err)
		}
		w.signInAs(before)
		path := w.file("contract.pdf", 5_000_000)
		w.add(path)
		w.settle()
		w.attachedOnce(path)
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.signIn {
			t.Error("the person was asked once more")
		}
	})
}

func TestTokensThatExpireInTheMiddleAreRenewedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000})
		path := w.file("contract.pdf", 16_000_000)
		w.add(path)
		time.Sleep(6 * time.Second)
		w.server.ExpireAccessTokens()
		w.settle()
		w.attachedOnce(path)
		if w.tokens.renews != 1 {
			t.Errorf("%d renewals, want 1", w.tokens.renews)
		}
	})
}

func TestCheckAfterUploadReplacesADamagedCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Latency: 200 * time.Millisecond, Faults: []simulator.Fault{
			{Call: simulator.CallPutRange, Range: simulator.LastRange, Delay: simulator.Duration(2 * time.Second)},
		}})
		w.check = true
		path := w.file("scan.pdf", 2_000_000)
		id := w.add(path)[0]
		for len(w.server.Attachments()) == 0 {
			time.Sleep(10 * time.Millisecond)
		}
		if err := w.server.Corrupt(w.server.Attachments()[0].ID); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if item := w.item(id); item.State != transfer.StateAttached {
			t.Errorf("%+v %s", item, item.Problem.Sentence())
		}
		w.attachedOnce(path)
	})
}

func TestUndoTakesTheFileOffTheTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{})
		id := w.add(w.file("a.txt", 10))[0]
		w.settle()
		if err := w.queue.Undo(id); err != nil {
			t.Fatal(err)
		}
		w.attachedOnce()
		if item := w.item(id); item.State != transfer.StateUndone {
			t.Errorf("%+v", item)
		}
	})
}

func TestTheOrderCanBeChangedAndLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 500_000})
		w.tokens.setRefusing(needsPerson{}) // nothing starts yet
		ids := w.add(w.file("a.bin", 500_000), w.file("b.bin", 500_000), w.file("c.bin", 500_000))
		w.queue.First(ids[2])
		w.queue.Last(ids[0])
		w.crash()
		var names []string
		for _, item := range w.queue.Snapshot().Items {
			names = append(names, item.Name)
		}
		if got := strings.Join(names, " "); got != "c.bin b.bin a.bin" {
			t.Errorf("order after a restart: %s", got)
		}
	})
}
