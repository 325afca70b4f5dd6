package format

import "testing"

func TestVisible(t *testing.T) {
	for name, want := range map[string]string{
		"Rechnung ä.pdf":        "Rechnung ä.pdf",
		"תמונה 2024 (עותק).png": "תמונה 2024 (עותק).png",
		"photo\u202Egnp.exe":    `photo\u202egnp.exe`,
		"a\u2066b\u2069.txt":    `a\u2066b\u2069.txt`,
		"stra\xdfe.txt":         `stra\xdfe.txt`,
		"a\nb\x1b[31m":          `a\u000ab\u001b[31m`,
		"\uFFFD":                "\uFFFD",
		"👩‍👩‍👧.jpg":             "👩‍👩‍👧.jpg",
	} {
		if got := Visible(name); got != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}
