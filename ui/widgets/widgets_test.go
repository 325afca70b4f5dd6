package widgets

import (
	"image/color"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"taskdrop/ui/look"
)

func newTestApp(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(look.ModeLight))
}

func TestShortenFitsAndKeepsWhatMatters(t *testing.T) {
	newTestApp(t)
	const size = look.TextBody
	for _, c := range []struct {
		text, start, end string
		cut              Cut
	}{
		{"A very long name of a file that goes on and on.pdf", "A very", ".pdf", CutMiddle},
		{"A very long sentence that goes on and on", "A very", "…", CutEnd},
		{"no dot at all in this name, which is long as well", "no dot", "well", CutMiddle},
		{strings.Repeat("🧑🏽‍🚀", 60) + ".png", "🧑🏽‍🚀", ".png", CutMiddle},
		{strings.Repeat("e\u0301", 5000), "e\u0301", "…", CutEnd},
	} {
		style := LineStyle{Size: size, Cut: c.cut}
		got := shorten(c.text, 180, style)
		if width := fyne.MeasureText(got, size, fyne.TextStyle{}).Width; width > 180 {
			t.Errorf("%q is %v wide", got, width)
		}
		if !strings.HasPrefix(got, c.start) || !strings.HasSuffix(got, c.end) || !strings.Contains(got, ellipsis) || !utf8.ValidString(got) {
			t.Errorf("got %q, want %q…%q", got, c.start, c.end)
		}
	}
	if got := shorten("short.pdf", 180, LineStyle{Size: size, Cut: CutMiddle}); got != "short.pdf" {
		t.Errorf("what fits became %q", got)
	}
	if got := shorten("a name.pdf", 20, LineStyle{Size: size, Cut: CutMiddle}); utf8.RuneCountInString(got) > 4 {
		t.Errorf("in hardly any room: %q", got)
	}
}

