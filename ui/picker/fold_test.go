package picker

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFoldingMatches(t *testing.T) {
	for _, c := range []struct{ title, typed, match string }{
		{"Steuererklärung", "klarung", "klärung"},
		{"Steuererkla\u0308rung", "KLÄR", "kla\u0308r"},
		{"Große Straße", "strasse", "Straße"},
		{"Große Straße", "grös", "Groß"},
		{"Strasse", "straße", "Strasse"},
		{"ＡＢＣ　ｄｅｆ", "abc def", "ＡＢＣ　ｄｅｆ"},
		{"ｶﾞｽ料金", "ガス", "ｶﾞｽ"},
		{"Œuvre à vérifier", "oeuvre a", "Œuvre à"},
		{"İstanbul", "istanbul", "İstanbul"},
		{"ΟΔΟΣ", "οδος", "ΟΔΟΣ"},
		{"Łódź", "lodz", "Łódź"},
		{"한국어", "하", "한"},
		{"ﬁnanzen", "finanz", "ﬁnanz"},
		{"Rechnung 🎨 Müller", "🎨 mul", "🎨 Mül"},
		{"Herz ❤️ Sache", "❤ sache", "❤️ Sache"},
		{"חשבונית לדצמבר", "לדצ", "לדצ"},
		{"½ Liter", "1⁄2", "½"},
	} {
		q := newQuery(c.typed)
		if q.rank(fold(c.title)) == rankNone {
			t.Errorf("%q does not match %q", c.typed, c.title)
			continue
		}
		spans := q.find(c.title)
		if len(spans) != 1 || c.title[spans[0].start:spans[0].end] != c.match {
			t.Errorf("%q in %q: marked %q, want %q", c.typed, c.title, marked(c.title, spans), c.match)
		}
	}
}

func TestWhatMustNotMatch(t *testing.T) {
	for _, c := range []struct{ title, typed string }{
		{"Rechnung", "rechnungen"},
		{"Rechnung Strom", "rechnung gas"},
		{"かっこう", "がっこう"},
		{"", "a"},
	} {
		if q := newQuery(c.typed); q.rank(fold(c.title)) != rankNone {
			t.Errorf("%q matches %q", c.typed, c.title)
		}
	}
}

func TestRanking(t *testing.T) {
	for _, c := range []struct {
		title, typed string
		want         int
	}{
		{"Rechnung", "", rankPrefix},
		{"Rechnung", "rech", rankPrefix},
		{"Alte Rechnung", "rech", rankWordPrefix},
		{"Alte (Rechnung)", "rech", rankWordPrefix},
		{"Abrechnung Rechnung", "rech", rankWordPrefix},
		{"Abrechnung", "rech", rankSubstring},
		{"Rechnung Strom 2025", "rechnung strom", rankPrefix},
		{"Rechnung Strom 2025", "2025 rechnung", rankWordsPrefix},
		{"Abrechnung Strom 2025", "2025 rechnung", rankWordsSubstring},
	} {
		if got := newQuery(c.typed).rank(fold(c.title)); got != c.want {
			t.Errorf("%q in %q: rank %d, want %d", c.typed, c.title, got, c.want)
		}
	}
}

func TestSeveralWordsAreMarkedEach(t *testing.T) {
	title := "Rechnung Strom März 2025"
	if got := marked(title, newQuery("2025 marz rech").find(title)); got != "Rech|März|2025" {
		t.Errorf("marked %q", got)
	}
	if got := marked("abcd", newQuery("bc abc").find("abcd")); got != "abc" {
		t.Errorf("overlapping words marked %q", got)
	}
}

func TestEllipsisKeepsLettersWhole(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"ab", []string{"a", "b"}},
		{"a\u0301b", []string{"a\u0301", "b"}},
		{"👩‍👩‍👧x", []string{"👩‍👩‍👧", "x"}},
		{"🇩🇪🇫🇷", []string{"🇩🇪", "🇫🇷"}},
		{"👍🏽!", []string{"👍🏽", "!"}},
		{"❤️x", []string{"❤️", "x"}},
		{"a\xffb", []string{"a", "\xff", "b"}},
	} {
		var parts []string
		from := 0
		for _, end := range clusterEnds(c.text) {
			parts = append(parts, c.text[from:end])
			from = end
		}
		if strings.Join(parts, "|") != strings.Join(c.want, "|") {
			t.Errorf("%q is cut into %q, want %q", c.text, parts, c.want)
		}
	}
}

func marked(title string, spans []span) string {
	var parts []string
	for _, s := range spans {
		parts = append(parts, title[s.start:s.end])
	}
	return strings.Join(parts, "|")
}

// FuzzMatch: whatever is typed and whatever a title holds, marks lie inside the title, on rune boundaries, in order,
// and a title that matches has some.
func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{
		{"Große Straße", "strasse"}, {"ｶﾞｽ料金", "ガス"}, {"한국어", "하"}, {"a\u0301\u0302b", "ab"}, {"kaputt\xff", "\xff"}, {"ﷺ", "ص"}, {"İ", "i"},
		{"a b c", "c a"}, {"ß", "s"}, {"\u0301", "\u0301"}, {"", ""},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, title, typed string) {
		q := newQuery(typed)
		spans := q.find(title)
		if matches := q.rank(fold(title)) != rankNone; matches != (len(spans) > 0) && len(q.words) > 0 {
			t.Fatalf("%q in %q: matches %t, marks %v", typed, title, matches, spans)
		}
		last := 0
		for _, s := range spans {
			if s.start < last || s.end <= s.start || s.end > len(title) {
				t.Fatalf("%q in %q: marks %v", typed, title, spans)
			}
			for _, at := range []int{s.start, s.end} {
				if at < len(title) && !utf8.RuneStart(title[at]) && utf8.ValidString(title) {
					t.Fatalf("%q in %q: %d is inside a rune", typed, title, at)
				}
			}
			last = s.end
		}
		if folded, _ := foldWithOrigin(title); folded != fold(title) {
			t.Fatalf("%q folds to %q and to %q", title, folded, fold(title))
		}
		previous := 0
		for _, end := range clusterEnds(title) {
			if end <= previous || end > len(title) {
				t.Fatalf("%q is cut at %v", title, clusterEnds(title))
			}
			previous = end
		}
	})
}
