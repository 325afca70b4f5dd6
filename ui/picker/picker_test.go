package picker

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"taskdrop/ui/look"
)

// scene is a picker in a window, and what it reported.
type scene struct {
	t         *testing.T
	window    fyne.Window
	picker    *Picker
	state     State
	chosen    []string
	created   []string
	refreshed int
}

// at places its object at a position and size of its own.
type at struct {
	pos  fyne.Position
	size fyne.Size
}

func (a at) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	objects[0].Move(a.pos)
	objects[0].Resize(a.size)
}
func (a at) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

var underHeader = at{fyne.NewPos(258, 14), fyne.NewSize(552, 38)}

func newScene(t *testing.T, state State) *scene {
	return newSceneAt(t, state, fyne.NewSize(960, 660), underHeader)
}

func newSceneAt(t *testing.T, state State, window fyne.Size, place at) *scene {
	t.Helper()
	test.NewTempApp(t)
	test.ApplyTheme(t, look.New(look.ModeLight))
	s := &scene{t: t, state: state}
	s.picker = New(Config{
		Words:     TaskWords(),
		OnChosen:  func(id string) { s.chosen = append(s.chosen, id) },
		OnCreate:  func(name string) { s.created = append(s.created, name) },
		OnRefresh: func() { s.refreshed++ },
	})
	s.picker.SetState(state)
	s.window = test.NewTempWindow(t, &fyne.Container{Layout: place, Objects: []fyne.CanvasObject{s.picker}})
	s.window.SetPadded(false)
	s.window.Resize(window)
	return s
}

func (s *scene) typeText(text string) {
	s.t.Helper()
	typist, ok := s.window.Canvas().Focused().(interface{ TypedRune(rune) })
	if !ok {
		s.t.Fatal("nothing has the focus")
	}
	for _, r := range text {
		typist.TypedRune(r)
		typist = s.window.Canvas().Focused()
	}
}

func (s *scene) press(keys ...fyne.KeyName) {
	s.t.Helper()
	for _, key := range keys {
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: key})
	}
}

// texts are the words on show in the popup, from top to bottom.
func (s *scene) texts() []string {
	top := s.window.Canvas().Overlays().Top()
	if top == nil {
		return nil
	}
	type placed struct {
		words string
		y     float32
	}
	var found []placed
	var walk func(o fyne.CanvasObject, y float32)
	walk = func(o fyne.CanvasObject, y float32) {
		if !o.Visible() {
			return
		}
		y += o.Position().Y
		switch o := o.(type) {
		case *canvas.Text:
			if o.Text != "" {
				found = append(found, placed{o.Text, y})
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child, y)
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child, y)
			}
		}
	}
	walk(top, 0)
	slices.SortStableFunc(found, func(a, b placed) int { return int(a.y - b.y) })
	words := make([]string, len(found))
	for i, f := range found {
		words[i] = f.words
	}
	return words
}

func (s *scene) shows(words string) bool { return slices.Contains(s.texts(), words) }

func (s *scene) wantShown(words ...string) {
	s.t.Helper()
	for _, w := range words {
		if !s.shows(w) {
			s.t.Errorf("the popup does not say %q but %q", w, s.texts())
		}
	}
}

func (s *scene) wantHidden(words ...string) {
	s.t.Helper()
	for _, w := range words {
		if s.shows(w) {
			s.t.Errorf("the popup says %q", w)
		}
	}
}

func (s *scene) wantHighlight(id string) {
	s.t.Helper()
	if got := s.picker.popup.list.activeID(); got != id {
		s.t.Errorf("highlighted %q, want %q", got, id)
	}
}

// row is the drawn line of an entry.
func (s *scene) row(id string) *row {
	s.t.Helper()
	for _, line := range s.picker.popup.list.pool {
		if line.Visible() && line.content.entry.ID == id && line.content.heading == "" {
			return line
		}
	}
	s.t.Fatalf("entry %s is not drawn", id)
	return nil
}

// button finds a button of the popup by its words.
func (s *scene) button(words string) fyne.Tappable {
	s.t.Helper()
	m := s.picker.popup.message
	for _, b := range []*popupButton{m.retry, m.copy} {
		if b.Text == words && b.Visible() && m.Visible() {
			return b
		}
	}
	s.t.Fatalf("no button %q", words)
	return nil
}

