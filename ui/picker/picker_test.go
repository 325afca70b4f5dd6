package picker

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/ui/look"
)

func TestSmoke(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, look.New(look.ModeLight))
	p := New(Config{Words: TaskWords(), OnCreate: func(string) {}})
	w := test.NewTempWindow(t, p)
	w.Resize(fyne.NewSize(700, 500))
	p.SetState(State{Load: Ready, Entries: []Entry{{ID: "a", Title: "Größe"}, {ID: "b", Title: "Rechnung"}}})
	test.Tap(p)
	if !p.Opened() {
		t.Fatal("closed")
	}
	test.Type(p.popup.filter, "grosse")
	if len(p.popup.found.items) != 1 {
		t.Fatal(p.popup.found)
	}
}
