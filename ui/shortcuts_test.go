package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// TestF1ListsTheKeyOfEachAction: what a key does to a file's row stands under "In the list of files".
func TestF1ListsTheKeyOfEachAction(t *testing.T) {
	f := newFixture(t, signedIn())
	listed, here := map[string]bool{}, false
	for _, line := range f.shortcutList() {
		if line.keys == "" {
			here = line.what == textShortcutRows()
		}
		if here {
			for key := range strings.SplitSeq(line.keys, ", ") {
				listed[key] = true
			}
		}
	}
	names := map[fyne.KeyName]string{fyne.KeySpace: textKeySpace(), fyne.KeyDelete: textKeyDelete()}
	for action := actChooseTask; action <= actRemove; action++ {
		name := string(keyOf(action))
		if special, is := names[keyOf(action)]; is {
			name = special
		}
		if name == "" || !listed[name] {
			t.Errorf("action %d has the key %q, which F1 does not list", action, name)
		}
	}
}