func sample() State {
	return State{Load: Ready, Section: "Finanzen", SelectedID: "t1", Recent: []string{"t0"}, Entries: []Entry{
		{ID: "t1", Title: "Steuererklärung 2025", Detail: "due 31 May", Clip: true, Clips: 3},
		{ID: "t2", Title: "Steuererklärung: Rechnungen sammeln", Detail: "due 31 May", Important: true},
		{ID: "t3", Title: "Abrechnung Nebenkosten prüfen", Detail: "no date"},
		{ID: "t0", Title: "Rechnungen Q4 ablegen", Detail: "due tomorrow", Clip: true, Clips: 7},
		{ID: "t4", Title: "Rechnung an Kunde 🎨 Müller", Detail: "due 2 Dec"},
		{ID: "t5", Title: "Rechnung an Kunde 🎨 Müller", Detail: "due 9 Dec"},
		{ID: "t6", Title: "Alte Rechnung", Detail: "no date", Done: true},
	}}
}

func many(n int) []Entry {
	entries := make([]Entry, n)
	for i := range entries {
		entries[i] = Entry{ID: fmt.Sprint("id-", i), Title: fmt.Sprintf("Beleg Nr. %d prüfen – Größe Äpfel", i), Detail: "no date"}
	}
	return entries
}

func TestOpensByTapAndByKeys(t *testing.T) {
	ways := map[string]func(*scene){
		"tap":   func(s *scene) { test.Tap(s.picker) },
		"Enter": func(s *scene) { s.window.Canvas().Focus(s.picker); s.press(fyne.KeyReturn) },
		"Down":  func(s *scene) { s.window.Canvas().Focus(s.picker); s.press(fyne.KeyDown) },
		"Space": func(s *scene) {
			s.window.Canvas().Focus(s.picker)
			s.press(fyne.KeySpace)
			s.typeText(" ") // a desktop sends the character too, and the filter has the focus by then
		},
	}
	for name, open := range ways {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, sample())
			open(s)
			if !s.picker.Opened() {
				t.Fatal("it stayed closed")
			}
			if s.window.Canvas().Focused() != s.picker.popup.filter {
				t.Error("the filter has no focus")
			}
			if got := s.picker.popup.filter.Text; got != "" {
				t.Errorf("the filter says %q", got)
			}
			s.wantShown("RECENT", "FINANZEN", "Abrechnung Nebenkosten prüfen", "New task…", "6")
			s.wantHighlight("t1")
		})
	}
}

func TestTypingOnTheButtonBeginsTheFilter(t *testing.T) {
	s := newScene(t, sample())
	s.window.Canvas().Focus(s.picker)
	s.typeText("neb")
	if got := s.picker.popup.filter.Text; got != "neb" {
		t.Errorf("the filter says %q", got)
	}
	s.wantHighlight("t3")
}

func TestFilterCountsRanksAndChooses(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.typeText("RECHN")
	s.wantShown("5 of 6", "RECENT", "New task “RECHN”…")
	var titles []string
	for _, it := range s.picker.popup.list.items {
		if it.entry >= 0 {
			titles = append(titles, s.picker.state.Entries[it.entry].ID)
		}
	}
	if want := []string{"t0", "t4", "t5", "t2", "t3"}; !slices.Equal(titles, want) {
		t.Errorf("order %v, want recent, then beginning of the title, of a word, inside a word: %v", titles, want)
	}
	s.press(fyne.KeyReturn)
	if !slices.Equal(s.chosen, []string{"t0"}) {
		t.Errorf("chose %v", s.chosen)
	}
	if s.picker.Opened() || s.window.Canvas().Focused() != s.picker {
		t.Error("it did not close and take the focus back")
	}
}

func TestTwoTasksOfOneNameAreTwo(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.typeText("muller")
	s.wantShown("due 2 Dec", "due 9 Dec", "2 of 6")
	s.press(fyne.KeyDown, fyne.KeyEnter)
	test.Tap(s.picker)
	s.typeText("muller")
	test.Tap(s.row("t4"))
	if want := []string{"t5", "t4"}; !slices.Equal(s.chosen, want) {
		t.Errorf("chose %v, want %v", s.chosen, want)
	}
}

func TestChoosingTheChosenOneOnlyCloses(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.press(fyne.KeyReturn)
	if len(s.chosen) != 0 || s.picker.Opened() {
		t.Errorf("reported %v, opened %t", s.chosen, s.picker.Opened())
	}
}

