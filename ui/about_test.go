package ui

import (
	"testing"

	"fyne.io/fyne/v2/widget"
)

func TestAboutShowsTheLicences(t *testing.T) {
	f := newFixture(t, signedIn())
	f.showAbout()
	f.press(textLicences())
	lists := objects[*widget.List](f)
	if len(lists) != 1 || lists[0].Length() < 1000 {
		t.Fatal("no licences")
	}
	if !f.says("Go") || !f.says("Redistribution and use") {
		t.Error("the first licence is not on show")
	}
	for _, line := range licenceLines() {
		if len(line.text) > 2*licenceColumns {
			t.Errorf("a line of %d bytes: %s", len(line.text), line.text)
		}
	}
}

func TestLinesAreBrokenAtSpaces(t *testing.T) {
	for line, want := range map[string][]string{
		"":                       {""},
		"short":                  {"short"},
		"two words here":         {"two words", "here"},
		"averylongword and more": {"averylongword", "and more"},
		"averylongword":          {"averylongword"},
	} {
		got := broken(line, 10)
		if len(got) != len(want) {
			t.Errorf("%q is broken into %q", line, got)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q is broken into %q", line, got)
			}
		}
	}
}
