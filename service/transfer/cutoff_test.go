package transfer_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
)

// TestTheCutoffFollowsTheLine: what goes by one request follows from what answers and bytes took, within its bounds.
func TestTheCutoffFollowsTheLine(t *testing.T) {
	for _, line := range []struct {
		latency     time.Duration
		rate        int64 // bytes per second of one connection
		least, most int64 // of the cut-off
	}{
		{20 * time.Millisecond, 250_000, 98_304, 98_304}, // 15 kB would be best, if smaller files were worth it
		{100 * time.Millisecond, 1_000_000, 250_000, 350_000},
		{50 * time.Millisecond, 4_000_000, 500_000, 700_000},
		{200 * time.Millisecond, 4_000_000, 2_000_000, 2_600_000},
		{time.Second, 100_000_000, 2_900_000, 3_000_000}, // what every mailbox takes
	} {
		t.Run(fmt.Sprintf("%s, %d kB", line.latency, line.rate/1000), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Latency: line.latency, Rate: line.rate, Unlimited: true})
				var paths []string
				for i := range 40 {
					paths = append(paths, w.file(fmt.Sprintf("%02d", i), []int{90_000, 2_500_000}[i%2]))
				}
				w.add(paths...)
				w.settle()
				w.attachedOnce(paths...)
				if got := w.mailbox.InlineCutoff(); got < line.least || got > line.most {
					t.Errorf("the cut-off is %d bytes, want %d to %d", got, line.least, line.most)
				}
			})
		})
	}
}

// TestARefusalLowersTheCutoff: a server that takes less inline is asked once.
func TestARefusalLowersTheCutoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Faults: []simulator.Fault{{
			Call: simulator.CallInline, Status: http.StatusRequestEntityTooLarge, Times: -1,
		}}})
		first, second := w.file("first", 300_000), w.file("second", 300_000)
		w.add(first)
		w.settle()
		w.add(second)
		w.settle()
		w.attachedOnce(first, second)
		if n := w.calls(simulator.CallInline); n != 1 {
			t.Errorf("%d inline POSTs, want the one that was refused", n)
		}
	})
}

// TestALineThatCutsLongRequestsGetsRanges: a POST that the line cuts off is not repeated at its length (R8).
func TestALineThatCutsLongRequestsGetsRanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Rate: 500_000, RequestLimit: 3 * time.Second})
		w.manners.SetCutoff(3_000_000)
		path := w.file("long", 2_500_000)
		began := time.Now()
		w.add(path)
		w.settle()
		w.attachedOnce(path)
		if n := w.calls(simulator.CallInline); n > 1 {
			t.Errorf("%d inline POSTs, want one at most", n)
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("it took %s", took)
		}
	})
}

// TestAGovernedMailboxSavesBytes: it takes 150 MB in five minutes, and base64 is a third more.
func TestAGovernedMailboxSavesBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{})
		w.manners.SetCutoff(3_000_000)
		w.manners.SetGoverned(true)
		path := w.file("long", 2_500_000)
		w.add(path)
		w.settle()
		w.attachedOnce(path)
		if n := w.calls(simulator.CallInline); n != 0 {
			t.Errorf("%d inline POSTs, want none", n)
		}
	})
}

// TestMoodsOfAServerAreNoLine: answers that come sooner or later say nothing about what bytes take.
func TestMoodsOfAServerAreNoLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{
			Latency: 50 * time.Millisecond, Rate: 10_000_000, Unlimited: true,
			Faults: []simulator.Fault{{Probability: 0.7, Times: -1, Delay: simulator.Duration(200 * time.Millisecond)}},
		})
		var paths []string
		for i := range 60 {
			paths = append(paths, w.file(fmt.Sprint(i), []int{300_000, 500_000}[i%2]))
		}
		w.add(paths...)
		w.settle()
		w.attachedOnce(paths...)
		if got := w.mailbox.InlineCutoff(); got < 500_000 {
			t.Errorf("the cut-off is %d bytes, want 500,000 at least: the line carries 10 MB/s", got)
		}
	})
}