func TestKeysMoveTheHighlight(t *testing.T) {
	s := newScene(t, State{Load: Ready, Entries: many(200)})
	test.Tap(s.picker)
	page := s.picker.popup.list.page()
	for _, step := range []struct {
		keys []fyne.KeyName
		want int
	}{
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown}, 2},
		{[]fyne.KeyName{fyne.KeyUp}, 1},
		{[]fyne.KeyName{fyne.KeyPageDown}, 1 + page},
		{[]fyne.KeyName{fyne.KeyPageUp}, 1},
		{[]fyne.KeyName{fyne.KeyEnd}, 199},
		{[]fyne.KeyName{fyne.KeyPageDown}, 199},
		{[]fyne.KeyName{fyne.KeyHome}, 0},
		{[]fyne.KeyName{fyne.KeyUp, fyne.KeyPageUp}, 0},
	} {
		s.press(step.keys...)
		want := fmt.Sprint("id-", step.want)
		s.wantHighlight(want)
		if line := s.row(want); !line.content.active {
			t.Errorf("after %v the row %s is not lit", step.keys, want)
		}
	}
}

func TestEscapeAndTapBesideClose(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.press(fyne.KeyEscape)
	if s.picker.Opened() || s.window.Canvas().Focused() != s.picker {
		t.Error("Escape did not close and give the focus back")
	}
	test.Tap(s.picker)
	test.TapCanvas(s.window.Canvas(), fyne.NewPos(5, 600))
	if s.picker.Opened() {
		t.Error("a tap beside did not close")
	}
	test.Tap(s.picker)
	test.TapCanvas(s.window.Canvas(), s.picker.popup.card.Position().AddXY(3, 3))
	if !s.picker.Opened() {
		t.Error("a tap on the card closed")
	}
}

func TestCreating(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.typeText("Reise  ")
	s.picker.popup.filter.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl})
	test.Tap(s.picker)
	s.typeText("zzz")
	s.press(fyne.KeyReturn) // nothing is highlighted: nothing happens
	if !s.picker.Opened() {
		t.Fatal("Enter without a match closed the popup")
	}
	s.press(fyne.KeyDown, fyne.KeyReturn)
	if want := []string{"Reise", "zzz"}; !slices.Equal(s.created, want) {
		t.Errorf("created %q, want %q", s.created, want)
	}
	if len(s.chosen) != 0 {
		t.Errorf("chose %v", s.chosen)
	}
}

func TestCreatingWithoutANameAsksForIt(t *testing.T) {
	for name, press := range map[string]func(*scene){
		"keys": func(s *scene) { s.press(fyne.KeyEnd, fyne.KeyDown, fyne.KeyReturn) },
		"tap":  func(s *scene) { test.Tap(s.picker.popup.foot) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, sample())
			test.Tap(s.picker)
			press(s)
			s.wantShown("Name of the new task")
			if !s.picker.Opened() || len(s.created) != 0 {
				t.Fatalf("opened %t, created %q", s.picker.Opened(), s.created)
			}
			s.typeText("Rechnung") // entries of the name are still shown, but Enter makes a new one
			s.wantShown("Rechnungen Q4 ablegen")
			s.press(fyne.KeyReturn)
			if !slices.Equal(s.created, []string{"Rechnung"}) || len(s.chosen) != 0 {
				t.Errorf("created %q, chose %q", s.created, s.chosen)
			}
			test.Tap(s.picker)
			s.wantHidden("Name of the new task")
			s.wantHighlight("t1")
		})
	}
}

func TestTypingLeavesTheFoot(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.press(fyne.KeyEnd, fyne.KeyDown)
	s.typeText("neb")
	s.wantHighlight("t3")
}

func TestUpFromTheFootGoesToTheLastEntry(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.press(fyne.KeyEnd, fyne.KeyDown)
	if !s.picker.popup.foot.active {
		t.Fatal("Down below the last entry did not reach the foot")
	}
	s.wantHighlight("")
	s.press(fyne.KeyUp)
	s.wantHighlight("t5")
}

