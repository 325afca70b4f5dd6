package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"golang.org/x/text/language"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

func TestRowsSayTheirState(t *testing.T) {
	item := func(change func(*service.Item)) *service.Item {
		i := &service.Item{ID: 1, Name: "a.pdf", Size: 8_400_000, Sent: 4_200_000, Rate: 2.1e6, State: service.ItemRunning, Target: target()}
		change(i)
		return i
	}
	waiting := func(reason service.WaitReason, after time.Duration) func(*service.Item) {
		return func(i *service.Item) {
			i.Wait.Reason = reason
			if after > 0 {
				i.Wait.Until = noon.Add(after)
			}
		}
	}
	cases := []struct {
		change func(*service.Item)
		want   string
		colour fyne.ThemeColorName
		bar    bool
	}{
		{func(*service.Item) {}, "4.2 of 8.4\u00a0MB · 2.1\u00a0MB/s · 2\u00a0s left", look.ColorSecondary, true},
		{func(i *service.Item) { i.Rate = 0 }, "4.2 of 8.4\u00a0MB", look.ColorSecondary, true},
		{func(i *service.Item) { i.Sent, i.Rate = 0, 0 }, "8.4\u00a0MB · starting…", look.ColorSecondary, true},
		{func(i *service.Item) { i.Sent = i.Size }, "8.4\u00a0MB · finishing…", look.ColorSecondary, true},
		{func(i *service.Item) { i.Target.TaskID = "t9" }, "4.2 of 8.4\u00a0MB · 2.1\u00a0MB/s · 2\u00a0s left · for “Steuererklärung 2025”", look.ColorSecondary, true},
		{waiting(service.WaitTurn, 0), "8.4\u00a0MB · waits for its turn", look.ColorSecondary, true},
		{func(i *service.Item) {
			i.Wait = service.Wait{Reason: service.WaitAnswer, Since: noon.Add(-20500 * time.Millisecond)}
		},
			"4.2 of 8.4\u00a0MB · No answer for 20\u00a0s, still trying", look.ColorWaiting, true},
		{waiting(service.WaitThrottled, 10*time.Second), "Microsoft asked for a pause · goes on at 14:32:10", look.ColorWaiting, true},
		{waiting(service.WaitPace, time.Minute), "Microsoft takes 150\u00a0MB in 5\u00a0minutes, and they are used up · goes on at 14:33:00", look.ColorWaiting, true},
		{waiting(service.WaitRetry, 5*time.Second), "8.4\u00a0MB · again in 5\u00a0s · The connection failed", look.ColorWaiting, true},
		{func(i *service.Item) { waiting(service.WaitRetry, 5*time.Second)(i); i.Wait.Status = 503 },
			"8.4\u00a0MB · again in 5\u00a0s · The server answered 503", look.ColorWaiting, true},
		{waiting(service.WaitRetry, 0), "8.4\u00a0MB · trying again · The connection failed", look.ColorWaiting, true},
		{func(i *service.Item) {
			waiting(service.WaitRetry, 5*time.Second)(i)
			i.Problem = &service.Problem{Key: "test.changed", Text: "The file changed meanwhile"}
		}, "8.4\u00a0MB · again in 5\u00a0s · The file changed meanwhile", look.ColorWaiting, true},
		{func(i *service.Item) {
			waiting(service.WaitRetry, 5*time.Second)(i)
			i.Wait.Why = &service.Problem{Key: "test.proxy", Text: "The proxy wants a password"}
		}, "The proxy wants a password · again in 5\u00a0s", look.ColorWaiting, false},
		{waiting(service.WaitCheck, 0), "Checking whether it has arrived", look.ColorWaiting, true},
		{waiting(service.WaitSibling, 0), "Waits for another file of this name", look.ColorWaiting, true},
		{func(i *service.Item) { i.State = service.ItemPacking }, "packing… · 4.2 of 8.4\u00a0MB", look.ColorSecondary, true},
		{func(i *service.Item) {
			waiting(service.WaitTurn, 0)(i)
			i.State, i.Sent = service.ItemPacking, 0
		}, "8.4\u00a0MB · waits for its turn", look.ColorSecondary, false},
		{func(i *service.Item) { i.State, i.Sent = service.ItemQueued, 0 }, "8.4\u00a0MB · waits for its turn", look.ColorSecondary, false},
		{func(i *service.Item) { i.State, i.Target = service.ItemUnassigned, service.Target{} }, "8.4\u00a0MB · waits for a task: choose one above", look.ColorWaiting, false},
		{func(i *service.Item) { i.State = service.ItemPaused }, "4.2 of 8.4\u00a0MB · paused", look.ColorWaiting, true},
		{func(i *service.Item) { i.State, i.Held = service.ItemPaused, true }, "8.4\u00a0MB · checking whether the task has it already…", look.ColorSecondary, false},
		{func(i *service.Item) { i.ID, i.State, i.Held = heldForStart, service.ItemPaused, true }, "8.4\u00a0MB · waits until you start it", look.ColorWaiting, false},
		{func(i *service.Item) { i.ID, i.State, i.Held = heldForAnswer, service.ItemPaused, true }, "8.4\u00a0MB · waits for your answer: the task has it already", look.ColorWaiting, false},
		{func(i *service.Item) { i.State = service.ItemSignIn }, "8.4\u00a0MB · waits until you sign in again", look.ColorWaiting, true},
		{func(i *service.Item) { i.State, i.Finished = service.ItemAttached, noon }, "8.4\u00a0MB · attached today, 14:32", look.ColorSecondary, false},
		{func(i *service.Item) { i.State = service.ItemUndone }, "8.4\u00a0MB · taken off the task again", look.ColorSecondary, false},
		{func(i *service.Item) {
			i.State = service.ItemFailed
			i.Problem = &service.Problem{Key: "test.gone", Text: "{{.Name}} is gone.\nPut it back.", Args: map[string]string{"Name": "a.pdf"}}
		}, "a.pdf is gone. Put it back.", look.ColorBad, false},
		{func(i *service.Item) { i.State = service.ItemFailed }, "Something went wrong, and nothing more is known about it.", look.ColorBad, false},
	}
	for _, c := range cases {
		item := item(c.change)
		got := describe(item, heldFor[item.ID], "t1", format.New(language.English), noon)
		if got.text != c.want || got.colour != c.colour || got.bar != c.bar {
			t.Errorf("got %q (%s, bar %v), want %q (%s, bar %v)", got.text, got.colour, got.bar, c.want, c.colour, c.bar)
		}
	}
}

