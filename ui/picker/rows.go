package picker

import (
	"sort"

	"fyne.io/fyne/v2"
	fynecontainer "fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/widgets"
)

// rows is the open list. It draws only the lines in sight, so ten thousand cost what ten do.
type rows struct {
	widget.BaseWidget

	onChosen    func(id string)
	onHighlight func() // the highlight moved by the pointer
	formatCount func(int) string

	index  *index
	items  []item
	query  query
	typed  string
	chosen string
	active int // place of the highlighted item, -1 for none

	tops   []float32 // where each item begins; one more for the end
	scroll *fynecontainer.Scroll
	wheel  *widgets.Wheel
	lines  *fyne.Container
	pool   []*row
}

func newRows() *rows {
	r := &rows{active: -1, tops: []float32{listPad}}
	r.lines = fynecontainer.New(&linesLayout{r})
	r.scroll = fynecontainer.NewVScroll(r.lines)
	r.scroll.OnScrolled = func(fyne.Position) { r.drawVisible() }
	r.wheel = widgets.NewWheel(rowsPerNotch*rowHeight, r.scrollBy)
	r.ExtendBaseWidget(r)
	return r
}

// rowsPerNotch is how many rows a notch of the mouse wheel passes.
const rowsPerNotch = 3

// scrollBy scrolls up by dy, within the list.
func (r *rows) scrollBy(dy float32) {
	lowest := max(0, r.height()-r.scroll.Size().Height)
	r.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(r.scroll.Offset.Y-dy, lowest))))
}

// linesLayout tells the scroller how high all items are; drawVisible places the few that are drawn.
type linesLayout struct{ rows *rows }

func (l *linesLayout) Layout([]fyne.CanvasObject, fyne.Size) {}
func (l *linesLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, l.rows.height()) }

// show draws the answer to a query. The highlight goes to the entry of an id, or to the first one.
func (r *rows) show(x *index, items []item, typed string, q query, chosen, highlighted string) {
	r.index, r.items, r.typed, r.query, r.chosen = x, items, typed, q, chosen
	entryHeight := flatRowHeight
	if x.twoLine {
		entryHeight = rowHeight
	}
	r.tops = append(r.tops[:0], listPad)
	r.active = -1
	first, top := -1, listPad
	for i, it := range items {
		height := headingHeight
		if it.entry >= 0 {
			height = entryHeight
			if first < 0 {
				first = i
			}
			if r.active < 0 && highlighted != "" && x.entries[it.entry].ID == highlighted {
				r.active = i
			}
		}
		top += height
		r.tops = append(r.tops, top)
	}
	if r.active < 0 {
		r.active = first
	}
	r.scroll.Offset.Y = max(min(r.scroll.Offset.Y, r.height()-r.scroll.Size().Height), 0)
	r.scroll.Refresh()
	r.drawVisible()
}

// listPad is the room above the first row and below the last one.
const listPad float32 = 4

// height is how high all items are together.
func (r *rows) height() float32 { return r.tops[len(r.tops)-1] + listPad }

// activeID is the highlighted entry, "" for none.
func (r *rows) activeID() string {
	if r.active < 0 {
		return ""
	}
	return r.index.entries[r.items[r.active].entry].ID
}

// highlight moves the highlight by the pointer, without scrolling.
func (r *rows) highlight(place int) {
	r.active = place
	r.drawVisible()
	r.onHighlight()
}

// setActive moves the highlight by a key and scrolls it into sight.
func (r *rows) setActive(place int) {
	r.active = place
	r.reveal()
	r.drawVisible()
}

// move goes a number of entries up or down, to the last one at most, and reports whether the highlight moved.
func (r *rows) move(by int) bool {
	step := 1
	if by < 0 {
		step = -1
	}
	at, left := r.active, by*step
	for i := r.active + step; i >= 0 && i < len(r.items) && left > 0; i += step {
		if r.items[i].entry >= 0 {
			at = i
			left--
		}
	}
	moved := at != r.active
	if moved {
		r.setActive(at)
	}
	return moved
}

// first highlights the first entry, last the last one.
func (r *rows) first() { r.edge(0, 1) }
func (r *rows) last()  { r.edge(len(r.items)-1, -1) }