func TestEntriesReplacedWhileOpen(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.typeText("rechn")
	s.press(fyne.KeyDown) // t4
	s.wantHighlight("t4")

	more := sample()
	more.Entries = append([]Entry{{ID: "new", Title: "Rechnung Strom"}}, more.Entries...)
	s.picker.SetState(more)
	s.wantHighlight("t4")
	s.wantShown("Rechnung Strom", "6 of 7")
	if got := s.picker.popup.filter.Text; got != "rechn" {
		t.Errorf("the filter says %q", got)
	}

	more.Entries = []Entry{{ID: "new", Title: "Rechnung Strom"}}
	s.picker.SetState(more)
	s.wantHighlight("new")
	s.press(fyne.KeyReturn)
	if !slices.Equal(s.chosen, []string{"new"}) {
		t.Errorf("chose %v", s.chosen)
	}
}

func TestTheChoiceOnTheButtonSurvivesLoading(t *testing.T) {
	s := newScene(t, sample())
	value := func() string {
		return test.WidgetRenderer(s.picker).(*buttonRenderer).value.Text
	}
	if value() != "Steuererklärung 2025" {
		t.Errorf("the button says %q", value())
	}
	s.picker.SetState(State{Load: Loading, SelectedID: "t1", SelectedText: "Steuererklärung 2025"})
	if value() != "Steuererklärung 2025" {
		t.Errorf("while loading the button says %q", value())
	}
	s.picker.SetState(State{Load: Ready, SelectedID: "t1", Entries: []Entry{{ID: "t1", Title: "Steuer 2025, umbenannt"}}})
	if value() != "Steuer 2025, umbenannt" {
		t.Errorf("after a new name the button says %q", value())
	}
	s.picker.SetState(State{Load: Ready, Entries: s.state.Entries})
	if value() != "Choose a task" {
		t.Errorf("without a choice the button says %q", value())
	}
}

func TestStatesInsideThePopup(t *testing.T) {
	s := newScene(t, State{Load: Loading})
	test.Tap(s.picker)
	s.wantShown("Loading tasks…")

	s.picker.SetState(State{Load: Ready})
	s.wantShown("No tasks in this list yet", "New task…")

	s.picker.SetState(State{Load: Ready, Entries: []Entry{{ID: "d", Title: "Alt", Done: true}}})
	s.wantShown("Everything here is completed", "Show completed")

	s.picker.SetState(sample())
	s.typeText("zzz")
	s.wantShown("No task matches “zzz”", "0 of 6")
	s.wantHidden("No tasks in this list yet")

	refreshing := sample()
	refreshing.Load = Refreshing
	s.picker.SetState(refreshing)
	if u := s.picker.popup; !u.busy.Visible() || u.refresh.Visible() {
		t.Error("nothing says that entries are read again")
	}
}

func TestFailedOffersToTryAgainAndToCopyDetails(t *testing.T) {
	s := newScene(t, State{Load: Failed, Problem: "No network. Try again.", Detail: "request-id 17"})
	test.Tap(s.picker)
	s.wantShown("No network. Try again.")
	test.Tap(s.button("Try again"))
	if s.refreshed != 1 || !s.picker.Opened() {
		t.Errorf("refreshed %d times, opened %t", s.refreshed, s.picker.Opened())
	}
	test.Tap(s.button("Copy details"))
	if got := fyne.CurrentApp().Clipboard().Content(); got != "request-id 17" {
		t.Errorf("copied %q", got)
	}

	old := sample()
	old.Load, old.Problem = Failed, "No network. Try again."
	s.picker.SetState(old)
	s.wantShown("No network. Try again.", "Abrechnung Nebenkosten prüfen")
}

func TestRefreshButton(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	test.Tap(s.picker.popup.refresh)
	if s.refreshed != 1 || !s.picker.Opened() {
		t.Errorf("refreshed %d times, opened %t", s.refreshed, s.picker.Opened())
	}
}

func TestCompletedOnRequest(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	s.wantHidden("Alte Rechnung")
	test.Tap(s.picker.popup.done)
	s.wantShown("Alte Rechnung", "no date · completed", "7")
	s.window.Canvas().Focus(s.picker.popup.done)
	s.press(fyne.KeySpace)
	s.wantHidden("Alte Rechnung")
	s.press(fyne.KeyEscape)
	if s.picker.Opened() {
		t.Error("Escape beside the filter did not close")
	}
	if s.picker.popup.done.focused {
		t.Error("the closed popup kept the focus")
	}

	chosen := sample()
	chosen.SelectedID = "t6"
	s.picker.SetState(chosen)
	test.Tap(s.picker)
	s.wantShown("Alte Rechnung")
}

