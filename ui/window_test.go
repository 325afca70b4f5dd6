package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

func TestEachPhaseHasItsFace(t *testing.T) {
	cases := []struct {
		s     service.Snapshot
		words []string
	}{
		{service.Snapshot{Phase: service.PhaseSetup}, []string{"Welcome to TaskDrop", words.Connect(), "Try it first"}},
		{service.Snapshot{Phase: service.PhaseSignedOut}, []string{"Sign in to go on"}},
		{service.Snapshot{Phase: service.PhaseSignedOut, Demo: true}, []string{"Try TaskDrop"}},
		{service.Snapshot{Phase: service.PhaseSigningIn}, []string{"Continue in your browser"}},
		{atWork(), []string{"Rechnung Nr. 4711", "1 of 5 files"}},
	}
	f := newFixture(t, service.Snapshot{})
	for _, c := range cases {
		f.show(c.s)
		for _, words := range c.words {
			if !f.says(words) {
				t.Errorf("phase %d (demo %v) does not say %q", c.s.Phase, c.s.Demo, words)
			}
		}
		for _, other := range cases {
			if other.s.Phase != c.s.Phase && f.says(other.words[0]) {
				t.Errorf("phase %d also says %q", c.s.Phase, other.words[0])
			}
		}
	}
}

func TestFirstStart(t *testing.T) {
	f := newFixture(t, service.Snapshot{Phase: service.PhaseSetup})
	f.press("Open the demo")
	f.called("start demo")
	f.press(words.SignInMicrosoft()) // without a client id there is nothing to sign in with
	f.called("")
	if !f.faces.guide.Object.Visible() || f.faces.setup.Object.Visible() {
		t.Fatal("nobody asks for a client id")
	}
	f.show(service.Snapshot{Phase: service.PhaseSetup, HasClientID: true})
	f.key(fyne.KeyEscape)
	f.press(words.SignInMicrosoft())
	f.called("sign in")
}

func TestClientIDIsCheckedBeforeItIsUsed(t *testing.T) {
	f := newFixture(t, service.Snapshot{Phase: service.PhaseSetup})
	f.press("Enter it here")
	entries := objects[*widgets.Field](f)
	if len(entries) != 2 {
		t.Fatalf("%d fields, want client id and tenant", len(entries))
	}
	if f.window.Canvas().Focused() != entries[0] {
		t.Error("the keyboard is not where the client id goes")
	}
	for _, wrong := range []string{"", "mia@example.org", "11111111-2222-3333-4444-55555555555"} {
		entries[0].SetText(wrong)
		f.press(words.SignInMicrosoft())
		f.called("")
	}
	entries[0].SetText(" 11111111-2222-3333-4444-555555555555 ")
	entries[1].SetText("organizations")
	f.press(words.SignInMicrosoft())
	f.called("connect 11111111-2222-3333-4444-555555555555 organizations")
	if f.faces.guide.Object.Visible() {
		t.Error("the guide stays open")
	}
}

func TestClientIDStepsCanBeCopied(t *testing.T) {
	f := newFixture(t, service.Snapshot{Phase: service.PhaseSetup})
	f.press("Enter it here")
	f.press(textCopy())
	if got := f.app.Clipboard().Content(); got != redirectURI {
		t.Errorf("copied %q, want the redirect URI", got)
	}
}

func TestSignInPages(t *testing.T) {
	f := newFixture(t, service.Snapshot{Phase: service.PhaseSignedOut, Demo: true})
	f.press(words.SignIn())
	f.called("sign in")
	f.press("Connect a Microsoft account instead")
	if !f.faces.guide.Object.Visible() {
		t.Error("an account cannot be connected from the demo")
	}
	f.key(fyne.KeyEscape)
	f.show(service.Snapshot{Phase: service.PhaseSigningIn, SignIn: service.SignIn{URL: "https://login.example/x", Until: noon.Add(5 * time.Minute)}})
	if said := strings.Join(uitest.Paragraphs(f.window), "\n"); !strings.Contains(said, "14:37") {
		t.Errorf("until when is not said: %q", said)
	}
	f.press("Copy the link")
	if got := f.app.Clipboard().Content(); got != "https://login.example/x" {
		t.Errorf("copied %q", got)
	}
	f.press(words.Cancel())
	f.called("cancel sign-in")
}

