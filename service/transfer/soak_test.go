//go:build soak

package transfer_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

var soakSeed = flag.Uint64("soak.seed", 1, "seed of the soak's files and faults")

const (
	soakFaults = 0.05           // of all requests
	soakLimit  = 12 * time.Hour // of virtual time
)

// TestSoak sends 2,000 small and 50 large files to a server where one request in twenty goes wrong, in every way of
// the fault matrix, and which throttles as the real one does. All waiting is virtual.
//
// With the race detector it takes minutes, so it has a build tag and a step of packaging/dev/test of its own:
//
//	go test -tags soak ./service/transfer -run Soak -timeout 15m -v
func TestSoak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		w := newWorld(t, simulator.Options{Latency: 30 * time.Millisecond, Seed: *soakSeed, Faults: soakMix()})
		paths := w.soakFiles(rand.New(rand.NewPCG(*soakSeed, 0)))
		w.add(paths...)
		w.settle()
		again := w.retryAsAPersonWould()
		if took := time.Since(began); took > soakLimit {
			t.Errorf("took %s of virtual time, more than %s", took, soakLimit)
		} else {
			t.Logf("%s of virtual time, %d files retried by hand", took.Round(time.Second), again)
		}
		w.orphansOnly()
		w.attachedOnce(paths...)
		w.noneInsideRetryAfter()
		w.tellSoak(t, paths)
	})
}

// soakMix is every passing fault, drawn at random by a seed, each as likely as any other.
func soakMix() []simulator.Fault {
	var faults []simulator.Fault
	for _, name := range slices.Sorted(maps.Keys(passing)) {
		fault := passing[name]
		fault.Name, fault.Times, fault.Probability = name, 0, soakFaults/float64(len(passing))
		faults = append(faults, fault)
	}
	return faults
}

// soakFiles makes the files, large ones among the small. Names repeat, so that some of one name are there at once.
func (w *world) soakFiles(random *rand.Rand) []string {
	w.t.Helper()
	var paths []string
	for i := range 2050 {
		size := int(random.Int64N(200_000))
		if i%41 == 0 {
			size = 1_000_000 + int(random.Int64N(transfer.MaxFileSize-1_000_000))
		}
		paths = append(paths, w.file(filepath.Join(fmt.Sprint(i/90), fmt.Sprintf("file %d.bin", i%90)), size))
	}
	return paths
}

// retryAsAPersonWould presses Retry for what was reported, a few times at most, and returns for how many files. Two
// faults of one kind in a row may look like a task that is gone; losing a file to that is allowed, hiding it is not.
func (w *world) retryAsAPersonWould() (files int) {
	w.t.Helper()
	for range 3 {
		failed := 0
		for _, item := range w.queue.Snapshot().Items {
			switch item.State {
			case transfer.StateAttached:
			case transfer.StateFailed, transfer.StateSignIn:
				failed++
				w.t.Logf("%s: %s", item.Name, item.Problem.Sentence())
			default:
				w.t.Errorf("%s is left in state %d", item.Name, item.State)
			}
		}
		if failed == 0 {
			return files
		}
		files += failed
		w.queue.RetryFailed()
		w.queue.SignedIn(account)
		w.settle()
	}
	return files
}

// orphansOnly checks that no session was left open but those whose address never arrived: they hold no byte and run
// out by themselves. There are no more of them than creates whose answer a fault took away.
func (w *world) orphansOnly() {
	w.t.Helper()
	lost := 0
	for _, r := range w.server.Requests() {
		if r.Call != simulator.CallCreateSession || r.Fault == "" {
			continue
		}
		if f := passing[r.Fault]; f.Commit || f.Reset == simulator.ResetCommit || f.Reset == simulator.ResetAnswer {
			lost++
		}
	}
	open := 0
	for _, s := range w.server.Sessions() {
		if s.Expired {
			continue
		}
		open++
		if s.Next != 0 {
			w.t.Errorf("session of %s left open at byte %d", s.Name, s.Next)
		}
	}
	if open > lost {
		w.t.Errorf("%d sessions left open, but the answers of %d creates were lost", open, lost)
	}
	w.server.ExpireSessions()
}

// tellSoak logs what went on.
func (w *world) tellSoak(t *testing.T, paths []string) {
	requests := w.server.Requests()
	strikes := map[string]int{}
	calls := map[simulator.Call]int{}
	struck, throttled := 0, 0
	for _, r := range requests {
		calls[r.Call]++
		if r.Fault != "" {
			strikes[r.Fault]++
			struck++
		} else if r.Status == 429 {
			throttled++
		}
	}
	t.Logf("%d files, %d requests %v, %d struck by a fault %v, %d throttled for their number or bytes",
		len(paths), len(requests), calls, struck, strikes, throttled)
}