func TestNothingToCreateAndNothingCompletedHasNoFoot(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, look.New(look.ModeLight))
	p := New(Config{Words: ListWords()})
	p.SetState(State{Load: Ready, Entries: []Entry{{ID: "a", Title: "A"}}})
	w := test.NewTempWindow(t, p)
	w.Resize(fyne.NewSize(600, 400))
	test.Tap(p)
	s := &scene{t: t, window: w, picker: p}
	s.wantHidden("New list…", "Show completed")
	s.press(fyne.KeyDown)
	s.wantHighlight("a")
}

func TestDisabledStaysShut(t *testing.T) {
	s := newScene(t, State{Disabled: true})
	test.Tap(s.picker)
	s.picker.Open()
	if s.picker.Opened() {
		t.Error("a disabled picker opened")
	}
	s.picker.SetState(sample())
	test.Tap(s.picker)
	if !s.picker.Opened() {
		t.Fatal("an enabled picker stayed shut")
	}
	s.picker.SetState(State{Disabled: true})
	if s.picker.Opened() {
		t.Error("it stayed open when it was disabled")
	}
}

func TestAttentionIsDrawnCalmly(t *testing.T) {
	s := newScene(t, sample())
	ground := test.WidgetRenderer(s.picker).(*buttonRenderer).ground
	quiet := ground.StrokeColor
	s.picker.SetAttention(true)
	if ground.StrokeColor != look.Color(look.ColorAccent) || ground.FillColor != look.Color(look.ColorAccentSoft) {
		t.Errorf("border %v, ground %v", ground.StrokeColor, ground.FillColor)
	}
	s.picker.SetAttention(false)
	if ground.StrokeColor != quiet {
		t.Error("attention stayed")
	}
}

func TestPointerHighlightsWithoutScrolling(t *testing.T) {
	s := newScene(t, State{Load: Ready, Entries: many(100)})
	test.Tap(s.picker)
	before := s.picker.popup.list.scroll.Offset
	line := s.row("id-2")
	line.MouseIn(&desktop.MouseEvent{})
	s.wantHighlight("id-0") // the list moved under a still pointer
	line.MouseMoved(&desktop.MouseEvent{})
	s.wantHighlight("id-2")
	if s.picker.popup.list.scroll.Offset != before {
		t.Error("the list scrolled")
	}
	s.press(fyne.KeyDown)
	s.wantHighlight("id-3")
}

func TestOpensOnAChoiceFarDownInSight(t *testing.T) {
	s := newScene(t, State{Load: Ready, Entries: many(10_000), SelectedID: "id-7000"})
	test.Tap(s.picker)
	s.wantHighlight("id-7000")
	if line := s.row("id-7000"); !line.content.chosen {
		t.Error("the choice has no mark")
	}
	if drawn := len(s.picker.popup.list.pool); drawn > 20 {
		t.Errorf("%d rows are drawn for 10,000 entries", drawn)
	}
}

func TestANotchOfTheWheelPassesThreeRows(t *testing.T) {
	s := newScene(t, State{Load: Ready, Entries: many(10_000)})
	test.Tap(s.picker)
	list := s.picker.popup.list
	over := fyne.CurrentApp().Driver().AbsolutePositionForObject(list.scroll).AddXY(20, 20)
	for range 100 {
		test.Scroll(s.window.Canvas(), over, 0, -25)
	}
	if want := 300 * rowHeight; list.scroll.Offset.Y != want {
		t.Errorf("100 notches scroll %v, want 300 rows of %v", list.scroll.Offset.Y, rowHeight)
	}
	test.Scroll(s.window.Canvas(), over, 0, -25*100_000)
	if lowest := list.height() - list.scroll.Size().Height; list.scroll.Offset.Y != lowest {
		t.Errorf("the end of the list is scrolled past: %v of %v", list.scroll.Offset.Y, lowest)
	}
}

func TestThePopupFitsTheWindow(t *testing.T) {
	small := fyne.NewSize(560, 420)
	for name, place := range map[string]at{
		"header, left":  {fyne.NewPos(18, 14), fyne.NewSize(150, 38)},
		"header, right": {fyne.NewPos(400, 14), fyne.NewSize(150, 38)},
		"bottom":        {fyne.NewPos(18, 370), fyne.NewSize(300, 38)},
		"middle":        {fyne.NewPos(18, 190), fyne.NewSize(300, 38)},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSceneAt(t, State{Load: Ready, Entries: many(1000)}, small, place)
			test.Tap(s.picker)
			card := s.picker.popup.card
			from, to := card.Position(), card.Position().Add(card.Size())
			if from.X < 0 || from.Y < 0 || to.X > small.Width || to.Y > small.Height {
				t.Errorf("the card reaches from %v to %v", from, to)
			}
			if from.Y < place.pos.Y+place.size.Height && to.Y > place.pos.Y {
				t.Errorf("the card from %v to %v covers the button at %v", from.Y, to.Y, place.pos.Y)
			}
			if seen := s.picker.popup.list.Size().Height; seen < rowHeight {
				t.Errorf("only %v of the list is in sight", seen)
			}
		})
	}
}