func TestKindOf(t *testing.T) {
	for name, want := range map[string]string{
		"a.PDF": "PDF", "Umsätze.xlsx": "XLS", "x.tar.gz": "ZIP", "photo.HEIC": "IMG", "Makefile": "", ".profile": "", "a.": "",
		"a.dwg": "DWG", "a.longextension": "", "letter.docx": "DOC", "noch.ein.punkt.txt": "TXT", "税.金": "金",
	} {
		if got := KindOf(name).Word; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Mia Berger": "MB", "mia": "M", "Anna-Lena von Stein": "AS", "mia.berger@example.org": "MB", "émile zola": "ÉZ",
		"": "?", "山田 太郎": "山太", "(Demo) Account": "DA",
	} {
		if got := Initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestDashesMeetAroundTheEdge(t *testing.T) {
	img := dashedEdge(200, 100, color.NRGBA{A: 0xff}, dashSizes{radius: 12, line: 2, dash: 7, gap: 5})
	filled := func(x, y int) bool {
		_, _, _, a := img.At(x, y).RGBA()
		return a > 0x8000
	}
	count := func(next func(i int) (x, y int), n int) (dashes int) {
		before := false
		for i := range n {
			now := filled(next(i))
			if now && !before {
				dashes++
			}
			before = now
		}
		return dashes
	}
	top := count(func(i int) (int, int) { return 12 + i, 0 }, 176)
	bottom := count(func(i int) (int, int) { return 12 + i, 99 }, 176)
	left := count(func(i int) (int, int) { return 0, 12 + i }, 76)
	if top < 13 || top > 16 || bottom < 13 || bottom > 16 || left < 5 || left > 8 {
		t.Errorf("dashes: top %d, bottom %d, left %d", top, bottom, left)
	}
	if filled(100, 50) || filled(1, 1) {
		t.Error("the inside or the cut corner is filled")
	}
}

func TestControlsWorkByKeyboard(t *testing.T) {
	newTestApp(t)
	var pressed []string
	press := func(what string) func() { return func() { pressed = append(pressed, what) } }
	button, link, chip := NewButton("Go", Primary, press("button")), NewLink("more", press("link")), NewChip("All", press("chip"))
	icon, avatar := NewIconButton(look.IconGear, "Menu", press("icon")), NewAvatar(press("avatar"))
	off := NewButton("Off", Plain, press("off"))
	off.SetEnabled(false)
	w := test.NewTempWindow(t, container.NewVBox(button, off, link, chip, icon, avatar))
	for range 5 {
		w.Canvas().FocusNext()
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
	if got := strings.Join(pressed, " "); got != "button link chip icon avatar" {
		t.Errorf("Tab and Space reached %q", got)
	}
	test.Tap(off)
	if len(pressed) != 5 {
		t.Error("a button that is off can be pressed")
	}
}

func TestTabsByKeyboardAndMouse(t *testing.T) {
	newTestApp(t)
	var shown []int
	w := test.NewTempWindow(t, nil)
	tabs := NewTabs([]string{"Queue", "On this task"}, func(i int) { shown = append(shown, i) }, w.Canvas().Focus)
	w.SetContent(tabs.Object())
	w.Canvas().Focus(tabs.all[0])
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight}) // the end
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != tabs.Chosen() {
		t.Error("Tab stops at a tab that is not chosen")
	}
	test.Tap(tabs.all[1])
	if len(shown) != 3 || shown[0] != 1 || shown[1] != 0 || shown[2] != 1 || tabs.Selected() != 1 {
		t.Errorf("shown %v", shown)
	}
}

func TestAnEmptyBarHasNoFill(t *testing.T) {
	test.NewTempApp(t)
	bar := NewBar()
	fill := test.WidgetRenderer(bar).Objects()[1]
	bar.Resize(fyne.NewSize(100, look.BarHeight))
	if bar.Set(0.5, look.ColorAccent); !fill.Visible() {
		t.Error("half a bar shows nothing")
	}
	if bar.Set(0, look.ColorAccent); fill.Visible() {
		t.Error("an empty bar leaves a speck")
	}
}

func TestBarStaysInside(t *testing.T) {
	newTestApp(t)
	bar := NewBar()
	test.NewTempWindow(t, bar).Resize(fyne.NewSize(200, 20))
	for _, value := range []float64{-1, 0, 0.001, 0.5, 1, 7} {
		bar.Set(value, look.ColorAccent)
		fill := test.WidgetRenderer(bar).Objects()[1]
		if width := fill.Size().Width; width < 0 || width > bar.Size().Width || (value <= 0) != (width == 0) {
			t.Errorf("%v fills %v of %v", value, width, bar.Size().Width)
		}
	}
}

func TestToastsComeAndGo(t *testing.T) {
	newTestApp(t)
	toasts := NewToasts(never, func() float32 { return 0 })
	t.Cleanup(toasts.Clear)
	test.NewTempWindow(t, toasts.Object())
	for _, text := range []string{"one", "two", "three", "four"} {
		toasts.Show(Toast{Text: text})
	}
	if got := strings.Join(toasts.Texts(), " "); got != "two three four" {
		t.Errorf("up are %q", got)
	}
	toasts.Show(Toast{Text: "stays longer", Action: "Copy", OnAction: func() {}})
	toasts.expire(time.Now().Add(toastStay))
	if got := strings.Join(toasts.Texts(), " "); got != "stays longer" {
		t.Errorf("after a while there are %q", got)
	}
	toasts.expire(time.Now().Add(toastStayAction))
	if got := toasts.Texts(); len(got) != 0 {
		t.Errorf("in the end there are %q", got)
	}
}

func TestToastsGoByTheClock(t *testing.T) {
	newTestApp(t)
	synctest.Test(t, func(t *testing.T) {
		toasts := NewToasts(ByClock, func() float32 { return 0 })
		remove := toasts.Show(Toast{Text: "taken away"})
		toasts.Show(Toast{Text: "stays"})
		remove()
		time.Sleep(toastStay - time.Millisecond)
		synctest.Wait()
		if got := strings.Join(toasts.Texts(), " "); got != "stays" {
			t.Errorf("before its time up are %q", got)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if got := toasts.Texts(); len(got) != 0 {
			t.Errorf("after its time up are %q", got)
		}
	})
}

func TestTipComesAfterARestAndStaysInside(t *testing.T) {
	newTestApp(t)
	button := NewIconButton(look.IconGear, "Menu and settings, a rather long tip", func() {})
	w := test.NewTempWindow(t, container.NewHBox(button))
	tips := NewTips(never, w.Canvas())
	w.SetContent(container.NewStack(container.NewHBox(button), tips.Object()))
	w.Resize(fyne.NewSize(300, 120))
	defer tips.Forget(w.Canvas())

	button.MouseIn(nil)
	if tips.bubble.Visible() {
		t.Error("the tip does not wait for the pointer to rest")
	}
	rested := tips.turn
	tips.due(rested)
	if !tips.bubble.Visible() || tips.text.Objects[0].(*Line).Text() != button.Tip() {
		t.Error("no tip after a rest")
	}
	if at := tips.bubble.Position(); at.X < 0 || at.X+tips.bubble.Size().Width > 300 {
		t.Errorf("the tip leaves the window: %v", at)
	}
	button.MouseOut()
	if tips.bubble.Visible() {
		t.Error("the tip stays")
	}
	button.MouseIn(nil)
	tips.due(rested) // a timer that came too late to be stopped
	button.Tapped(nil)
	tips.due(tips.turn)
	if tips.bubble.Visible() {
		t.Error("the tip comes after the press")
	}
}

// never is a Later whose time does not come: a timer of the clock's would draw beside the test.
func never(time.Duration, func()) (callOff func()) { return func() {} }