// Ids of items that are held.
const (
	heldForStart  = 41
	heldForAnswer = 42
)

var heldFor = map[uint64]service.HeldFor{heldForStart: service.HeldForStart, heldForAnswer: service.HeldForAnswer}

func TestAHeldRowOffersWhatItWaitsFor(t *testing.T) {
	for id, want := range map[uint64][]string{
		40:            {"Cancel this upload"},
		heldForStart:  {"Start", "Cancel this upload"},
		heldForAnswer: {"Answer the question", "Cancel this upload"},
	} {
		s := signedIn()
		s.HeldFor = heldFor
		s.Queue.Items = []*service.Item{{ID: id, Name: "bill.pdf", Size: 10, State: service.ItemPaused, Held: true, Target: target()}}
		s.Queue.Totals = service.Totals{Files: 1, Paused: 1, Held: 1}
		f := newFixture(t, s)
		var tips []string
		for _, button := range uitest.Objects[*widgets.RowButton](f.rows()[0]) {
			tips = append(tips, button.Tip())
		}
		if !slices.Equal(tips, want) {
			t.Errorf("item %d offers %q, want %q", id, tips, want)
		}
		if len(want) > 1 {
			f.queue.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			if got := f.service.taken(); got != fmt.Sprintf("resume %d", id) {
				t.Errorf("the key does %q", got)
			}
		}
	}
}

// everyState has one item of each state, with the state as its id.
func everyState() service.Snapshot {
	s := signedIn()
	for state := service.ItemUnassigned; state <= service.ItemPacking; state++ {
		item := &service.Item{ID: uint64(state), Name: fmt.Sprintf("%d.pdf", state), Size: 10, State: state, Target: target()}
		if state == service.ItemFailed {
			item.Problem = &service.Problem{Key: "test.bad", Text: "It did not work.", Detail: "request-id 5a7f"}
		}
		s.Queue.Items = append(s.Queue.Items, item)
	}
	s.Queue.Totals = service.Totals{Files: len(s.Queue.Items), Running: 1, Bytes: 80}
	return s
}

