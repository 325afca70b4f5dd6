package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

const someID = "11111111-2222-3333-4444-555555555555"

// settingsAt opens the settings at a section.
func settingsAt(t *testing.T, s service.Snapshot, section int) *fixture {
	t.Helper()
	f := newFixture(t, s)
	f.showSettings(section)
	return f
}

// choose opens the choice that shows these words, and takes a line of its menu.
func (f *fixture) choose(shown, line string) {
	f.t.Helper()
	for _, c := range objects[*widgets.Choice](f) {
		if c.Text() != shown {
			continue
		}
		test.Tap(c)
		for _, item := range f.openMenu().Items {
			if words := objectsIn[fyne.CanvasObject](item); strings.Contains(markupText(words), line) {
				test.Tap(item.(fyne.Tappable))
				return
			}
		}
		f.t.Fatalf("the menu of %q has no %q", shown, line)
	}
	f.t.Fatalf("no choice shows %q", shown)
}

func TestSwitchesOfTheSettings(t *testing.T) {
	f := settingsAt(t, signedIn(), settingsSending)
	switches := objects[*widgets.Switch](f)
	for i, want := range []string{
		"preferences check=false ask=true sleep=false silent=false",
		"preferences check=true ask=true sleep=false silent=false",
		"preferences check=true ask=true sleep=true silent=false",
		"preferences check=true ask=true sleep=true silent=true",
	} {
		on := switches[i].On()
		test.Tap(switches[i])
		f.called(want)
		if switches[i].On() == on {
			t.Errorf("switch %d does not show that it was pressed", i)
		}
	}
	s := signedIn()
	f.show(s)
	for i, want := range []bool{true, false, true, true} {
		if switches[i].On() != want {
			t.Errorf("switch %d is %v, against the snapshot", i, switches[i].On())
		}
	}
}

func TestAppearanceOfTheSettings(t *testing.T) {
	f := settingsAt(t, signedIn(), settingsAppearance)
	says := func() bool { return f.openSettings.panes[settingsAppearance].(*appearancePane).later.Visible() }
	if says() {
		t.Error("speaks of the next start before anything changed")
	}
	f.choose(textThemeSystem(), textThemeDark())
	if f.settings.mode() != look.ModeDark {
		t.Error("dark was chosen, and is not kept")
	}
	f.choose("100%", "120%")
	f.called("display 1.2 ")
	f.choose(textLikeDesktop(), "日本語")
	f.called("display 1.2 ja")
	if !says() {
		t.Error("does not say that it waits for the next start")
	}
	f.choose("日本語", textLikeDesktop())
	f.choose("120%", "100%")
	f.called("display 1.2 ; display 0 ")
	if says() {
		t.Error("still speaks of the next start")
	}
}

func TestApplicationOfTheSettings(t *testing.T) {
	s := signedIn()
	s.Setup.Application = service.Application{ClientID: someID, Tenant: "organizations"}
	s.Setup.ClientID = service.InForce{Value: "99999999-2222-3333-4444-555555555555", From: service.SourceFlag}
	f := settingsAt(t, s, settingsAccount)
	pane := f.openSettings.panes[settingsAccount].(*accountPane)
	if !strings.Contains(pane.idFrom.Text(), "99999999") || !strings.Contains(pane.idFrom.Text(), "-client-id") {
		t.Errorf("what is in force and why: %q", pane.idFrom.Text())
	}
	entries := objects[*widgets.Field](f)
	entries[0].SetText("no id")
	f.press(textSave())
	f.called("")
	if pane.outcome.text.Text() != textClientIDBad() {
		t.Errorf("it says %q", pane.outcome.text.Text())
	}
	entries[0].SetText(someID)
	f.choose(textCloudGlobal(), textCloudChina())
	f.press(textSave())
	f.called("")
	if !strings.Contains(pane.outcome.text.Text(), "China") {
		t.Errorf("it says %q", pane.outcome.text.Text())
	}
	f.choose(textCloudChina(), textCloudCustom())
	entries = objects[*widgets.Field](f)
	entries[2].SetText("https://login.example")
	entries[3].SetText("https://graph.example")
	f.press(textSave())
	f.called("application " + someID + " organizations custom https://login.example https://graph.example")
	s.Setup.ApplicationTaken++
	f.show(s)
	if pane.outcome.text.Text() != textSaved() {
		t.Errorf("it says %q", pane.outcome.text.Text())
	}
}

