package transfer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

const manyFiles = 10_000

// manyItems are files as Collect returns them.
func manyItems(n int) []transfer.File {
	files := make([]transfer.File, n)
	for i := range files {
		path := fmt.Sprintf("/home/mia/Pictures/Summer by the sea/IMG_%05d.jpg", i)
		files[i] = transfer.File{Path: path, Given: path, Size: 2_345_678, ModTime: time.Date(2026, 7, 1, 12, 0, 0, i, time.UTC)}
	}
	return files
}

// BenchmarkQueueing adds 10,000 files to the queue, journal included, in turn with a bare write of the journal's bytes
// and one flush. "x-write" is the ratio of the medians.
func BenchmarkQueueing(b *testing.B) {
	b.Run(fmt.Sprintf("files=%d", manyFiles), func(b *testing.B) {
		files := manyItems(manyFiles)
		var add, write []time.Duration
		for b.Loop() {
			state := b.TempDir()
			journal, _, _, err := transfer.OpenJournal(state)
			if err != nil {
				b.Fatal(err)
			}
			queue := transfer.NewQueue(transfer.Config{Journal: journal, Mailbox: func(string) *graph.Client { return nil }})
			began := time.Now()
			ids := queue.Add(files, transfer.Target{})
			add = append(add, time.Since(began))
			if err := queue.Close(); err != nil || len(ids) != manyFiles {
				b.Fatal(len(ids), err)
			}
			content, err := os.ReadFile(filepath.Join(state, "queue.journal"))
			if err != nil {
				b.Fatal(err)
			}
			began = time.Now()
			if err := writeToDisk(filepath.Join(state, "bare"), content); err != nil {
				b.Fatal(err)
			}
			write = append(write, time.Since(began))
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(median(add))/float64(median(write)), "x-write")
		b.ReportMetric(median(add).Seconds()*1000, "ms")
		b.ReportMetric(median(write).Seconds()*1000, "write-ms")
	})
}

// TestAQueuedFileHasNoGoroutine: 10,000 files that wait, for a task and then for their turn, take no more goroutines
// than five.
func TestAQueuedFileHasNoGoroutine(t *testing.T) {
	count := func(files int) (unassigned, running int) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, simulator.Options{Faults: []simulator.Fault{{Hang: true, Times: -1}}})
			var paths []string
			for i := range 20 { // those that start
				paths = append(paths, w.file(fmt.Sprint(i), 1000))
			}
			added := append(transfer.Collect(context.Background(), transfer.DroppedPaths(paths)), manyItems(files)...)
			w.queue.Add(added, transfer.Target{})
			synctest.Wait()
			unassigned = runtime.NumGoroutine()
			w.queue.Assign(w.task, nil)
			synctest.Wait()
			running = runtime.NumGoroutine()
		})
		return unassigned, running
	}
	fewWaiting, fewRunning := count(10)
	manyWaiting, manyRunning := count(manyFiles)
	if manyWaiting > fewWaiting {
		t.Errorf("%d goroutines with %d files waiting, %d with a few", manyWaiting, manyFiles, fewWaiting)
	}
	if manyRunning > fewRunning {
		t.Errorf("%d goroutines while %d files are in the queue, %d with a few", manyRunning, manyFiles, fewRunning)
	}
}