func TestSignInErrorIsASentenceWithItsDetail(t *testing.T) {
	p := &service.Problem{Key: "test.refused", Text: "You said no in the browser. Try again when you are ready.", Detail: "access_denied request-id 77"}
	for _, phase := range []service.Phase{service.PhaseSetup, service.PhaseSignedOut} {
		f := newFixture(t, service.Snapshot{Phase: phase, SignInError: p})
		if said := uitest.Paragraphs(f.window); !slices.Contains(said, p.Text) {
			t.Errorf("phase %d shows %q", phase, said)
		}
		f.press(words.CopyDetails())
		if got := f.app.Clipboard().Content(); got != p.Text+"\n"+p.Detail {
			t.Errorf("copied %q", got)
		}
		f.show(service.Snapshot{Phase: phase})
		if slices.Contains(uitest.Paragraphs(f.window), p.Text) {
			t.Error("the error stays after it is over")
		}
	}
}

func TestFilesThatWaitForSignInAreCounted(t *testing.T) {
	s := atWork()
	s.Phase = service.PhaseSignedOut
	f := newFixture(t, s)
	if !f.says("3 files are waiting") {
		t.Error("the files that wait are not mentioned")
	}
}

func TestTheAccountThatComesIsNamed(t *testing.T) {
	f := newFixture(t, service.Snapshot{Phase: service.PhaseSigningIn})
	f.show(signedIn())
	if got := f.toasts.Texts(); len(got) != 1 || got[0] != "Signed in as Mia Berger (mia@example.org)" {
		t.Errorf("greeted with %q", got)
	}
	f.show(atWork())
	if got := f.toasts.Texts(); len(got) != 1 {
		t.Errorf("greeted again: %q", got)
	}
}

func TestEachNoticeIsShownOnce(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	f.toasts.Clear()
	s.Notices = []service.Notice{
		{ID: 7, Problem: &service.Problem{Key: "test.offline", Text: "No network.", Detail: "dial tcp"}},
		{ID: 8, Good: true, Problem: &service.Problem{Key: "test.saved", Text: "Saved {{.Name}}.", Args: map[string]string{"Name": "a.pdf"}}},
	}
	f.show(s)
	f.show(s)
	if got := fmt.Sprint(f.toasts.Texts()); got != "[No network. Saved a.pdf.]" {
		t.Errorf("shown: %s", got)
	}
	f.press(words.CopyDetails())
	if got := f.app.Clipboard().Content(); got != "No network.\ndial tcp" {
		t.Errorf("copied %q", got)
	}
}

func TestPickersChooseByID(t *testing.T) {
	f := newFixture(t, signedIn())
	f.header.tasks.Open()
	if !f.header.tasks.Opened() {
		t.Fatal("the task dropdown does not open")
	}
	f.key(fyne.KeyEscape)
	if f.header.tasks.Opened() {
		t.Error("Escape leaves the dropdown open")
	}
	if got := len(f.header.taskEntries); got != 2 || f.header.taskEntries[0].ID == f.header.taskEntries[1].ID {
		t.Error("two tasks of one name are not two")
	}
}

func TestFooterOffersWhatFits(t *testing.T) {
	cases := map[string]struct {
		totals  service.Totals
		buttons string
		says    string
	}{
		"running":        {service.Totals{Files: 3, Attached: 1, Running: 2, Bytes: 9e6, Sent: 3e6, Rate: 1e6, Left: 6 * time.Second}, "Pause all", "3.0 of 9.0\u00a0MB · 1.0\u00a0MB/s · about 6\u00a0s"},
		"packing":        {service.Totals{Files: 1, Waiting: 1, Packing: 1, ToPack: 9e6, Read: 3e6}, "Pause all", "packing…"},
		"packing one":    {service.Totals{Files: 2, Attached: 1, Waiting: 1, Packing: 1, Bytes: 9e6, Sent: 9e6}, "Pause all", "9.0 of 9.0\u00a0MB · packing…"},
		"paused":         {service.Totals{Files: 3, Attached: 1, Paused: 2, Bytes: 9e6, Sent: 3e6}, "Resume all", "3.0 of 9.0\u00a0MB · paused"},
		"failed":         {service.Totals{Files: 3, Attached: 2, Failed: 1, Retryable: 1, Bytes: 9e6, Sent: 6e6}, "Retry failed, Clear done", "9.0\u00a0MB · 1 failed"},
		"done":           {service.Totals{Files: 3, Attached: 3, Bytes: 9e6, Sent: 9e6}, "Clear done", "9.0\u00a0MB · all done"},
		"failed running": {service.Totals{Files: 3, Failed: 1, Retryable: 1, Running: 2, Bytes: 9e6, Sent: 6e6}, "Retry failed, Pause all", "6.0 of 9.0\u00a0MB · 1 failed"},
		"too large":      {service.Totals{Files: 3, Attached: 2, Failed: 1, Bytes: 9e6, Sent: 6e6}, "Clear done", "9.0\u00a0MB · 1 failed"},
		"silence":        {service.Totals{Files: 1, Running: 1, Bytes: 9e6, Sent: 3e6, QuietSince: noon.Add(-12 * time.Second)}, "Pause all", "3.0 of 9.0\u00a0MB · No answer for 12\u00a0s, still trying"},
		"empty files":    {service.Totals{Files: 2, Attached: 2}, "Clear done", "0\u00a0bytes · all done"},
	}
	f := newFixture(t, atWork())
	for name, c := range cases {
		s := atWork()
		s.Queue.Totals = c.totals
		f.show(s)
		var buttons []string
		for _, b := range uitest.Objects[*widgets.Button](f.footer.object) {
			buttons = append(buttons, b.Text())
		}
		if got := strings.Join(buttons, ", "); got != c.buttons {
			t.Errorf("%s: offers %q, want %q", name, got, c.buttons)
		}
		if got := f.footer.facts.Text(); got != " · "+c.says {
			t.Errorf("%s: says %q, want %q", name, got, c.says)
		}
	}
	s := atWork()
	s.Queue.Totals = service.Totals{Undone: 2}
	f.show(s)
	if got := f.footer.files.Text() + f.footer.facts.Text(); got != "2 files taken off again" {
		t.Errorf("with nothing but withdrawn files it says %q", got)
	}
	f.show(signedIn())
	if f.footer.object.Visible() {
		t.Error("there are totals of nothing")
	}
}

