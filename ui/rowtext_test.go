package ui

import (
	"slices"
	"testing"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/ui/widgets"
)

// TestNothingIsOfferedThatCannotSucceed: a file over the limit stays over it, however often it is tried.
func TestNothingIsOfferedThatCannotSucceed(t *testing.T) {
	for kind, again := range map[problem.Kind]bool{
		problem.TooLarge: false, problem.PieceTooLarge: false, problem.ArchiveTooLarge: false, problem.Forbidden: true,
	} {
		item := &service.Item{ID: 1, Name: "film.mov", State: service.ItemFailed, Problem: problem.New(kind, "Name", "film.mov", "Size", "31\u00a0MB", "Limit", "25\u00a0MB")}
		if got := slices.Contains(actionsFor(item, 0), actRetry); got != again {
			t.Errorf("%s: the row offers to try again: %v", kind, got)
		}
		f := newFixture(t, signedIn())
		f.showDetails(item)
		if got := slices.ContainsFunc(objects[*widgets.Button](f), func(b *widgets.Button) bool { return b.Text() == textActionRetry() }); got != again {
			t.Errorf("%s: the details offer to try again: %v", kind, got)
		}
	}
}
