package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"taskdrop/service"
	"taskdrop/ui/settings"
	"taskdrop/ui/widgets"
)

// The keyboard alone: open, go through the sections, switch something, close.
func TestSettingsByKeyboard(t *testing.T) {
	f := newFixture(t, signedIn())
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyComma, Modifier: fyne.KeyModifierShortcutDefault})
	if f.openSettings == nil {
		t.Fatal("no settings")
	}
	f.key(fyne.KeyDown)
	f.window.Canvas().(interface{ FocusNext() }).FocusNext()
	for range settings.Files + 1 { // the other names
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
	f := newFixture(t, atWork())
	f.showSettings(settings.Account)
	f.press("How to get a client ID")
	if !f.faces.guide.Object.Visible() || f.main.Visible() || f.openSettings != nil {
		t.Fatal("no guide")
	}
	f.key(fyne.KeyEscape)
	if f.faces.guide.Object.Visible() || !f.main.Visible() {
		t.Error("Escape does not lead back")
	}
}

// Nothing is wider than the room it has, in the least window.
func TestSettingsFitTheLeastWindow(t *testing.T) {
	s := signedIn()
	s.Setup.Application.Cloud, s.Setup.Network.ProxyMode = service.CloudCustom, service.ProxyOwn
	f := newFixture(t, s)
	f.window.Resize(fyne.NewSize(leastWidth, leastHeight))
	for section := settings.Account; section <= settings.Files; section++ {
		f.showSettings(section)
		scrolls := objects[*container.Scroll](f)
		if len(scrolls) == 0 {
			t.Fatalf("section %d shows nothing", section)
		}
		for _, scroll := range scrolls {
			if least := scroll.Content.MinSize().Width; least > scroll.Size().Width {
				t.Errorf("section %d needs %v, and has %v", section, least, scroll.Size().Width)
			}
		}
		if popup := f.modals[0].popup; popup.MinSize().Height > leastHeight {
			t.Errorf("the page is %v high", popup.MinSize().Height)
		}
		f.modals[0].Close()
	}
}
