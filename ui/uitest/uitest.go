// Package uitest helps the tests of the window and of its parts: it finds what a person can see, and presses it.
//
// Only tests import it. What a fake service or a fake window answers stands beside the tests that need it.
package uitest

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"taskdrop/assets"
	"taskdrop/ui/widgets"
)

// Main runs a package's tests in English and in UTC, whatever the computer speaks.
func Main(m *testing.M) {
	time.Local = time.UTC
	for _, name := range []string{"LC_ALL", "LANG", "LANGUAGE"} {
		os.Setenv(name, "en_GB.UTF-8")
	}
	texts, err := assets.Translation("en")
	if err == nil {
		err = lang.AddTranslations(fyne.NewStaticResource("en.json", texts))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// OnTop returns all objects of a type that a person can see, in the topmost overlay if there is one, else in the
// window.
func OnTop[T fyne.CanvasObject](window fyne.Window) []T {
	root := window.Content()
	if top := window.Canvas().Overlays().Top(); top != nil {
		root = top
	}
	return Objects[T](root)
}

// Objects returns all visible objects of a type at and below root.
func Objects[T fyne.CanvasObject](root fyne.CanvasObject) []T {
	if root == nil || !root.Visible() {
		return nil
	}
	var found []T
	if wanted, ok := root.(T); ok {
		found = append(found, wanted)
	}
	var children []fyne.CanvasObject
	switch o := root.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		found = append(found, Objects[T](child)...)
	}
	return found
}

// Paragraphs are what the paragraphs say that a person can see.
func Paragraphs(window fyne.Window) (said []string) {
	for _, text := range OnTop[*widget.RichText](window) {
		said = append(said, text.String())
	}
	return said
}

// Links are the words of the links that a person can see.
func Links(window fyne.Window) (said []string) {
	for _, link := range OnTop[*widgets.Link](window) {
		said = append(said, link.Text())
	}
	return said
}

// OpenMenu is the menu that is open, nil if there is none.
func OpenMenu(window fyne.Window) *widget.PopUpMenu {
	if menus := Objects[*widget.PopUpMenu](window.Canvas().Overlays().Top()); len(menus) > 0 {
		return menus[0]
	}
	return nil
}

// Press taps the button, chip or link of these words.
func Press(t testing.TB, window fyne.Window, words string) {
	t.Helper()
	var seen []string
	for _, b := range OnTop[*widgets.Button](window) {
		seen = append(seen, b.Text())
		if b.Text() == words {
			test.Tap(b)
			return
		}
	}
	for _, l := range OnTop[*widgets.Link](window) {
		seen = append(seen, l.Text())
		if l.Text() == words {
			test.Tap(l)
			return
		}
	}
	for _, c := range OnTop[*widgets.Chip](window) {
		seen = append(seen, c.Text())
		if c.Text() == words {
			test.Tap(c)
			return
		}
	}
	t.Fatalf("nothing to press says %q; there are %q", words, seen)
}

// Choose opens the choice that shows these words, and takes a line of its menu.
func Choose(t testing.TB, window fyne.Window, shown, line string) {
	t.Helper()
	for _, c := range OnTop[*widgets.Choice](window) {
		if c.Text() != shown {
			continue
		}
		test.Tap(c)
		for _, item := range OpenMenu(window).Items {
			if strings.Contains(wordsIn(item), line) {
				test.Tap(item.(fyne.Tappable))
				return
			}
		}
		t.Fatalf("the menu of %q has no %q", shown, line)
	}
	t.Fatalf("no choice shows %q", shown)
}

// wordsIn is what is written in an object.
func wordsIn(o fyne.CanvasObject) string {
	var said []string
	for _, part := range Objects[fyne.CanvasObject](o) {
		if text, is := part.(*canvas.Text); is {
			said = append(said, text.Text)
		}
	}
	return strings.Join(said, " ")
}
