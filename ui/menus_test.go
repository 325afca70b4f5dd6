package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestTheMenuSwitchesHowFilesAreSent: the lines below the theme.
func TestTheMenuSwitchesHowFilesAreSent(t *testing.T) {
	f := newFixture(t, atWork())
	for line, want := range map[int]string{
		4: "preferences check=true ask=false sleep=false", 5: "preferences check=false ask=true sleep=false",
		6: "preferences check=false ask=false sleep=true",
	} {
		f.showMenu()
		test.Tap(f.openMenu().Items[line].(fyne.Tappable))
		if got := f.service.taken(); got != want {
			t.Errorf("line %d did %q, want %q", line, got, want)
		}
		f.escape()
	}
}
