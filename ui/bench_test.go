package ui

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// The lengths of a queue that are compared: 10,000 rows are to cost what ten do.
var queueLengths = []int{10, 10_000}

// BenchmarkTick draws a snapshot in which four files moved on, as the window does four to five times a second.
func BenchmarkTick(b *testing.B) {
	for _, rows := range queueLengths {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			f := newFixture(b, manyItems(rows))
			s := f.snapshot
			for i := 0; b.Loop(); i++ {
				s.Queue.Items = slices.Clone(s.Queue.Items)
				for k := range 4 {
					moved := *s.Queue.Items[k]
					moved.Sent = int64(i % 1_000_000)
					s.Queue.Items[k] = &moved
				}
				s.Queue.Totals.Sent++
				f.show(s)
			}
		})
	}
}

// BenchmarkScroll turns the wheel over the queue, down and up again: rows are given other files to show, and laid out.
func BenchmarkScroll(b *testing.B) {
	for _, rows := range queueLengths {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			f := newFixture(b, manyItems(rows))
			wheel := fyne.NewPos(480, 400)
			for i := 0; b.Loop(); i++ {
				by := float32(-120)
				if i/2%2 == 1 { // ten rows have two notches to go
					by = 120
				}
				test.Scroll(f.window.Canvas(), wheel, 0, by)
			}
		})
	}
}
