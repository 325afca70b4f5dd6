package widgets

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
)

// wrap breaks text into lines of a width, most lines at most, and reports whether that is all of it; else the last one
// ends in "…".
func wrap(text string, width float32, most int, style LineStyle) (lines []string, whole bool) {
	style.Cut = CutEnd
	rest := strings.TrimSpace(text)
	for len(lines) < most-1 && width > 0 {
		if textWidth(rest, style) <= width {
			break
		}
		at := lineEnd([]rune(rest), width, style)
		if at == 0 {
			break
		}
		runes := []rune(rest)
		lines = append(lines, strings.TrimSpace(string(runes[:at])))
		rest = strings.TrimSpace(string(runes[at:]))
	}
	last := rest
	if width > 0 {
		last = shorten(rest, width, style)
	}
	return append(lines, last), last == rest
}

// noBreakSpace keeps a number and its unit on one line.
const noBreakSpace = '\u00a0'

func textWidth(text string, style LineStyle) float32 {
	return fyne.MeasureText(text, style.Size, fyne.TextStyle{Bold: style.Bold}).Width
}

// lineEnd is where the first line of a width ends: behind the last word that fits, or, where not even one does, behind
// the last letter that does.
func lineEnd(runes []rune, width float32, style LineStyle) int {
	low, high := 0, min(len(runes), 600) // no line of this window holds more letters
	for low < high {
		middle := (low + high + 1) / 2
		if textWidth(string(runes[:middle]), style) <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	for at := low; at > 0; at-- {
		if breaks(runes, at) {
			return at
		}
	}
	for low > 0 && low < len(runes) && clings(runes[low]) {
		low--
	}
	return low
}

// breaks reports whether a line may end before runes[at]: at a space, and between letters of the scripts that have
// none.
func breaks(runes []rune, at int) bool {
	if at >= len(runes) {
		return true
	}
	before, after := runes[at-1], runes[at]
	if before == noBreakSpace || after == noBreakSpace {
		return false
	}
	if unicode.IsSpace(before) || unicode.IsSpace(after) {
		return !strings.ContainsRune("·:;!?»", after) // "·" stays with the fact before it
	}
	return ideographic(before) && !strings.ContainsRune("、。，．・：；！？）」』】〉》”’ーっゃゅょッャュョ…", after) && !strings.ContainsRune("（「『【〈《“‘", before)
}

func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || strings.ContainsRune("、。，．・：；！？）」』】〉》ー", r)
}