func TestEachRowOffersWhatFitsAndDoesIt(t *testing.T) {
	want := map[service.ItemState][]string{
		service.ItemUnassigned: {"opens tasks", "cancel 0"},
		service.ItemQueued:     {"pause 1", "cancel 1"},
		service.ItemRunning:    {"pause 2", "cancel 2"},
		service.ItemPaused:     {"resume 3", "cancel 3"},
		service.ItemSignIn:     {"sign in again mia", "cancel 4"},
		service.ItemAttached:   {"open task l1 t1", "undo 5"},
		service.ItemFailed:     {"retry 6", "opens details", "cancel 6"},
		service.ItemUndone:     {"cancel 7"},
		service.ItemPacking:    {"pause 8", "cancel 8"},
	}
	f := newFixture(t, everyState())
	f.window.Resize(fyne.NewSize(960, 1000)) // all rows on show
	rows := f.rows()
	if len(rows) != len(want) {
		t.Fatalf("%d rows on show, want %d", len(rows), len(want))
	}
	for i, row := range rows {
		var did []string
		for _, button := range uitest.Objects[*widgets.RowButton](row) {
			if button.Tip() == "" {
				t.Errorf("state %d: a button without words", i)
			}
			test.Tap(button)
			switch {
			case f.header.tasks.Opened():
				did = append(did, "opens tasks")
			case len(f.modals) > 0:
				did = append(did, "opens details")
			default:
				did = append(did, f.service.taken())
			}
			f.escape()
			f.service.taken()
		}
		if state := service.ItemState(i); !slices.Equal(did, want[state]) {
			t.Errorf("state %d: buttons do %q, want %q", state, did, want[state])
		}
	}
}

func TestAttachedRowsShowACheckMark(t *testing.T) {
	f := newFixture(t, everyState())
	f.window.Resize(fyne.NewSize(960, 1000))
	for i, row := range f.rows() {
		if got := row.parts.mark.Visible(); got != (service.ItemState(i) == service.ItemAttached) {
			t.Errorf("state %d: check mark %v", i, got)
		}
	}
}

func TestQueueByKeyboard(t *testing.T) {
	f := newFixture(t, everyState())
	f.window.Canvas().Focus(f.queue.list)
	for _, c := range []struct {
		down int
		key  fyne.KeyName
		want string
	}{
		{1, fyne.KeySpace, "pause 1"}, {1, fyne.KeyDelete, "cancel 2"}, {1, fyne.KeySpace, "resume 3"},
		{1, fyne.KeyS, "sign in again mia"}, {1, fyne.KeyU, "undo 5"}, {0, fyne.KeyO, "open task l1 t1"},
		{1, fyne.KeyR, "retry 6"}, {1, fyne.KeyBackspace, "cancel 7"}, {5, fyne.KeyDelete, "cancel 8"}, {0, fyne.KeyR, ""},
	} {
		for range c.down {
			f.key(fyne.KeyDown)
		}
		f.key(c.key)
		f.called(c.want)
	}
	f.key(fyne.KeyHome)
	f.key(fyne.KeyUp)
	f.key(fyne.KeyDelete)
	f.called("cancel 0")
	f.key(fyne.KeyF5)
	f.called("refresh")
}

func TestTheRowUnderTheKeyboardIsMarked(t *testing.T) {
	f := newFixture(t, atWork())
	marked := func() (at []int) {
		for i, row := range f.rows() {
			if row.shown.focused && row.parts.ground.Visible() {
				at = append(at, i)
			}
		}
		return at
	}
	if got := marked(); len(got) != 0 {
		t.Errorf("marked without the keyboard: %v", got)
	}
	f.window.Canvas().Focus(f.queue.list)
	f.key(fyne.KeyDown)
	if got := marked(); !slices.Equal(got, []int{1}) {
		t.Errorf("marked %v, want row 1", got)
	}
	f.window.Canvas().Unfocus()
	if got := marked(); len(got) != 0 {
		t.Errorf("marked after the keyboard left: %v", got)
	}
}

