package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// filter says which items are on show.
type filter int

// The filters, in the order of their chips.
const (
	filterAll filter = iota
	filterUnfinished
	filterFailed
	filterDone
	filterCount
)

func (f filter) takes(item *service.Item) bool {
	switch f {
	case filterUnfinished:
		return !item.State.Terminal()
	case filterFailed:
		return item.State == service.ItemFailed
	case filterDone:
		return item.State == service.ItemAttached || item.State == service.ItemUndone
	case filterAll, filterCount:
	}
	return true
}

// queuePane is the list of files on their way, with its filter. It holds no state of a transfer: what it shows is the
// last snapshot through the filter.
type queuePane struct {
	list   *fileList
	object *fyne.Container
	chips  [filterCount]*widgets.Chip
	bar    *fyne.Container // the chips, or where they do not fit the one that opens a menu
	narrow *widgets.Chip
	empty  *widgets.Line // where the filter leaves nothing

	locale *format.Locale
	now    func() time.Time
	do     func(action rowAction, item *service.Item)
	menu   func(item *service.Item, at fyne.Position)
	pick   func(under fyne.CanvasObject) // opens the menu of filters

	filter filter
	items  []*service.Item // all of the queue
	shown  []*service.Item // those the filter takes
	held   map[uint64]service.HeldFor
	task   string  // the chosen one
	owners *owners // names them where more than one is signed in
	day    int     // of the year: at midnight "today" becomes "yesterday"
	failed int     // how many the filter's chip says
}

func newQueuePane(locale *format.Locale, now func() time.Time) *queuePane {
	q := &queuePane{list: newFileList(), locale: locale, now: now}
	q.list.content = func(index int) rowContent {
		item := q.shown[index]
		held := q.held[item.ID]
		line := describe(item, held, q.task, q.locale, q.now())
		if owner := q.owners.nameFor(item); owner != "" {
			line.text = joinFacts([]string{line.text, owner})
		}
		return contentOf(item, held, line)
	}
	q.list.version = func(index int) rowVersion {
		return rowVersion{item: q.shown[index], held: q.held[q.shown[index].ID], task: q.task, day: q.day, owners: q.owners}
	}
	q.list.pressed = func(index, button int) {
		if index < len(q.shown) {
			item := q.shown[index]
			if actions := q.actions(item); button < len(actions) {
				q.do(actions[button], item)
			}
		}
	}
	q.list.menu = func(index int, at fyne.Position) {
		if index < len(q.shown) {
			q.menu(q.shown[index], at)
		}
	}
	q.list.key = q.typedKey
	for f, text := range [filterCount]string{textFilterAll(), textFilterUnfinished(), textFilterFailed(), textFilterDone()} {
		q.chips[f] = widgets.NewChip(text, func() { q.setFilter(filter(f)) })
	}
	q.narrow = widgets.NewMenuChip(func() { q.pick(q.narrow) })
	q.bar = container.New(&filterLayout{}, q.narrow, widgets.LeftRow(4, q.chips[0], q.chips[1], q.chips[2], q.chips[3]))
	q.empty = widgets.NewLine("", widgets.LineStyle{Size: look.TextBody, Colour: look.ColorSecondary, Align: fyne.TextAlignCenter})
	q.object = container.New(&queueLayout{list: q.list}, q.list.object, q.empty)
	q.setFilter(filterAll)
	return q
}

// queueLayout lets the card end after its last row.
type queueLayout struct{ list *fileList }

func (l *queueLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	card, empty := objects[0], objects[1]
	card.Move(fyne.NewPos(0, 0))
	card.Resize(fyne.NewSize(size.Width, min(size.Height, l.list.wantedHeight())))
	line := empty.MinSize().Height
	empty.Move(fyne.NewPos(0, min(40, size.Height/3)))
	empty.Resize(fyne.NewSize(size.Width, line))
}

func (l *queueLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(220, look.RowHeight+2*cardEdge)
}

