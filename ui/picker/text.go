package picker

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

var bold = fyne.TextStyle{Bold: true}

// maxDrawn bounds what is measured of a title, in runes. No window is wide enough for more.
const maxDrawn = 400

// oneLine makes a title fit for one line: line breaks, tabs and other control characters become spaces.
func oneLine(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, title)
}

// ellipsis cuts a text to a width, never inside a letter with its accents or an emoji put together of several.
// It also says how many bytes of the text are left.
func ellipsis(text string, width, size float32, style fyne.TextStyle) (string, int) {
	ends := clusterEnds(text)
	whole := len(ends) == 0 || ends[len(ends)-1] == len(text)
	if whole && fyne.MeasureText(text, size, style).Width <= width {
		return text, len(text)
	}
	short := func(i int) string { return strings.TrimRight(text[:ends[i]], " ") + "…" }
	fits := sort.Search(len(ends), func(i int) bool { return fyne.MeasureText(short(i), size, style).Width > width })
	if fits == 0 {
		return "…", 0
	}
	return short(fits - 1), ends[fits-1]
}

// clusterEnds are the places where a text may be cut, for its first maxDrawn runes.
func clusterEnds(text string) []int {
	var ends []int
	joined, flags, runes := false, 0, 0
	for at, r := range text {
		if runes++; runes > maxDrawn {
			break
		}
		flag := r >= 0x1F1E6 && r <= 0x1F1FF
		sticks := joined || unicode.Is(unicode.M, r) || r == '\u200d' || r >= 0x1F3FB && r <= 0x1F3FF || r >= 0xE0020 && r <= 0xE007F ||
			flag && flags%2 == 1
		if flag {
			flags++
		} else {
			flags = 0
		}
		end := at + utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size := utf8.DecodeRuneInString(text[at:])
			end = at + size
		}
		if sticks && len(ends) > 0 {
			ends[len(ends)-1] = end
		} else {
			ends = append(ends, end)
		}
		joined = r == '\u200d'
	}
	return ends
}

// titleText is one line of bold text with the parts that match underlined.
type titleText struct {
	text  *canvas.Text
	lines []*canvas.Rectangle
	into  *fyne.Container
}

func newTitleText() *titleText {
	t := &titleText{text: canvas.NewText("", look.Color(look.ColorText))}
	t.text.TextStyle = bold
	t.text.TextSize = look.TextBody
	t.into = group(t.text)
	return t
}

// set draws a title at a place, not wider than width.
func (t *titleText) set(title string, q query, at fyne.Position, width float32, colour fyne.ThemeColorName) {
	title = oneLine(title)
	drawn, kept := ellipsis(title, width, t.text.TextSize, bold)
	t.text.Text = drawn
	t.text.Color = look.Color(colour)
	size := t.text.MinSize()
	t.text.Move(at)
	t.text.Resize(size)
	t.text.Refresh()

	spans := visibleSpans(q.find(title), kept, title)
	for len(t.lines) < len(spans) {
		line := canvas.NewRectangle(nil)
		t.lines = append(t.lines, line)
		t.into.Add(line)
	}
	for i, line := range t.lines {
		if i >= len(spans) {
			line.Hide()
			continue
		}
		from := t.width(title[:spans[i].start])
		to := t.width(title[:spans[i].end])
		line.FillColor = t.text.Color
		line.Move(at.AddXY(from, size.Height-2))
		line.Resize(fyne.NewSize(max(to-from, 1), 1.2))
		line.Show()
		line.Refresh()
	}
}

func (t *titleText) width(part string) float32 {
	return fyne.MeasureText(part, t.text.TextSize, bold).Width
}

// visibleSpans leaves out what the ellipsis hides. A title with letters written from right to left gets no lines:
// where they would belong depends on how its runs are laid out.
func visibleSpans(spans []span, kept int, title string) []span {
	if strings.ContainsFunc(title, rightToLeft) {
		return nil
	}
	visible := spans[:0:0]
	for _, s := range spans {
		if s.start < kept {
			visible = append(visible, span{s.start, min(s.end, kept)})
		}
	}
	return visible
}

func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam)
}

// smallText is one line of text of less weight.
func smallText() *canvas.Text {
	text := canvas.NewText("", look.Color(look.ColorSecondary))
	text.TextSize = look.TextSmall
	return text
}

// setText draws a text at a place, not wider than width, and says how wide it is.
func setText(text *canvas.Text, words string, at fyne.Position, width float32, colour fyne.ThemeColorName) float32 {
	text.Text, _ = ellipsis(oneLine(words), width, text.TextSize, text.TextStyle)
	text.Color = look.Color(colour)
	size := text.MinSize()
	text.Move(at)
	text.Resize(size)
	text.Refresh()
	return size.Width
}

// lineHeight is how high a line of text of a size is.
func lineHeight(size float32, style fyne.TextStyle) float32 {
	return fyne.MeasureText("Ag", size, style).Height
}

// baseline is how far below its top a line of text stands.
func baseline(size float32, style fyne.TextStyle) float32 {
	_, line := fyne.CurrentApp().Driver().RenderedTextSize("Ag", size, style, nil)
	return line
}

func group(objects ...fyne.CanvasObject) *fyne.Container { return &fyne.Container{Objects: objects} }