func TestRowMenuOffersTheSameByRightClickAndEnter(t *testing.T) {
	f := newFixture(t, atWork())
	open := func() int {
		if menu := f.openMenu(); menu != nil {
			return len(menu.Items)
		}
		return 0
	}
	test.TapSecondary(f.rows()[3])
	if got := open(); got != 5 { // with a line, and the shortcut
		t.Errorf("right click on a failed file opens %d lines, want 5", got)
	}
	f.escape()
	f.window.Canvas().Focus(f.queue.list)
	f.key(fyne.KeyEnd)
	f.key(fyne.KeyReturn)
	if got := open(); got != 4 {
		t.Errorf("Enter on an attached file opens %d lines, want 4", got)
	}
}

func TestFilter(t *testing.T) {
	f := newFixture(t, everyState())
	f.window.Resize(fyne.NewSize(960, 1000))
	for words, want := range map[string][]uint64{
		textFilterUnfinished(): {0, 1, 2, 3, 4, 8}, "Failed 1": {6}, textFilterDone(): {5, 7}, textFilterAll(): {0, 1, 2, 3, 4, 5, 6, 7, 8},
	} {
		f.press(words)
		var got []uint64
		for _, item := range f.queue.shown {
			got = append(got, item.ID)
		}
		if !slices.Equal(got, want) || len(f.rows()) != len(want) {
			t.Errorf("%s: items %v in %d rows, want %v", words, got, len(f.rows()), want)
		}
	}
	f.press("Failed 1")
	s := everyState()
	s.Queue.Items = s.Queue.Items[:2]
	f.show(s)
	if !f.says(textNoneFailed()) || len(f.rows()) != 0 {
		t.Error("a filter that leaves nothing says nothing")
	}
}

func TestDetailsCanBeCopied(t *testing.T) {
	f := newFixture(t, atWork())
	f.doRowAction(actDetails, f.snapshot.Queue.Items[3])
	f.press(words.CopyDetails())
	want := "/home/mia/Kontoauszüge.zip\nTo Do takes files up to 25 MB. Send a smaller one.\n413 RequestEntityTooLarge request-id 5a7f"
	if got := f.app.Clipboard().Content(); got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
	f.press(textActionRetry())
	f.called("retry 4")
}

func TestLongNamesKeepTheirEnding(t *testing.T) {
	s := atWork()
	s.Queue.Items[0] = &service.Item{ID: 1, Name: strings.Repeat("Ein sehr langer Name – ", 40) + "Ende.pdf", Size: 5, State: service.ItemRunning, Target: target()}
	f := newFixture(t, s)
	f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
	row := f.rows()[0]
	buttons := uitest.Objects[*widgets.RowButton](row)
	left := buttons[0].Position().X
	for _, line := range []fyne.CanvasObject{row.parts.name, row.parts.line} {
		if end := line.Position().X + line.Size().Width; end > left {
			t.Errorf("text ends at %v, over the button at %v", end, left)
		}
	}
}

// manyItems is a queue as long as people have tried.
func manyItems(n int) service.Snapshot {
	s := signedIn()
	for i := range n {
		s.Queue.Items = append(s.Queue.Items, &service.Item{
			ID: uint64(i), Name: fmt.Sprintf("page %05d.png", i), Size: 1_000_000, Sent: 500_000, Rate: 1e6, State: service.ItemRunning, Target: target()})
	}
	s.Queue.Totals = service.Totals{Files: n, Running: n, Bytes: int64(n) * 1e6}
	return s
}

func TestTenThousandRowsCostWhatTheVisibleOnesCost(t *testing.T) {
	f := newFixture(t, manyItems(10_000))
	if rows := len(f.rows()); rows > 12 {
		t.Errorf("%d rows exist for a window that shows 6", rows)
	}
	f.queue.list.ScrollTo(9_999)
	if !strings.Contains(f.rows()[len(f.rows())-1].shown.name, "09999") {
		t.Error("the last row is not on show")
	}
	allocations := testing.AllocsPerRun(20, func() { f.queue.setItems(f.snapshot.Queue.Items, nil, "t1") })
	if allocations > 5 {
		t.Errorf("a tick in which nothing moved allocates %v times", allocations)
	}
}

