package archive

import (
	"archive/zip"
	"math"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// nameOf returns the name in the archive of a path in the tree: with slashes on every system, relative, and without a
// way out of the folder that it is unpacked into. Two paths never get the same name. A folder's name is asked for
// before those in it.
func (p *packing) nameOf(inside string) string {
	if inside == "." {
		return p.names["."]
	}
	parent, known := p.names[filepath.Dir(inside)]
	if !known {
		parent = p.nameOf(filepath.Dir(inside))
	}
	clean := cleanName(filepath.Base(inside))
	name := path.Join(parent, clean)
	for n := 2; p.taken[name]; n++ {
		extension := path.Ext(clean)
		name = path.Join(parent, strings.TrimSuffix(clean, extension)+" ("+strconv.Itoa(n)+")"+extension)
	}
	p.taken[name], p.names[inside] = true, name
	return name
}

// cleanName makes one element of a name safe to unpack on every system: valid UTF-8, no control characters, none of
// the marks that turn the direction of writing, no backslash (a separator on Windows), no drive, and never "." or
// "..".
func cleanName(element string) string {
	element = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\uFEFF', r == '\u200E', r == '\u200F', r == '\u061C',
			r >= '\u2028' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		case r == '\\' || r == '/':
			return '_'
		}
		return r
	}, strings.ToValidUTF8(element, "\uFFFD"))
	if len(element) >= 2 && element[1] == ':' {
		element = element[:1] + "_" + element[2:]
	}
	if trimmed := strings.TrimSpace(element); trimmed == "" || trimmed == "." || trimmed == ".." {
		return "_"
	}
	return element
}

// The years that a .zip can hold: its dates are those of MS-DOS.
const (
	firstYear = 1980
	lastYear  = 2107
)

// setTime sets the time of a header, moved to the nearest one that a .zip can hold.
func setTime(header *zip.FileHeader, modified time.Time) {
	switch year := modified.Year(); {
	case year < firstYear:
		modified = time.Date(firstYear, time.January, 1, 0, 0, 0, 0, modified.Location())
	case year > lastYear:
		modified = time.Date(lastYear, time.December, 31, 23, 59, 58, 0, modified.Location())
	}
	if header.Modified = modified; modified.Unix() > math.MaxInt32 {
		// The precise time beside the MS-DOS date is a signed number of 32 bits: it is left out after 2038.
		header.Modified = time.Time{}
		header.ModifiedDate = uint16(modified.Day() + int(modified.Month())<<5 + (modified.Year()-firstYear)<<9) //nolint:staticcheck // the only way to write a date without the precise time
		header.ModifiedTime = uint16(modified.Second()/2 + modified.Minute()<<5 + modified.Hour()<<11)           //nolint:staticcheck // likewise
	}
}
