package picker

import "slices"

// index is a set of entries made ready for filtering: folded once, found by id.
type index struct {
	entries []Entry
	folded  []string
	byID    map[string]int
	done    int
	twoLine bool // some entry has a second line, so all rows are high enough for one
}

func newIndex(entries []Entry) *index {
	x := &index{
		entries: entries,
		folded:  make([]string, len(entries)),
		byID:    make(map[string]int, len(entries)),
	}
	for i, entry := range entries {
		x.folded[i] = fold(entry.Title)
		x.byID[entry.ID] = i
		if entry.Done {
			x.done++
		}
		if entry.Detail != "" || entry.Kind != "" || entry.Important {
			x.twoLine = true
		}
	}
	return x
}

// item is one line of the open list: a heading, or the entry at a place of the index.
type item struct {
	heading string
	entry   int // -1 for a heading
}

// found is the answer to one query.
type found struct {
	items      []item
	shown, all int // entries; all counts those that an empty filter would show
}

// request is what is asked of an index.
type request struct {
	query         query
	recent        []string // ids, newest first
	showDone      bool
	chosen        string // shown even when done
	recentHeading string
	otherHeading  string
}

// find filters and ranks, and gives each entry once: under Recent, or else among the others.
func (x *index) find(ask request) found {
	recent := x.recentPlaces(ask.recent)
	var result found
	var first, others [rankCount][]int
	visit := func(place int, into *[rankCount][]int) {
		if entry := &x.entries[place]; entry.Done && !ask.showDone && entry.ID != ask.chosen {
			return
		}
		result.all++
		if rank := ask.query.rank(x.folded[place]); rank != rankNone {
			into[rank] = append(into[rank], place)
			result.shown++
		}
	}
	for _, place := range recent {
		visit(place, &first)
	}
	for place := range x.entries {
		if !slices.Contains(recent, place) {
			visit(place, &others)
		}
	}
	result.items = make([]item, 0, result.shown+2)
	result.addSection(ask.recentHeading, first)
	if len(result.items) == 0 {
		ask.otherHeading = ""
	}
	result.addSection(ask.otherHeading, others)
	return result
}

func (f *found) addSection(heading string, ranked [rankCount][]int) {
	for _, places := range ranked {
		for _, place := range places {
			if heading != "" {
				f.items = append(f.items, item{heading: heading, entry: -1})
				heading = ""
			}
			f.items = append(f.items, item{entry: place})
		}
	}
}

// maxRecent keeps the Recent section short enough that the list's own entries are in sight.
const maxRecent = 5

// recentPlaces are the places of the recent choices that are still there, each once.
func (x *index) recentPlaces(ids []string) []int {
	var places []int
	for _, id := range ids {
		place, known := x.byID[id]
		if known && !slices.Contains(places, place) {
			places = append(places, place)
		}
		if len(places) == maxRecent {
			break
		}
	}
	return places
}
