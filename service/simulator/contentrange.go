package simulator

import (
	"regexp"
	"strconv"
)

// contentRange is a parsed Content-Range header: bytes first to last, inclusive, of total.
type contentRange struct {
	first, last, total int64
}

func (r contentRange) length() int64 { return r.last - r.first + 1 }

// contentRangeForm is the grammar, spaces and all (E29). Eighteen digits fit an int64.
var contentRangeForm = regexp.MustCompile(`^bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})$`)

// parseContentRange reads "bytes 0-99/1000" and nothing else: no other unit, no '*', no blanks, no signs (E29).
func parseContentRange(header string) (contentRange, bool) {
	parts := contentRangeForm.FindStringSubmatch(header)
	if parts == nil {
		return contentRange{}, false
	}
	var numbers [3]int64
	for i := range numbers {
		numbers[i], _ = strconv.ParseInt(parts[i+1], 10, 64)
	}
	r := contentRange{first: numbers[0], last: numbers[1], total: numbers[2]}
	return r, r.first <= r.last && r.last < r.total
}
