package transfer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// A server that owes an answer is said so, with nothing that looks like progress; and no longer when it answers.
func TestASilentServerIsSaid(t *testing.T) {
	for _, call := range []simulator.Call{simulator.CallCreateSession, simulator.CallPutRange} {
		t.Run(string(call), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{{Call: call, Delay: simulator.Duration(70 * time.Second)}}})
				path := w.file("scan.pdf", 10_000_000)
				id := w.add(path)[0]
				time.Sleep(9 * time.Second)
				if got := w.item(id).Wait.Reason; got == transfer.WaitAnswer {
					t.Error("said after 9 s already, when a slow server may still answer")
				}
				time.Sleep(21 * time.Second)
				item, totals := w.item(id), w.queue.Snapshot().Totals
				if item.Wait.Reason != transfer.WaitAnswer || time.Since(item.Wait.Since).Round(time.Second) != 30*time.Second {
					t.Errorf("after 30 s of silence the item waits for %d since %s", item.Wait.Reason, time.Since(item.Wait.Since))
				}
				if item.Rate != 0 || totals.Rate != 0 || totals.Left != 0 || totals.QuietSince != item.Wait.Since {
					t.Errorf("in silence: rate %f, in all %f, left %s, quiet since %s", item.Rate, totals.Rate, totals.Left, totals.QuietSince)
				}
				w.settle()
				w.attachedOnce(path)
			})
		})
	}
}

// TryNow ends the wait before another try, and never a pause that the server asked for.
func TestTryNow(t *testing.T) {
	for name, c := range map[string]struct {
		fault simulator.Fault
		ends  bool
	}{
		"a fault":    {simulator.Fault{Call: simulator.CallCreateSession, Times: 4, Status: 500}, true},
		"asked for":  {simulator.Fault{Call: simulator.CallCreateSession, Status: 503, RetryAfter: "60"}, false},
		"too much":   {simulator.Fault{Call: simulator.CallCreateSession, Status: 429, RetryAfter: "60"}, false},
		"not there":  {simulator.Fault{Call: simulator.CallCreateSession, Status: 404}, false},
		"a lost one": {simulator.Fault{Call: simulator.CallPutRange, Range: simulator.LastRange, Reset: simulator.ResetCommit}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{c.fault}})
				path := w.file("scan.pdf", 10_000_000)
				id := w.add(path)[0]
				began := time.Now()
				for w.queue.Busy() {
					synctest.Wait()
					w.queue.TryNow(id)
					time.Sleep(50 * time.Millisecond)
				}
				w.attachedOnce(path)
				w.noneInsideRetryAfter()
				if took := time.Since(began); c.ends && took > time.Second {
					t.Errorf("4 tries took %s, although each was asked for at once", took)
				}
			})
		})
	}
}