func TestANotchOfTheWheelPassesThreeRows(t *testing.T) {
	f := newFixture(t, manyItems(300))
	over := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.queue.list.object).AddXY(100, 100)
	test.Scroll(f.window.Canvas(), over, 0, -25)
	if got := f.queue.list.GetScrollOffset(); got != 3*look.RowHeight {
		t.Errorf("a notch scrolls %v, want 3 rows of %v", got, look.RowHeight)
	}
	test.Scroll(f.window.Canvas(), over, 0, 7)
	if got := f.queue.list.GetScrollOffset(); got != 3*look.RowHeight-7 {
		t.Errorf("a touchpad's 7 scroll to %v, want 7 back", got)
	}
	test.Scroll(f.window.Canvas(), over, 0, 2500)
	if got := f.queue.list.GetScrollOffset(); got != 0 {
		t.Errorf("100 notches up scroll to %v, want the first row", got)
	}
}

func TestAttachmentsSayWhyThereAreNone(t *testing.T) {
	f := newFixture(t, atWork())
	f.tabs.Select(tabTask)
	s := atWork()
	for _, c := range []struct {
		change func()
		want   string
	}{
		{func() { s.Attachments = service.Attachments{Load: service.LoadBusy} }, textAttachmentsLoading()},
		{func() { s.Attachments = service.Attachments{Load: service.LoadReady} }, textAttachmentsNone()},
		{func() {
			s.Attachments = service.Attachments{Load: service.LoadFailed, Problem: &service.Problem{Key: "test.no", Text: "No answer. Try again.", Detail: "504"}}
		}, "No answer. Try again."},
		{func() { s.Attachments, s.TaskID = service.Attachments{}, "" }, textAttachmentsNoTask()},
	} {
		c.change()
		f.show(s)
		if got := f.attachments.message.Text(); got != c.want || !f.attachments.notice.Visible() {
			t.Errorf("says %q, want %q", got, c.want)
		}
	}
	s.TaskID, s.Attachments = "t1", service.Attachments{Load: service.LoadFailed, Problem: &service.Problem{Key: "test.no", Text: "No.", Detail: "504"}}
	f.show(s)
	f.press(textActionRetry())
	f.called("refresh")
}

func TestFiltersGiveWayInANarrowWindow(t *testing.T) {
	f := newFixture(t, everyState())
	f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
	for filter, chip := range f.queue.chips {
		chip.Set(fmt.Sprintf("%d: a filter in a wordy language", filter), look.ColorSecondary, filter == 0)
	}
	f.body.Refresh()
	chips := uitest.Objects[*widgets.Chip](f.queue.bar)
	if len(chips) != 1 || chips[0] != f.queue.narrow {
		t.Fatalf("%d chips on show, want the one that opens the rest", len(chips))
	}
	test.Tap(f.queue.narrow)
	menu := f.openMenu()
	if menu == nil || len(menu.Items) != int(filterCount) {
		t.Fatal("the filters are not in a menu")
	}
	test.Tap(menu.Items[filterFailed].(fyne.Tappable))
	if f.queue.filter != filterFailed || len(f.rows()) != 1 {
		t.Error("the menu does not filter")
	}
}

func TestNothingOverlapsInANarrowWindow(t *testing.T) {
	s := everyState()
	s.Queue.Totals = service.Totals{Files: 12345, Attached: 12000, Failed: 340, Retryable: 340, Running: 5, Bytes: 5e10, Sent: 4e10, Rate: 1e6, Left: 5 * time.Hour}
	f := newFixture(t, s)
	f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
	if got := f.window.Content().MinSize(); got.Width > leastWidth || got.Height > leastHeight {
		t.Errorf("the window cannot be smaller than %v", got)
	}
	facts, pause := f.footer.facts, f.footer.pause
	if end := facts.Position().X + facts.Size().Width; end > f.footer.retry.object.Position().X || pause.Position().X+pause.Size().Width > leastWidth {
		t.Errorf("the totals end at %v, under the buttons", end)
	}
}

func TestTheMenuOfAWaitingRowChangesItsPlace(t *testing.T) {
	f := newFixture(t, everyState())
	f.window.Resize(fyne.NewSize(960, 1000)) // all rows on show
	test.TapSecondary(f.rows()[int(service.ItemQueued)])
	menu := f.openMenu()
	for i, want := range []string{"send first 1", "send last 1"} {
		item := menu.Items[len(menu.Items)-4+i] // above a line and the shortcut
		test.Tap(item.(fyne.Tappable))
		if got := f.service.taken(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
