package picker

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

const (
	popupGap       float32 = 6 // between button and popup
	popupMargin    float32 = 8 // to the window's edge
	popupMinWidth  float32 = 400
	popupMaxWidth  float32 = 640
	popupMaxHeight float32 = 560
	// popupFlipBelow: with less room than this under the button, and more above it, the popup opens upwards.
	popupFlipBelow float32 = 240
	searchHeight   float32 = 46
	footHeight     float32 = 44
	searchIcon     float32 = 17
	refreshTarget  float32 = 34
)

// popup covers the window while a picker is open: a card under the button, and around it nothing but a place to tap
// that closes it. It lives as long as its picker, so that its fonts and rows are made once.
type popup struct {
	widget.BaseWidget

	picker *Picker
	canvas fyne.Canvas

	card       *canvas.Rectangle
	catch      *shield
	searchMark *canvas.Image
	filter     *filterEntry
	field      *container.ThemeOverride
	count      *canvas.Text
	refresh    *iconButton
	busy       *widget.Activity
	upperLine  *canvas.Rectangle
	lowerLine  *canvas.Rectangle
	list       *rows
	message    *message
	foot       *footRow
	done       *toggle
	found      found
	naming     bool // the filter asks for the name of something new
}

func newPopup(p *Picker) *popup {
	words := p.config.Words
	u := &popup{
		picker:     p,
		card:       canvas.NewRectangle(nil),
		catch:      newShield(),
		searchMark: canvas.NewImageFromResource(look.Icon(look.IconSearch, look.ColorSecondary)),
		filter:     newFilterEntry(words.Filter),
		count:      smallText(),
		busy:       widget.NewActivity(),
		upperLine:  canvas.NewRectangle(nil),
		lowerLine:  canvas.NewRectangle(nil),
		list:       newRows(),
	}
	u.searchMark.FillMode = canvas.ImageFillContain
	u.card.CornerRadius = look.CardRadius
	u.card.StrokeWidth = look.LineWidth
	u.card.Shadow = canvas.Shadow{BlurRadius: 28, Offset: fyne.NewPos(0, 8)}
	u.filter.OnChanged = func(string) { u.typed() }
	u.filter.keys = u.key
	u.filter.make = u.create
	u.field = container.NewThemeOverride(u.filter, plainField{})
	u.list.onChosen = p.choose
	u.list.formatCount = p.config.FormatCount
	u.list.onHighlight = func() { u.foot.setActive(false) }
	u.refresh = newIconButton(look.IconRefresh, p.refreshEntries, p.Close)
	u.message = newMessage(p.refreshEntries, p.Close)
	u.foot = newFootRow(u.create)
	u.done = newToggle(lang.X("picker.show_completed", "Show completed"), func(on bool) {
		p.showDone = on
		u.update()
	}, p.Close)
	u.ExtendBaseWidget(u)
	return u
}

// open shows the popup over a window's content, with an empty filter.
func (u *popup) open(in fyne.Canvas) {
	u.canvas = in
	u.naming = false
	u.filter.SetPlaceHolder(u.picker.config.Words.Filter)
	u.filter.SetText("")
	u.setFoot(false)
	u.find(u.picker.state.SelectedID)
	u.canvas.Overlays().Add(u)
	u.Resize(in.Size())
	u.Refresh()
	u.list.centre()
	u.canvas.Focus(u.filter)
}

// close takes it away and gives the focus back.
func (u *popup) close() {
	u.busy.Stop()
	u.message.stop()
	u.canvas.Unfocus() // also stops the cursor's blinking
	u.canvas.Overlays().Remove(u)
	if !u.picker.Disabled() {
		u.canvas.Focus(u.picker)
	}
}

// update draws a new state of the picker: the filter and the highlighted entry stay.
func (u *popup) update() {
	u.find(u.list.activeID())
	u.Refresh()
}

// typed filters anew: the best match is highlighted.
func (u *popup) typed() {
	if !u.picker.opened {
		return
	}
	u.list.scroll.Offset.Y = 0
	u.setFoot(u.naming)
	u.find("")
	u.Refresh()
}

// find asks the index and hands the answer to the list.
func (u *popup) find(highlighted string) {
	p := u.picker
	q := newQuery(u.filter.Text)
	x := p.ready()
	u.found = x.find(request{
		query:         q,
		recent:        p.state.Recent,
		showDone:      p.showDone,
		chosen:        p.state.SelectedID,
		recentHeading: lang.X("picker.recent", "Recent"),
		otherHeading:  p.state.Section,
	})
	u.list.show(x, u.found.items, u.filter.Text, q, p.state.SelectedID, highlighted)
	if u.foot.active {
		u.list.active = -1
		u.list.drawVisible()
	}
}

// name is what was typed, fit for a new list or task.
func (u *popup) name() string { return strings.TrimSpace(oneLine(u.filter.Text)) }