func TestFooterActs(t *testing.T) {
	s := atWork()
	f := newFixture(t, s)
	f.press(textPauseAll())
	f.press(textRetryFailed())
	f.called("pause all; retry failed")
	s.Queue.Totals = service.Totals{Files: 2, Attached: 1, Paused: 1}
	f.show(s)
	f.press(textResumeAll())
	f.called("resume all")
	s.Queue.Totals = service.Totals{Files: 2, Attached: 2}
	f.show(s)
	f.press(textClearDone())
	f.called("clear done")
}

func TestCloseAsksOnlyWhileUploadsRun(t *testing.T) {
	f := newFixture(t, atWork())
	f.service.busy = true
	f.requestClose()
	f.requestClose() // a second click asks once
	if len(f.modals) != 1 || f.app.quits != 0 {
		t.Fatalf("%d questions, %d quits", len(f.modals), f.app.quits)
	}
	f.press(textLeaveStay())
	if f.app.quits != 0 {
		t.Fatal("closed although the person wanted to stay")
	}
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierShortcutDefault})
	f.press(textLeaveAnyway())
	if f.app.quits != 1 {
		t.Errorf("quit %d times, want once", f.app.quits)
	}
}

func TestSizeAndThemeAreRemembered(t *testing.T) {
	f := newFixture(t, signedIn())
	f.window.Resize(fyne.NewSize(1200, 800))
	f.setMode(look.ModeDark)
	f.requestClose()
	if got := f.settings.size(); got != fyne.NewSize(1200, 800) {
		t.Errorf("size %v", got)
	}
	if f.settings.mode() != look.ModeDark {
		t.Error("the theme is forgotten")
	}
	f.app.Preferences().SetString("theme", "plaid")
	f.app.Preferences().SetString("window", "-3 wide")
	if f.settings.mode() != look.ModeSystem || f.settings.size().Width != leastWidth {
		t.Error("a broken settings file breaks the window")
	}
}

func TestShortcuts(t *testing.T) {
	main := fyne.KeyModifierShortcutDefault
	cases := []struct {
		key      fyne.KeyName
		modifier fyne.KeyModifier
		want     string
	}{
		{fyne.KeyO, main, "add 1"}, {fyne.KeyO, main | fyne.KeyModifierShift, "add 2"},
		{fyne.KeyP, main, "pause all"}, {fyne.KeyR, main, "retry failed"},
	}
	f := newFixture(t, atWork())
	for _, c := range cases {
		f.shortcut(&desktop.CustomShortcut{KeyName: c.key, Modifier: c.modifier})
		f.called(c.want)
	}
	f.key(fyne.KeyF5)
	f.called("refresh")
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.Key2, Modifier: main})
	if f.tabs.Selected() != tabTask {
		t.Error("Ctrl+2 does not show what is on the task")
	}
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyL, Modifier: main})
	if !f.header.lists.Opened() {
		t.Error("Ctrl+L does not open the lists")
	}
	f.key(fyne.KeyEscape)
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyT, Modifier: main})
	if !f.header.tasks.Opened() {
		t.Error("Ctrl+T does not open the tasks")
	}
}

