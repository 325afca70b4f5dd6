package filename_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"taskdrop/service/localfiles/filename"
)

func TestSafeIsAnOrdinaryFileEverywhere(t *testing.T) {
	for name, want := range map[string]string{
		"Rechnung Nr. 4711 – Zahnarzt.pdf": "Rechnung Nr. 4711 – Zahnarzt.pdf",
		"../x":                             "_x",
		`..\..\x.txt`:                      "_.._x.txt",
		"a:b?":                             "a_b_",
		"Rechnung 3/4.pdf":                 "Rechnung 3_4.pdf",
		"CON":                              "_CON",
		"con.txt":                          "_con.txt",
		"Com1 .log":                        "_Com1 .log",
		"LPT².txt":                         "_LPT².txt",
		"COMPASS.txt":                      "COMPASS.txt",
		"trailing...":                      "trailing",
		"space at the end ":                "space at the end",
		".bashrc":                          "bashrc",
		"...":                              "attachment",
		"":                                 "attachment",
		"\u202Efdp.exe":                    "fdp.exe",
		"two\nlines\x00.txt":               "twolines.txt",
		"half \xff character":              "half _ character",
		"cafe\u0301.txt":                   "café.txt",
		"👩‍👩‍👧.png":                        "👩‍👩‍👧.png",
		"-rf":                              "-rf",
	} {
		if got := filename.Safe(name); got != want {
			t.Errorf("Safe(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSafeCutsALongNameBeforeItsExtension(t *testing.T) {
	for _, name := range []string{
		strings.Repeat("a", 300) + ".pdf", strings.Repeat("語", 150) + ".pdf", strings.Repeat("x", 196) + " .pdf",
	} {
		got := filename.Safe(name)
		if len(got) > 200 || !strings.HasSuffix(got, ".pdf") || !utf8.ValidString(got) {
			t.Errorf("%d bytes: %q", len(got), got)
		}
	}
	if got := filename.Safe("a." + strings.Repeat("b", 300)); len(got) > 200 {
		t.Errorf("%d bytes", len(got))
	}
}

func FuzzSafe(f *testing.F) {
	for _, seed := range []string{"../x", "CON", "a.b ", "\xff/", ". .", strings.Repeat("é", 200) + ".pdf"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := filename.Safe(name)
		if got == "" || len(got) > 201 || filepath.Base(got) != got || strings.ContainsAny(got, "/\\:*?\"<>|\x00\n") ||
			strings.HasPrefix(got, ".") || strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ") {
			t.Errorf("Safe(%q) = %q", name, got)
		}
		if again := filename.Safe(got); again != got && !strings.HasPrefix(again, "_") {
			t.Errorf("Safe(%q) = %q, and of that %q", name, got, again)
		}
	})
}