func TestTitlesStayInTheirRow(t *testing.T) {
	long := strings.Repeat("Sehr lange Aufgabe 👩‍👩‍👧‍👦 確定申告 ", 40)
	titles := map[string]string{
		"long": long, "emoji": "👩‍👩‍👧‍👦🇩🇪🏳️‍🌈❤️", "cjk": "確定申告の領収書をまとめる", "hebrew": "חשבונית לדצמבר", "arabic": "فاتورة الكهرباء",
		"mixed": "Rechnung חשבונית 2025", "breaks": "eins\nzwei\r\n\tdrei", "bytes": "kaputt\xff\xfe", "marks": strings.Repeat("a\u0301\u0302\u0303", 300),
	}
	var entries []Entry
	for id, title := range titles {
		entries = append(entries, Entry{ID: id, Title: title, Detail: long, Clip: true, Clips: 1234})
	}
	s := newSceneAt(t, State{Load: Ready, Entries: entries}, fyne.NewSize(560, 900), at{fyne.NewPos(18, 14), fyne.NewSize(200, 38)})
	for id := range titles {
		s.picker.SetState(State{Load: Ready, Entries: entries, SelectedID: id})
		test.Tap(s.picker)
		line := s.row(id)
		for _, text := range []*canvas.Text{line.title.text, line.detail} {
			if end := text.Position().X + text.MinSize().Width; end > line.Size().Width-rowPad {
				t.Errorf("%s: %q ends at %v of %v", id, text.Text, end, line.Size().Width)
			}
			if strings.ContainsAny(text.Text, "\n\r\t") {
				t.Errorf("%s: %q breaks the line", id, text.Text)
			}
		}
		value := test.WidgetRenderer(s.picker).(*buttonRenderer).value
		if end := value.Position().X + value.MinSize().Width; end > 200 {
			t.Errorf("%s: the button's text %q ends at %v", id, value.Text, end)
		}
		s.typeText("de")
		s.picker.Close()
	}
}

func TestANarrowButtonShowsTheChoiceBeforeTheLabel(t *testing.T) {
	for _, c := range []struct {
		width float32
		title string
		label bool
	}{
		{230, "Finanzen", true}, {150, "Finanzen", true}, {150, "Haushalt und Garten", false}, {552, strings.Repeat("lang ", 50), true},
	} {
		s := newSceneAt(t, State{SelectedID: "a", SelectedText: c.title}, fyne.NewSize(960, 660), at{fyne.NewPos(18, 14), fyne.NewSize(c.width, 38)})
		button := test.WidgetRenderer(s.picker).(*buttonRenderer)
		if button.label.Visible() != c.label {
			t.Errorf("%q on %v: label shown %t, want %t", c.title, c.width, button.label.Visible(), c.label)
		}
	}
}

func TestSetStateWithTheSameDoesNothing(t *testing.T) {
	s := newScene(t, sample())
	test.Tap(s.picker)
	built := s.picker.index
	s.picker.SetState(sample()) // equal, not identical
	if s.picker.index != built {
		t.Error("equal entries were folded again")
	}
}

func TestGoldens(t *testing.T) {
	t.Run("chosen", func(t *testing.T) {
		s := newScene(t, sample())
		test.AssertObjectRendersToMarkup(t, "chosen.xml", s.picker)
	})
	t.Run("attention", func(t *testing.T) {
		s := newScene(t, State{Load: Ready})
		s.picker.SetAttention(true)
		test.AssertObjectRendersToMarkup(t, "attention.xml", s.picker)
	})
	t.Run("open", func(t *testing.T) {
		s := newScene(t, sample())
		test.Tap(s.picker)
		s.typeText("rechn")
		test.AssertObjectRendersToMarkup(t, "open.xml", s.picker.popup.list)
	})
}