func TestShortcutsStayBehindDialogs(t *testing.T) {
	f := newFixture(t, atWork())
	f.key(fyne.KeyF1)
	if len(f.modals) != 1 {
		t.Fatal("F1 does not list the shortcuts")
	}
	f.key(fyne.KeyF5)
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyO, Modifier: fyne.KeyModifierShortcutDefault})
	f.called("")
	f.key(fyne.KeyEscape)
	if len(f.modals) != 0 || f.window.Canvas().Overlays().Top() != nil {
		t.Error("Escape leaves the dialog open")
	}
}

func TestFunctionKeysReachTheWindowPastAFocusedControl(t *testing.T) {
	f := newFixture(t, atWork())
	f.window.Canvas().Focus(f.header.refresh)
	f.key(fyne.KeyF1)
	if len(f.modals) != 1 {
		t.Error("F1 is lost while a button has the keyboard")
	}
}

func TestMenusOpenAndAct(t *testing.T) {
	f := newFixture(t, signedIn())
	test.Tap(f.header.avatar)
	menu := f.openMenu()
	if menu == nil {
		t.Fatal("the person's menu does not open")
	}
	test.Tap(menu.Items[len(menu.Items)-1].(fyne.Tappable))
	f.called("sign out")
	f.key(fyne.KeyEscape)
	f.key(fyne.KeyF10)
	if f.window.Canvas().Overlays().Top() == nil {
		t.Error("F10 does not open the menu")
	}
	f.key(fyne.KeyEscape)
	if f.window.Canvas().Overlays().Top() != nil {
		t.Error("Escape leaves the menu open")
	}
}

// In the test driver fyne.Do runs at once on the watching goroutine; synctest.Wait keeps the test from looking
// meanwhile.
func TestWatchDrawsChangesAndTicksOnlyWhileFilesRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, signedIn())
		f.toasts.Clear()
		go f.watch()
		synctest.Wait()
		looks := f.service.looked()
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := f.service.looked() - looks; got != 0 {
			t.Errorf("idle, the window looked %d times in an hour", got)
		}

		f.service.set(atWork())
		f.service.changed <- struct{}{}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if len(f.snapshot.Queue.Items) != 5 {
			t.Fatal("a change is not on show after 100 ms")
		}
		looks = f.service.looked()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := f.service.looked() - looks; got < 40 || got > 50 {
			t.Errorf("%d ticks in 10\u00a0s, want 4 to 5 a second", got)
		}

		f.closed()
		synctest.Wait()
		looks = f.service.looked()
		time.Sleep(time.Minute)
		if got := f.service.looked() - looks; got != 0 {
			t.Error("the window goes on after it was closed")
		}
	})
}

func TestABurstOfChangesIsFewDraws(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, signedIn())
		f.toasts.Clear()
		go f.watch()
		synctest.Wait()
		looks := f.service.looked()
		for range 1000 {
			select {
			case f.service.changed <- struct{}{}:
			default:
			}
			time.Sleep(time.Millisecond)
		}
		synctest.Wait()
		if got := f.service.looked() - looks; got > 13 {
			t.Errorf("1,000 changes in a second made %d draws", got)
		}
		f.closed()
		synctest.Wait()
	})
}

func TestTabGoesFromTopToBottom(t *testing.T) {
	f := newFixture(t, atWork())
	f.toasts.Clear()
	var order []string
	canvas := f.app.window.Window.Canvas()
	for range 15 {
		canvas.FocusNext()
		order = append(order, strings.TrimPrefix(fmt.Sprintf("%T", canvas.Focused()), "*"))
	}
	want := "picker.Picker picker.Picker widgets.IconButton widgets.IconButton widgets.Avatar " + // header
		"widgets.Button " + // add files
		"widgets.tabHead widgets.Chip widgets.Chip widgets.Chip widgets.Chip " +
		"ui.fileList widgets.Button widgets.Button picker.Picker" // the list, the totals, and around again
	if got := strings.Join(order, " "); got != want {
		t.Errorf("Tab goes\n%s, want\n%s", got, want)
	}
}

func TestPlaceIsRemembered(t *testing.T) {
	f := newFixture(t, signedIn())
	for _, want := range []geometry{{960, 660, 0, 0, false}, {1200.5, 800, -220, 60, true}, {900, 700, 0, 0, true}} {
		f.settings.setGeometry(want)
		if got := f.settings.geometry(); got != want {
			t.Errorf("%+v comes back as %+v", want, got)
		}
	}
}