func (r *rows) edge(from, step int) {
	for i := from; i >= 0 && i < len(r.items); i += step {
		if r.items[i].entry >= 0 {
			r.setActive(i)
			return
		}
	}
}

// page is how many entries PageUp and PageDown go.
func (r *rows) page() int { return max(int(r.scroll.Size().Height/rowHeight)-1, 1) }

// reveal scrolls until the highlight is in sight, with the heading above it if there is one.
func (r *rows) reveal() {
	if r.active < 0 {
		return
	}
	above := r.active
	if above > 0 && r.items[above-1].entry < 0 {
		above--
	}
	offset := r.scroll.Offset.Y
	if top := r.tops[above] - listPad; top < offset {
		offset = top
	}
	if bottom := r.tops[r.active+1] + listPad; bottom > offset+r.scroll.Size().Height {
		offset = bottom - r.scroll.Size().Height
	}
	if offset != r.scroll.Offset.Y {
		r.scroll.ScrollToOffset(fyne.NewPos(0, offset))
	}
}

// centre scrolls the highlight to the middle, for a popup that opens on a choice far down.
func (r *rows) centre() {
	offset := float32(0)
	if r.active >= 0 && r.tops[r.active+1]+listPad > r.scroll.Size().Height {
		offset = (r.tops[r.active] + r.tops[r.active+1] - r.scroll.Size().Height) / 2
	}
	r.scroll.Offset.Y = max(min(offset, r.height()-r.scroll.Size().Height), 0)
	r.scroll.Refresh()
	r.drawVisible()
}

// drawVisible gives the pooled rows the items in sight.
func (r *rows) drawVisible() {
	size := r.scroll.Size()
	top, bottom := r.scroll.Offset.Y, r.scroll.Offset.Y+size.Height
	from := max(sort.Search(len(r.items), func(i int) bool { return r.tops[i+1] > top }), 0)
	to := sort.Search(len(r.items), func(i int) bool { return r.tops[i] >= bottom })
	if size.Width <= 0 || size.Height <= 0 {
		to = from
	}
	r.grow(to - from)
	used := make(map[*row]bool, to-from)
	for i := from; i < to; i++ {
		line := r.pool[i%len(r.pool)]
		used[line] = true
		line.Resize(fyne.NewSize(size.Width, r.tops[i+1]-r.tops[i]))
		line.Move(fyne.NewPos(0, r.tops[i]))
		line.set(r.contentOf(i, size.Width), r.query)
		widgets.SetVisible(line, true)
	}
	for _, line := range r.pool {
		if !used[line] {
			widgets.SetVisible(line, false)
		}
	}
}

func (r *rows) contentOf(i int, width float32) rowContent {
	it := r.items[i]
	content := rowContent{place: i, heading: it.heading, typed: r.typed, active: i == r.active, width: width, height: r.tops[i+1] - r.tops[i]}
	if it.entry >= 0 {
		content.entry = r.index.entries[it.entry]
		content.chosen = content.entry.ID == r.chosen
	}
	return content
}

// grow makes the pool larger than what is in sight, so that item i keeps the row i modulo its length while it scrolls.
func (r *rows) grow(visible int) {
	if len(r.pool) > visible {
		return
	}
	for len(r.pool) < visible+2 {
		line := newRow(r)
		line.Hide()
		r.pool = append(r.pool, line)
		r.lines.Objects = append(r.lines.Objects, line)
	}
}

// CreateRenderer shows the scroller.
func (r *rows) CreateRenderer() fyne.WidgetRenderer { return &rowsRenderer{rows: r} }

type rowsRenderer struct{ rows *rows }

func (d *rowsRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{d.rows.scroll, d.rows.wheel}
}

func (d *rowsRenderer) Layout(size fyne.Size) {
	d.rows.scroll.Resize(size)
	d.rows.wheel.Resize(size)
	d.rows.drawVisible()
}

func (d *rowsRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

func (d *rowsRenderer) Refresh() { d.rows.scroll.Refresh() }

func (d *rowsRenderer) Destroy() {}
