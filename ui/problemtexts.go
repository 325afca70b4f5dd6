package ui

import (
	"maps"
	"strconv"
	"strings"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// problemTextIn is problemText with its sizes written the person's way.
func problemTextIn(p *service.Problem, l *format.Locale) string {
	if p == nil || len(p.Args) == 0 {
		return words.Problem(p)
	}
	own := *p
	own.Args = maps.Clone(p.Args)
	for field, value := range p.Args {
		number, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			continue
		}
		if of, is := strings.CutSuffix(field, "Bytes"); is {
			own.Args[of] = l.Size(number)
		} else if of, is := strings.CutSuffix(field, "MB"); is {
			own.Args[of] = l.Megabytes(int(number))
		}
	}
	return words.Problem(&own)
}

// nameInSentence is how many letters of a file's name its row's sentence repeats: the name stands whole above it.
const nameInSentence = 16

// rowProblemText is what a row has room for.
func rowProblemText(p *service.Problem, l *format.Locale) string {
	if p == nil || p.Args["Name"] == "" {
		return problemTextIn(p, l)
	}
	own := *p
	own.Args = maps.Clone(p.Args)
	own.Args["Name"] = widgets.Short(p.Args["Name"], nameInSentence)
	return problemTextIn(&own, l)
}
