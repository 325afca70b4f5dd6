package transfer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// cancelledSignedOut is a world in which a file was cancelled halfway, after its account's sign-in had ended.
func cancelledSignedOut(t *testing.T, opts simulator.Options) *world {
	t.Helper()
	opts.Rate = 1_000_000
	w := newWorld(t, opts)
	id := w.add(w.file("contract.pdf", 16_000_000))[0]
	time.Sleep(6 * time.Second)
	w.tokens.setRefusing(needsPerson{})
	w.settle()
	if item := w.item(id); item.State != transfer.StateSignIn {
		t.Fatalf("%+v", item)
	}
	w.queue.Cancel(id)
	if left := w.queue.Snapshot().Items; len(left) != 0 {
		t.Fatalf("still on show: %+v", left[0])
	}
	if open := w.openSessions(); open != 1 {
		t.Fatalf("%d sessions are open, want the one that nobody may delete", open)
	}
	return w
}

func (w *world) openSessions() (n int) {
	for _, s := range w.server.Sessions() {
		if !s.Expired {
			n++
		}
	}
	return n
}

func TestWhatACancelledItemLeftIsDeletedWithTheNextSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := cancelledSignedOut(t, simulator.Options{})
		w.tokens.setRefusing(nil)
		w.queue.SignedIn("somebody else")
		time.Sleep(time.Minute)
		if open := w.openSessions(); open != 1 {
			t.Errorf("%d sessions are open after another's sign-in", open)
		}
		w.queue.SignedIn(account)
		time.Sleep(time.Minute)
		w.attachedOnce()
		w.queue.SignedIn(account)
		time.Sleep(time.Minute)
		if n := w.calls(simulator.CallDeleteSession); n != 1 {
			t.Errorf("deleted %d times", n)
		}
	})
}

func TestWhatACancelledItemLeftIsDeletedAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := cancelledSignedOut(t, simulator.Options{})
		for range 2 { // the second finds nothing more to do
			if err := w.queue.Close(); err != nil {
				t.Fatal(err)
			}
			w.open()
			if left := w.queue.Snapshot().Items; len(left) != 0 {
				t.Fatalf("on show again: %+v", left[0])
			}
			w.tokens.setRefusing(nil)
			w.queue.SignedIn(account)
			time.Sleep(time.Minute)
			w.attachedOnce()
		}
		if n := w.calls(simulator.CallDeleteSession); n != 1 {
			t.Errorf("deleted %d times", n)
		}
		path := w.file("next.pdf", 1000)
		w.add(path)
		w.settle()
		w.attachedOnce(path)
	})
}

// A session that has ended by itself is not asked for.
func TestWhatACancelledItemLeftIsForgottenInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := cancelledSignedOut(t, simulator.Options{})
		time.Sleep(3 * time.Hour)
		if err := w.queue.Close(); err != nil {
			t.Fatal(err)
		}
		w.open()
		w.tokens.setRefusing(nil)
		w.queue.SignedIn(account)
		time.Sleep(time.Minute)
		if n := w.calls(simulator.CallDeleteSession); n != 0 {
			t.Errorf("asked for %d times", n)
		}
	})
}

// A cancel while the server can't be reached is made good with the next start.
func TestCancelWithoutANetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 1_000_000, Faults: []simulator.Fault{
			{Call: simulator.CallDeleteSession, Reset: simulator.ResetBefore, Times: 20},
		}})
		id := w.add(w.file("a.bin", 16_000_000))[0]
		time.Sleep(6 * time.Second)
		w.queue.Cancel(id)
		time.Sleep(time.Minute)
		if left := w.queue.Snapshot().Items; len(left) != 0 || w.openSessions() != 1 {
			t.Fatalf("%d items, %d sessions", len(left), w.openSessions())
		}
		w.server.SetFaults()
		if err := w.queue.Close(); err != nil {
			t.Fatal(err)
		}
		w.open()
		w.queue.SignedIn(account)
		time.Sleep(time.Minute)
		w.attachedOnce()
	})
}
