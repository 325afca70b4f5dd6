package settings

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"taskdrop/service"
	"taskdrop/service/problem"
	"taskdrop/ui/look"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

const someID = "11111111-2222-3333-4444-555555555555"

func TestSwitchesOfTheSettings(t *testing.T) {
	f := open(t, service.Snapshot{Phase: service.PhaseSignedIn}, Sending)
	switches := uitest.OnTop[*widgets.Switch](f.window)
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
	s := service.Snapshot{Phase: service.PhaseSignedIn}
	f.show(s)
	for i, want := range []bool{true, false, true, true} {
		if switches[i].On() != want {
			t.Errorf("switch %d is %v, against the snapshot", i, switches[i].On())
		}
	}
}

func TestAppearanceOfTheSettings(t *testing.T) {
	f := open(t, service.Snapshot{Phase: service.PhaseSignedIn}, Appearance)
	says := func() bool { return f.page.panes[Appearance].(*appearancePane).later.Visible() }
	if says() {
		t.Error("speaks of the next start before anything changed")
	}
	f.choose(words.ThemeSystem(), words.ThemeDark())
	if f.mode != look.ModeDark {
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
	s := service.Snapshot{Phase: service.PhaseSignedIn}
	s.Setup.Application = service.Application{ClientID: someID, Tenant: "organizations"}
	s.Setup.ClientID = service.InForce{Value: "99999999-2222-3333-4444-555555555555", From: service.SourceFlag}
	f := open(t, s, Account)
	pane := f.page.panes[Account].(*accountPane)
	if !strings.Contains(pane.idFrom.Text(), "99999999") || !strings.Contains(pane.idFrom.Text(), "-client-id") {
		t.Errorf("what is in force and why: %q", pane.idFrom.Text())
	}
	entries := uitest.OnTop[*widgets.Field](f.window)
	entries[0].SetText("no id")
	f.press(textSave())
	f.called("")
	if pane.outcome.text.Text() != words.ClientIDBad() {
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
	entries = uitest.OnTop[*widgets.Field](f.window)
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
	f := open(t, service.Snapshot{Phase: service.PhaseSignedIn}, Network)
	f.choose(textProxySystem(), textProxyOwn())
	entries := uitest.OnTop[*widgets.Field](f.window)
	entries[0].SetText("proxy.example:3128")
	s := service.Snapshot{Phase: service.PhaseSignedIn}
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
	pane := f.page.panes[Network].(*networkPane)
	if entries[0].Text != "http://proxy.example:3128" || entries[2].Text != "" {
		t.Errorf("after saving: %q, %q", entries[0].Text, entries[2].Text)
	}
	if pane.passwordHint.Text() != textPasswordThisRun() || pane.outcome.text.Text() != words.Problem(s.Setup.NetworkProblem) {
		t.Errorf("it says %q and %q", pane.passwordHint.Text(), pane.outcome.text.Text())
	}
}

func TestFilesOfTheSettings(t *testing.T) {
	s := service.Snapshot{Phase: service.PhaseSignedIn}
	s.Setup.LogFolder = "/home/mia/.config/taskdrop"
	f := open(t, s, Files)
	f.press(textOpenFolder())
	f.called("show folder /home/mia/.config/taskdrop")
	f.press(textReset())
	f.called("") // asks first
	f.press(textReset())
	f.called("reset settings")
}

// TestTheSizeOfTheEnvironmentIsSaid: the choice of a size has no effect then.
func TestTheSizeOfTheEnvironmentIsSaid(t *testing.T) {
	f := open(t, service.Snapshot{Phase: service.PhaseSignedIn}, Appearance, func(f *fixture) { f.fixedScale = true })
	if !slices.ContainsFunc(uitest.OnTop[*widget.RichText](f.window), func(text *widget.RichText) bool { return text.String() == textSizeFixed() }) {
		t.Error("does not say why the size does nothing")
	}
}
