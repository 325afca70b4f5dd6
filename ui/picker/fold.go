package picker

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// span is a part of a string, in bytes. Both ends lie on rune boundaries.
type span struct{ start, end int }

// unfoldable are letters that Unicode does not decompose, but that people type as others.
var unfoldable = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o",
	'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ħ': "h", 'Ħ': "h",
	'ı': "i", 'ς': "σ", '’': "'", '‘': "'", '“': "\"", '”': "\"", '–': "-", '—': "-",
}

// fold writes a text the way it is compared: without accents, case and width, ligatures taken apart. What folds alike
// matches: "Größe" and "grosse", "ＡＢＣ" and "abc", "한" begins with "하".
func fold(text string) string {
	if lower, ok := foldASCII(text); ok {
		return lower
	}
	folded := make([]byte, 0, len(text)+8)
	for _, r := range text {
		folded = appendFolded(folded, r)
	}
	return string(folded)
}

// foldASCII is the quick way for the many titles without a foreign letter.
func foldASCII(text string) (string, bool) {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	return strings.ToLower(text), true
}

// appendFolded adds one rune as it is compared, which may be nothing at all (an accent on its own).
func appendFolded(folded []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return utf8.AppendRune(folded, unicode.ToLower(r))
	}
	var encoded [utf8.UTFMax]byte
	parts := norm.NFKD.AppendString(nil, string(encoded[:utf8.EncodeRune(encoded[:], r)]))
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		if !isAccent(part, parts) {
			part = unicode.ToLower(part)
			if plain, ok := unfoldable[part]; ok {
				folded = append(folded, plain...)
			} else {
				folded = utf8.AppendRune(folded, part)
			}
		}
		parts = parts[size:]
	}
	return folded
}

// isAccent reports whether a rune is a mark that people leave out when they search: accents, Hebrew points, Arabic
// vowel signs, variation selectors and invisible joiners. Marks that make another letter stay: nuktas, kana voicing
// and viramas (classes 7 to 9), and vowel signs (class 0).
func isAccent(r rune, encoded []byte) bool {
	if unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Cf, r) {
		return true
	}
	if !unicode.Is(unicode.Mn, r) {
		return false
	}
	class := norm.NFKD.Properties(encoded).CCC()
	return class != 0 && (class < 7 || class > 9)
}

// A query is what a person typed into the filter, folded once.
type query struct {
	phrase string   // the words with one space between
	words  []string // empty: everything matches
}

func newQuery(typed string) query {
	words := strings.Fields(fold(typed))
	return query{phrase: strings.Join(words, " "), words: words}
}

// The ranks of a match, best first. Several words that do not stand together rank after a phrase.
const (
	rankPrefix = iota
	rankWordPrefix
	rankSubstring
	rankWordsPrefix
	rankWordsSubstring
	rankCount
	rankNone = -1
)

// rank says how well a folded title matches, rankNone where a word is missing.
func (q query) rank(folded string) int {
	switch {
	case len(q.words) == 0, strings.HasPrefix(folded, q.phrase):
		return rankPrefix
	case hasWordPrefix(folded, q.phrase):
		return rankWordPrefix
	case strings.Contains(folded, q.phrase):
		return rankSubstring
	case len(q.words) == 1:
		return rankNone
	}
	rank := rankWordsPrefix
	for _, word := range q.words {
		if !strings.Contains(folded, word) {
			return rankNone
		}
		if !strings.HasPrefix(folded, word) && !hasWordPrefix(folded, word) {
			rank = rankWordsSubstring
		}
	}
	return rank
}

// hasWordPrefix reports whether a word other than the first begins with part.
func hasWordPrefix(folded, part string) bool { return wordPrefix(folded, part) > 0 }

// wordPrefix is where a word begins with part, or -1.
func wordPrefix(folded, part string) int {
	for from := 0; from <= len(folded); {
		found := strings.Index(folded[from:], part)
		if found < 0 {
			return -1
		}
		at := from + found
		before, _ := utf8.DecodeLastRuneInString(folded[:at])
		if at == 0 || !unicode.IsLetter(before) && !unicode.IsNumber(before) && !unicode.IsMark(before) {
			return at
		}
		_, size := utf8.DecodeRuneInString(folded[at:])
		from = at + max(size, 1)
	}
	return -1
}

// find gives the parts of a title that match, in the title's own bytes, sorted and without overlap; none where a word
// is missing.
func (q query) find(title string) []span {
	if len(q.words) == 0 {
		return nil
	}
	folded, origin := foldWithOrigin(title)
	if at := bestIndex(folded, q.phrase); at >= 0 {
		return []span{origin.span(title, at, at+len(q.phrase))}
	}
	var found []span
	for _, word := range q.words {
		at := bestIndex(folded, word)
		if at < 0 {
			return nil
		}
		found = insert(found, origin.span(title, at, at+len(word)))
	}
	return found
}

// bestIndex prefers the beginning of a word, as the ranking does.
func bestIndex(folded, part string) int {
	if at := wordPrefix(folded, part); at >= 0 {
		return at
	}
	return strings.Index(folded, part)
}

// insert adds a span to sorted ones and joins those that touch.
func insert(spans []span, added span) []span {
	merged := spans[:0:0]
	for _, s := range spans {
		switch {
		case s.end < added.start:
			merged = append(merged, s)
		case added.end < s.start:
			merged = append(merged, added)
			added = s
		default:
			added = span{min(s.start, added.start), max(s.end, added.end)}
		}
	}
	return append(merged, added)
}

// origins says for each folded byte where the rune it came from begins in the original.
type origins []int

func foldWithOrigin(text string) (string, origins) {
	folded := make([]byte, 0, len(text)+8)
	origin := make(origins, 0, len(text)+8)
	for at, r := range text {
		folded = appendFolded(folded, r)
		for len(origin) < len(folded) {
			origin = append(origin, at)
		}
	}
	return string(folded), origin
}

// span maps folded bytes back. It takes whole runes (half of "ß" is "ß") and the accents that follow the last one.
func (o origins) span(text string, start, end int) span {
	last := o[end-1]
	_, size := utf8.DecodeRuneInString(text[last:])
	stop := last + size
	for stop < len(text) {
		r, size := utf8.DecodeRuneInString(text[stop:])
		if !unicode.Is(unicode.Mn, r) {
			break
		}
		stop += size
	}
	return span{o[start], stop}
}
