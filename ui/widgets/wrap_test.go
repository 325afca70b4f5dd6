package widgets

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"
)

func TestWrap(t *testing.T) {
	test.NewTempApp(t)
	style := LineStyle{Size: 13}
	width := func(text string) float32 { return textWidth(text, style) + 1 }
	for _, c := range []struct {
		text  string
		width float32
		most  int
		want  []string
		whole bool
	}{
		{"short", 200, 2, []string{"short"}, true},
		{"", 200, 2, []string{""}, true},
		{"two words", width("two wo"), 2, []string{"two", "words"}, true},
		{"31\u00a0MB · large", width("31\u00a0MB · "), 2, []string{"31\u00a0MB ·", "large"}, true},
		{"one two three four", width("one two"), 2, []string{"one two", "three…"}, false},
		{"one two three four", width("one two"), 1, []string{"one t…"}, false},
		{"Donaudampfschiff", width("Donaud"), 2, []string{"Donaud", "ampfs…"}, false},
		{"ファイルを追加。", width("ファイルを追加"), 2, []string{"ファイルを追", "加。"}, true}, // no line begins with a full stop
		{"no room", 0, 2, []string{"no room"}, true},
	} {
		got, whole := wrap(c.text, c.width, c.most, style)
		if !slices.Equal(got, c.want) || whole != c.whole {
			t.Errorf("wrap(%q) = %q, %v; want %q, %v", c.text, got, whole, c.want, c.whole)
		}
	}
}