// create makes something new of what was typed, and asks for its name first where nothing was.
func (u *popup) create() {
	if name := u.name(); name != "" {
		u.picker.create(name)
		return
	}
	u.naming = true
	u.filter.SetPlaceHolder(u.picker.config.Words.Naming)
	u.setFoot(true)
	u.canvas.Focus(u.filter)
}

// key answers a key typed in the filter and reports whether the list took it.
func (u *popup) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyEscape:
		u.picker.Close()
	case fyne.KeyReturn, fyne.KeyEnter:
		u.enter()
	case fyne.KeyDown:
		if !u.list.move(1) {
			u.setFoot(true)
		}
	case fyne.KeyUp:
		if u.foot.active {
			u.setFoot(false)
			u.list.last()
		} else {
			u.list.move(-1)
		}
	case fyne.KeyPageDown:
		u.setFoot(false)
		u.list.move(u.list.page())
	case fyne.KeyPageUp:
		u.setFoot(false)
		u.list.move(-u.list.page())
	case fyne.KeyHome:
		u.setFoot(false)
		u.list.first()
	case fyne.KeyEnd:
		u.setFoot(false)
		u.list.last()
	default:
		return false
	}
	return true
}

// enter does what is highlighted, if anything is.
func (u *popup) enter() {
	if u.foot.active {
		u.create()
	} else if id := u.list.activeID(); u.list.active >= 0 {
		u.picker.choose(id)
	}
}

// setFoot moves the highlight to the foot row, or takes it away from there.
func (u *popup) setFoot(active bool) {
	if u.picker.config.OnCreate == nil || u.foot.active == active {
		return
	}
	u.foot.setActive(active)
	if active {
		u.list.active = -1
		u.list.drawVisible()
	}
}

// Tapped closes the popup: the tap was beside the card.
func (u *popup) Tapped(*fyne.PointEvent) { u.picker.Close() }

// TappedSecondary closes it likewise.
func (u *popup) TappedSecondary(*fyne.PointEvent) { u.picker.Close() }

// MouseIn keeps what lies behind from lighting up.
func (u *popup) MouseIn(*desktop.MouseEvent) {}

// MouseMoved is part of desktop.Hoverable.
func (u *popup) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (u *popup) MouseOut() {}

// CreateRenderer lays the card out.
func (u *popup) CreateRenderer() fyne.WidgetRenderer { return &popupRenderer{popup: u} }

type popupRenderer struct{ popup *popup }

func (r *popupRenderer) Objects() []fyne.CanvasObject {
	u := r.popup
	return []fyne.CanvasObject{u.card, u.catch, u.searchMark, u.field, u.count, u.busy, u.refresh, u.upperLine, u.message, u.list, u.lowerLine, u.foot, u.done}
}

