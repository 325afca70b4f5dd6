package picker

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/ui/look"
)

func benchPicker(b *testing.B) *Picker {
	test.NewTempApp(b)
	fyne.CurrentApp().Settings().SetTheme(look.New(look.ModeLight))
	p := New(Config{Words: TaskWords(), OnCreate: func(string) {}, OnRefresh: func() {}})
	w := test.NewTempWindow(b, p)
	w.Resize(fyne.NewSize(960, 660))
	return p
}

// BenchmarkOpen10000 opens the popup on 10,000 entries that were never folded before. The aim is less than 100 ms.
func BenchmarkOpen10000(b *testing.B) {
	p := benchPicker(b)
	entries := many(10_000)
	for b.Loop() {
		b.StopTimer()
		fresh := append([]Entry(nil), entries...)
		fresh[0].Title += "!"
		p.SetState(State{})
		b.StartTimer()
		p.SetState(State{Load: Ready, Entries: fresh})
		p.Open()
		b.StopTimer()
		p.Close()
		b.StartTimer()
	}
}

// BenchmarkFilter10000 types one character into the filter over 10,000 entries. The aim is less than 50 ms.
func BenchmarkFilter10000(b *testing.B) {
	for _, typed := range []string{"b", "grosse apfel", "nothing like it"} {
		b.Run(typed, func(b *testing.B) {
			p := benchPicker(b)
			p.SetState(State{Load: Ready, Entries: many(10_000)})
			p.Open()
			for b.Loop() {
				p.popup.filter.SetText(typed)
				b.StopTimer()
				p.popup.filter.SetText("")
				b.StartTimer()
			}
		})
	}
}

// BenchmarkSameState is what a window does at each tick of the queue: give the picker what it shows already.
func BenchmarkSameState(b *testing.B) {
	p := benchPicker(b)
	state := State{Load: Ready, Entries: many(10_000)}
	for b.Loop() {
		p.SetState(state)
	}
}
