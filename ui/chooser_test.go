package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestBuiltinChooserOpensAndGoesByEscape(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	never := func(string) { t.Error("something was chosen") }
	for name, open := range map[string]func(*fixture){
		"files": func(f *fixture) {
			(&builtinChooser{}).OpenFiles(f.window, func([]string) { t.Error("files were chosen") })
		},
		"folder": func(f *fixture) { (&builtinChooser{}).OpenFolder(f.window, never) },
		"save":   func(f *fixture) { (&builtinChooser{}).SaveFile(f.window, "../a:b.pdf", never) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, signedIn())
			f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
			open(f)
			if f.window.Canvas().Overlays().Top() == nil {
				t.Fatal("nothing opens")
			}
			f.window.Canvas().Unfocus()
			f.key(fyne.KeyEscape)
			if f.window.Canvas().Overlays().Top() != nil {
				t.Error("Escape leaves it open")
			}
		})
	}
}
