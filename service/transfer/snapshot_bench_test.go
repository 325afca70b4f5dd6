package transfer_test

import (
	"fmt"
	"testing"

	"taskdrop/service/graph"
	"taskdrop/service/transfer"
)

// BenchmarkSnapshot pictures a queue, which the window asks for four to five times a second.
func BenchmarkSnapshot(b *testing.B) {
	for _, n := range []int{10, manyFiles} {
		b.Run(fmt.Sprintf("items=%d", n), func(b *testing.B) {
			journal, _, _, err := transfer.OpenJournal(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			queue := transfer.NewQueue(transfer.Config{Journal: journal, Mailbox: func(string) *graph.Client { return nil }})
			queue.Add(manyItems(n), transfer.Target{})
			for b.Loop() {
				if got := queue.Snapshot(); len(got.Items) != n {
					b.Fatal(len(got.Items))
				}
			}
			if err := queue.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