func (r *popupRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

func (r *popupRenderer) Destroy() {}

func (r *popupRenderer) Refresh() {
	r.Layout(r.popup.Size())
	r.popup.card.Refresh()
	canvas.Refresh(r.popup)
}

// Layout paints what depends on the state and stacks the parts: filter, message, list, foot.
func (r *popupRenderer) Layout(window fyne.Size) {
	u := r.popup
	if u.canvas == nil || window.IsZero() {
		return
	}
	u.paint()
	width, at, room := u.bounds(window)
	u.message.show(u.words(), width)
	messageHeight := u.message.height
	foot := u.footHeight()
	fixed := searchHeight + look.LineWidth + messageHeight + foot
	listHeight := float32(0)
	if len(u.found.items) > 0 {
		listHeight = max(min(u.list.height(), room-fixed), 0)
	}
	height := fixed + listHeight
	if at.upwards {
		at.y -= height
	}
	u.card.Move(fyne.NewPos(at.x, at.y))
	u.card.Resize(fyne.NewSize(width, height))
	u.catch.Move(fyne.NewPos(at.x, at.y))
	u.catch.Resize(fyne.NewSize(width, height))
	u.layoutSearch(at.x, at.y, width)
	y := at.y + searchHeight
	u.upperLine.Move(fyne.NewPos(at.x, y))
	u.upperLine.Resize(fyne.NewSize(width, look.LineWidth))
	y += look.LineWidth
	u.message.Move(fyne.NewPos(at.x, y))
	u.message.Resize(fyne.NewSize(width, messageHeight))
	y += messageHeight
	widgets.SetVisible(u.list, listHeight > 0)
	u.list.Move(fyne.NewPos(at.x+1, y))
	u.list.Resize(fyne.NewSize(width-2, listHeight))
	u.layoutFoot(at.x, y+listHeight, width, foot)
}

// anchor is the corner of the card that touches the button.
type anchor struct {
	x, y    float32
	upwards bool
}

// bounds says how wide the card is, where it begins, and how high it may be.
func (u *popup) bounds(window fyne.Size) (float32, anchor, float32) {
	button := fyne.CurrentApp().Driver().AbsolutePositionForObject(u.picker)
	size := u.picker.Size()
	width := min(max(size.Width, popupMinWidth), popupMaxWidth, window.Width-2*popupMargin)
	x := max(min(button.X, window.Width-popupMargin-width), popupMargin)
	below := window.Height - popupMargin - (button.Y + size.Height + popupGap)
	above := button.Y - popupGap - popupMargin
	if below < popupFlipBelow && above > below {
		return width, anchor{x, button.Y - popupGap, true}, min(above, popupMaxHeight)
	}
	return width, anchor{x, button.Y + size.Height + popupGap, false}, min(below, popupMaxHeight)
}

// paint gives everything the colours of the theme on show and the texts of the state.
func (u *popup) paint() {
	u.card.FillColor = look.Color(look.ColorCard)
	u.card.StrokeColor = look.Color(look.ColorLine)
	u.card.Shadow.Color = look.Color(look.ColorShadow)
	u.upperLine.FillColor = look.Color(look.ColorLine)
	u.lowerLine.FillColor = look.Color(look.ColorLine)
	u.count.Text = u.countText()
	u.foot.set(u.footText())
}

// countText says how many of how many are on show.
func (u *popup) countText() string {
	format := u.picker.config.FormatCount
	switch {
	case u.found.all == 0:
		return ""
	case len(newQuery(u.filter.Text).words) == 0:
		return format(u.found.all)
	}
	return lang.X("picker.count", "{{.Shown}} of {{.All}}",
		map[string]any{"Shown": format(u.found.shown), "All": format(u.found.all)})
}

func (u *popup) footText() string {
	if name := u.name(); name != "" {
		return u.picker.config.Words.Named(name)
	}
	return u.picker.config.Words.New
}

// words says what stands in place of the list, or above it.
func (u *popup) words() messageWords {
	p := u.picker
	switch {
	case p.state.Load == Failed:
		problem := p.state.Problem
		if problem == "" {
			problem = lang.X("picker.failed", "This list could not be read. The details say why; try again.")
		}
		return messageWords{text: problem, bad: true, retry: p.config.OnRefresh != nil, detail: p.state.Detail}
	case u.found.shown > 0:
		return messageWords{}
	case u.found.all > 0:
		return messageWords{text: p.config.Words.NoMatch(u.name())}
	case p.state.Load == Loading || p.state.Load == Refreshing:
		return messageWords{text: p.config.Words.Loading, busy: true}
	case len(p.state.Entries) > 0:
		return messageWords{text: lang.X("picker.all_completed", "Everything here is completed")}
	}
	return messageWords{text: p.config.Words.Empty}
}

// layoutSearch places the filter, the count and the refresh button, which turns while entries are read again.
func (u *popup) layoutSearch(x, y, width float32) {
	middle := y + searchHeight/2
	place(u.searchMark, x+rowPad, middle-searchIcon/2, searchIcon)
	right := x + width - 6
	refreshing := u.picker.state.Load == Refreshing || u.picker.state.Load == Loading
	widgets.SetVisible(u.refresh, u.picker.config.OnRefresh != nil && !refreshing)
	widgets.SetVisible(u.busy, refreshing && !u.message.words.busy)
	if u.busy.Visible() {
		u.busy.Start()
	} else {
		u.busy.Stop()
	}
	if u.picker.config.OnRefresh != nil || u.busy.Visible() {
		right -= refreshTarget
		place(u.refresh, right, middle-refreshTarget/2, refreshTarget)
		place(u.busy, right+8, middle-9, 18)
	} else {
		right -= rowPad - 6
	}
	right -= 4
	countWidth := setText(u.count, u.count.Text, fyne.Position{}, width/2, look.ColorSecondary)
	right -= countWidth
	u.count.Move(fyne.NewPos(right, middle-u.count.MinSize().Height/2))
	left := x + rowPad + searchIcon
	fieldHeight := u.field.MinSize().Height
	u.field.Move(fyne.NewPos(left, middle-fieldHeight/2))
	u.field.Resize(fyne.NewSize(max(right-left-look.GapSmall, 0), fieldHeight))
}

// footHeight is 0 where the popup ends with the list.
func (u *popup) footHeight() float32 {
	if u.picker.config.OnCreate == nil && u.picker.ready().done == 0 {
		return 0
	}
	return footHeight + look.LineWidth
}

// layoutFoot places "New task…" and the switch for completed entries.
func (u *popup) layoutFoot(x, y, width, height float32) {
	widgets.SetVisible(u.lowerLine, height > 0)
	widgets.SetVisible(u.foot, u.picker.config.OnCreate != nil)
	widgets.SetVisible(u.done, u.picker.ready().done > 0)
	u.lowerLine.Move(fyne.NewPos(x, y))
	u.lowerLine.Resize(fyne.NewSize(width, look.LineWidth))
	y += look.LineWidth
	left, right := x+6, x+width-6
	if u.done.Visible() {
		size := u.done.MinSize()
		right -= size.Width
		u.done.Move(fyne.NewPos(right, y+(footHeight-size.Height)/2))
		u.done.Resize(size)
	}
	u.foot.Move(fyne.NewPos(left, y+4))
	u.foot.Resize(fyne.NewSize(max(right-left, 0), footHeight-8))
}
