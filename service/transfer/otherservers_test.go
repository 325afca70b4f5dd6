package transfer_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// TestAnyRefusalOfARangeItHasMeansThatItLanded: no source names the status (E31), so none may start the file over.
func TestAnyRefusalOfARangeItHasMeansThatItLanded(t *testing.T) {
	for _, status := range []int{400, 406, 409, 412, 416, 422} {
		for _, which := range []simulator.Which{simulator.FirstRange, simulator.MiddleRange, simulator.LastRange} {
			t.Run(fmt.Sprint(status, " ", which), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, simulator.Options{WrongStartStatus: status, Faults: []simulator.Fault{
						{Call: simulator.CallPutRange, Range: which, Reset: simulator.ResetCommit},
					}})
					path := w.file("large.bin", 10_000_000)
					w.add(path)
					w.settle()
					w.attachedOnce(path)
					if n := w.sessionsMade(); n != 1 {
						t.Errorf("%d sessions for one file", n)
					}
				})
			})
		}
	}
}

// TestAListThatLagsBehind: what was attached is not sent again only because the list does not show it yet (C24).
func TestAListThatLagsBehind(t *testing.T) {
	for name, fault := range map[string]simulator.Fault{
		"answer lost": {Reset: simulator.ResetCommit}, "504 done": {Status: 504, Commit: true},
	} {
		for at, lag := range map[simulator.Call]time.Duration{simulator.CallInline: 10 * time.Second, simulator.CallPutRange: 40 * time.Second} {
			fault.Call, fault.Range = at, lastOf(at)
			opts := simulator.Options{ListingLag: lag, Faults: []simulator.Fault{fault}}
			t.Run(name+" at "+string(at), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, opts)
					small, large := w.file("small.txt", 90_000), w.file("large.bin", 5_000_000)
					w.add(small, large)
					w.settle()
					w.attachedOnce(small, large)
				})
			})
			t.Run("killed, "+name+" at "+string(at), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, opts)
					small, large := w.file("small.txt", 90_000), w.file("large.bin", 5_000_000)
					w.add(small, large)
					time.Sleep(500 * time.Millisecond) // done, and the answer is lost
					w.crash()
					w.settle()
					w.attachedOnce(small, large)
				})
			})
		}
	}
	t.Run("no Location", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{ListingLag: 30 * time.Second, Location: simulator.LocationMissing})
			path := w.file("large.bin", 5_000_000)
			id := w.add(path)[0]
			w.settle()
			w.attachedOnce(path)
			if item := w.item(id); item.State != transfer.StateAttached || item.AttachmentID == "" {
				t.Errorf("%v, attachment %q", item.State, item.AttachmentID)
			}
		})
	})
}

// TestASessionIsDeletedInTheEnd: one failed try leaves no session behind (R7, L18).
func TestASessionIsDeletedInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Faults: []simulator.Fault{
			{Call: simulator.CallPutRange, Status: 507, Times: -1}, {Call: simulator.CallDeleteSession, Status: 503},
			{Call: simulator.CallDeleteSession, Reset: simulator.ResetBefore},
		}})
		w.add(w.file("x.bin", 5_000_000))
		w.settle()
		w.attachedOnce()
	})
}