// What is being typed stays, whatever the service shows meanwhile.
func TestSettingsLeaveWhatIsBeingTyped(t *testing.T) {
	f := settingsAt(t, signedIn(), settingsNetwork)
	f.choose(textProxySystem(), textProxyOwn())
	entries := objects[*widgets.Field](f)
	entries[0].SetText("proxy.example:3128")
	s := signedIn()
	s.Revision = 7
	f.show(s)
	if entries[0].Text != "proxy.example:3128" {
		t.Errorf("the field has %q", entries[0].Text)
	}
	entries[1].SetText("mia")
	entries[2].SetText("s3cret")
	f.press(textChooseFile())
	f.press(textSave())
	f.called("network own proxy.example:3128 mia s3cret /home/mia/a.pdf")
	s.Setup.Network = service.Network{ProxyMode: service.ProxyOwn, Proxy: "http://proxy.example:3128", ProxyUser: "mia"}
	s.Setup.PasswordKnown, s.Setup.NetworkTaken = true, 1
	s.Setup.NetworkProblem = problem.New(problem.ProxyRefused)
	f.show(s)
	pane := f.openSettings.panes[settingsNetwork].(*networkPane)
	if entries[0].Text != "http://proxy.example:3128" || entries[2].Text != "" {
		t.Errorf("after saving: %q, %q", entries[0].Text, entries[2].Text)
	}
	if pane.passwordHint.Text() != textPasswordThisRun() || pane.outcome.text.Text() != problemText(s.Setup.NetworkProblem) {
		t.Errorf("it says %q and %q", pane.passwordHint.Text(), pane.outcome.text.Text())
	}
}

func TestFilesOfTheSettings(t *testing.T) {
	s := signedIn()
	s.Setup.LogFolder = "/home/mia/.config/taskdrop"
	f := settingsAt(t, s, settingsFiles)
	f.press(textOpenFolder())
	f.called("show folder /home/mia/.config/taskdrop")
	f.press(textReset())
	f.called("") // asks first
	f.press(textReset())
	f.called("reset settings")
}

// The keyboard alone: open, go through the sections, switch something, close.
func TestSettingsByKeyboard(t *testing.T) {
	f := newFixture(t, signedIn())
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyComma, Modifier: fyne.KeyModifierShortcutDefault})
	if f.openSettings == nil {
		t.Fatal("no settings")
	}
	f.key(fyne.KeyDown)
	f.window.Canvas().(interface{ FocusNext() }).FocusNext()
	for range len(f.openSettings.titles) { // the other names
		if _, is := f.window.Canvas().Focused().(*widgets.Switch); is {
			break
		}
		f.window.Canvas().(interface{ FocusNext() }).FocusNext()
	}
	f.key(fyne.KeySpace)
	f.called("preferences check=false ask=true sleep=false silent=false")
	f.key(fyne.KeyEscape)
	if f.openSettings != nil || len(f.modals) != 0 {
		t.Error("Escape does not close them")
	}
}

// The guide is there from the settings, too, and Escape leads back to the queue.
func TestGuideFromTheSettings(t *testing.T) {
	f := settingsAt(t, atWork(), settingsAccount)
	f.press(textHowToRegister())
	if !f.guide.object.Visible() || f.main.Visible() || f.openSettings != nil {
		t.Fatal("no guide")
	}
	f.key(fyne.KeyEscape)
	if f.guide.object.Visible() || !f.main.Visible() {
		t.Error("Escape does not lead back")
	}
}

// Nothing is wider than the room it has, in the least window.
func TestSettingsFitTheLeastWindow(t *testing.T) {
	s := signedIn()
	s.Setup.Application.Cloud, s.Setup.Network.ProxyMode = service.CloudCustom, service.ProxyOwn
	f := newFixture(t, s)
	f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
	f.showSettings(settingsAccount)
	for i, scroll := range f.openSettings.scrolls {
		f.openSettings.sections.Select(i)
		if least := scroll.Content.MinSize().Width; least > scroll.Size().Width {
			t.Errorf("%s needs %v, and has %v", f.openSettings.titles[i], least, scroll.Size().Width)
		}
	}
	if popup := f.openSettings.popup; popup.MinSize().Height > leastHeight {
		t.Errorf("the page is %v high", popup.MinSize().Height)
	}
}
