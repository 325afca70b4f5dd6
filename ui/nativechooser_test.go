//go:build !windows

package ui

import (
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestWithoutADesktopDialogTheWindowShowsItsOwn: no session bus, so no portal.
func TestWithoutADesktopDialogTheWindowShowsItsOwn(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "bus"))
	t.Setenv("PATH", t.TempDir()) // nor an osascript
	f := newFixture(t, signedIn())
	chooser := &nativeChooser{fallback: fakeChooser{files: []string{"/home/mia/a.pdf", "/home/mia/b.pdf"}}, log: f.options.Log}
	answers := make(chan []string, 1)
	one := func(path string) { answers <- []string{path} }
	for want, ask := range map[string]func(){
		"/home/mia/a.pdf":  func() { chooser.OpenFiles(f.window, func(paths []string) { answers <- paths }) },
		"/home/mia/Belege": func() { chooser.OpenFolder(f.window, one) },
		"/home/mia/Fotos":  func() { chooser.OpenFolders(f.window, func(paths []string) { answers <- paths }) },
		"/tmp/a.pdf":       func() { chooser.SaveFile(f.window, "a.pdf", one) },
	} {
		ask()
		select {
		case paths := <-answers:
			if !slices.Contains(paths, want) {
				t.Errorf("%q, want %q", paths, want)
			}
		case <-time.After(time.Minute):
			t.Fatal("nothing was asked")
		}
	}
}

func TestAFileAtATimeOffersAnother(t *testing.T) {
	f := newFixture(t, signedIn())
	again := 0
	f.offerAnother("/home/mia/a.pdf", func() { again++ })
	if !slices.Contains(f.toasts.Texts(), textAddedOne("a.pdf")) {
		t.Errorf("it says %q", f.toasts.Texts())
	}
	f.press(textAddAnother())
	if again != 1 {
		t.Error("no other file is asked for")
	}
}