// setItems draws the queue of a snapshot.
func (q *queuePane) setItems(items []*service.Item, held map[uint64]service.HeldFor, task string) {
	q.items, q.held, q.task, q.day = items, held, task, q.now().YearDay()
	q.apply()
}

func (q *queuePane) setFilter(f filter) {
	q.filter, q.failed = f, -1 // the chips are drawn anew
	q.empty.SetText([filterCount]string{"", textNoneUnfinished(), textNoneFailed(), textNoneDone()}[f], look.ColorSecondary)
	q.apply()
}

func (q *queuePane) apply() {
	failed := 0
	q.shown = q.shown[:0]
	for _, item := range q.items {
		if item.State == service.ItemFailed {
			failed++
		}
		if q.filter.takes(item) {
			q.shown = append(q.shown, item)
		}
	}
	before := q.list.length
	q.list.redraw(len(q.shown))
	q.showChips(failed)
	widgets.SetVisible(q.list.object, len(q.shown) > 0)
	widgets.SetVisible(q.empty, len(q.shown) == 0 && len(q.items) > 0)
	if before != len(q.shown) {
		q.object.Refresh()
	}
}

// choices is the menu of filters.
func (q *queuePane) choices() *fyne.Menu {
	menu := fyne.NewMenu("")
	for f, chip := range q.chips {
		item := fyne.NewMenuItem(chip.Text(), func() { q.setFilter(filter(f)) })
		item.Checked = filter(f) == q.filter
		menu.Items = append(menu.Items, item)
	}
	return menu
}

// filterLayout shows all filters where they fit, else the chosen one alone, which opens the rest. Its parent gives it
// what room there is.
type filterLayout struct{}

func (filterLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	narrow, all := objects[0], objects[1]
	fits := all.MinSize().Width <= size.Width
	widgets.SetVisible(all, fits)
	widgets.SetVisible(narrow, !fits)
	for _, o := range objects {
		own := o.MinSize()
		o.Move(fyne.NewPos(size.Width-own.Width, (size.Height-own.Height)/2))
		o.Resize(own)
	}
}

func (filterLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (q *queuePane) showChips(failed int) {
	if failed == q.failed {
		return
	}
	q.failed = failed
	resized := false
	for f, chip := range q.chips {
		text, colour := chip.Text(), look.ColorSecondary
		if filter(f) == filterFailed {
			text = textFilterFailed()
			if failed > 0 {
				text, colour = textFilterFailedCount(failed, q.locale.Count(failed)), look.ColorBad
			}
		}
		if chip.Set(text, colour, filter(f) == q.filter) {
			resized = true
		}
	}
	chosen := q.chips[q.filter]
	if q.narrow.Set(chosen.Text(), chosen.Colour(), true) || resized {
		q.bar.Refresh()
	}
}

func (q *queuePane) actions(item *service.Item) []rowAction { return actionsFor(item, q.held[item.ID]) }

// typedKey does what a key means for the row under the keyboard, and reports whether it means anything.
func (q *queuePane) typedKey(index int, key *fyne.KeyEvent) bool {
	if index >= len(q.shown) {
		return false
	}
	item := q.shown[index]
	for _, action := range q.actions(item) {
		if keyOf(action) == key.Name || (key.Name == fyne.KeyBackspace && action == actRemove) {
			q.do(action, item)
			return true
		}
	}
	return false
}

// keyOf is the key of an action in the list of files.
func keyOf(action rowAction) fyne.KeyName {
	switch action {
	case actPause, actResume:
		return fyne.KeySpace
	case actRetry, actTryNow:
		return fyne.KeyR
	case actDetails:
		return fyne.KeyI
	case actOpenTask:
		return fyne.KeyO
	case actUndo:
		return fyne.KeyU
	case actRemove:
		return fyne.KeyDelete
	case actChooseTask:
		return fyne.KeyT
	case actSignIn:
		return fyne.KeyS
	}
	return ""
}
