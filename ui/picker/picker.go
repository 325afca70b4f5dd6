// Package picker is a dropdown with a filter over a list of any length: closed a button with the choice on it, open a
// popup that finds an entry while a person types.
//
// Entries are known by id, so that two tasks of one name stay two. The widget knows nothing of lists, tasks or the
// service: it draws the State it is given and hands over what the person does. It never changes the choice by itself;
// the next State does.
package picker

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/widgets"
)

// Load is how far the entries have come.
type Load int

// The stages of a Load. Refreshing and Failed keep earlier entries on show.
const (
	None Load = iota
	Loading
	Refreshing
	Ready
	Failed
)

// Entry is one thing to choose. Texts are in the person's language already.
type Entry struct {
	ID        string
	Title     string
	Detail    string // begins the second line: "due 31 May"
	Kind      string // ends the second line: "shared list"
	Important bool
	Done      bool // shown on request, unless chosen
	// Clip marks an entry with attachments. Clips is their number, 0 where it is not known.
	Clip  bool
	Clips int
}

// State is everything a picker draws. It and its slices must not change once given to SetState.
type State struct {
	Load    Load
	Entries []Entry
	Recent  []string // ids, newest first; the first five that are among Entries come on top
	Section string   // heading of the entries below the recent ones: the list's name
	// SelectedID is the choice, "" for none. SelectedText names it while its entry is not loaded.
	SelectedID, SelectedText string
	// Problem is a sentence with the next step, for Failed; Detail is what "Copy details" copies, "" for nothing to
	// copy.
	Problem, Detail string
	// Disabled greys the button and keeps it shut: no list is chosen yet.
	Disabled bool
}

// Config is what stays the same for the life of a Picker. Callbacks run on the UI goroutine; any may be nil.
type Config struct {
	Words     Words
	OnChosen  func(id string)   // another entry was chosen
	OnCreate  func(name string) // "New …" with what was typed, never ""; nil leaves the foot row out
	OnRefresh func()            // the refresh button and "Try again"; nil leaves both out
	// FormatCount writes a number the person's way ("1,284"). Nil writes plain digits.
	FormatCount func(int) string
}

// Picker is the closed button, and keeps the popup while it is open.
type Picker struct {
	widget.DisableableWidget

	config    Config
	state     State
	index     *index // of state.Entries; built when first needed
	popup     *popup // made when first opened
	opened    bool
	showDone  bool
	attention bool
	focused   bool
	hovered   bool
}

var (
	_ fyne.Focusable     = (*Picker)(nil)
	_ fyne.Tappable      = (*Picker)(nil)
	_ desktop.Hoverable  = (*Picker)(nil)
	_ desktop.Cursorable = (*Picker)(nil)
)

// New makes a closed picker with nothing to choose yet.
func New(config Config) *Picker {
	if config.FormatCount == nil {
		config.FormatCount = strconv.Itoa
	}
	p := &Picker{config: config}
	p.ExtendBaseWidget(p)
	return p
}

// SetState draws another state, also into the open popup, where the typed filter and the highlighted entry stay.
// It is cheap to call with what is shown already.
func (p *Picker) SetState(state State) {
	if sameState(p.state, state) {
		return
	}
	if !sameEntries(p.state.Entries, state.Entries) {
		p.index = nil
	}
	p.state = state
	if state.Disabled {
		p.Close()
	}
	if state.Disabled != p.Disabled() {
		if state.Disabled {
			p.Disable()
		} else {
			p.Enable()
		}
	}
	p.Refresh()
	if p.opened {
		p.popup.update()
	}
}

func sameState(a, b State) bool {
	return a.Load == b.Load && a.Section == b.Section && a.SelectedID == b.SelectedID && a.SelectedText == b.SelectedText &&
		a.Problem == b.Problem && a.Detail == b.Detail && a.Disabled == b.Disabled &&
		slices.Equal(a.Recent, b.Recent) && sameEntries(a.Entries, b.Entries)
}

func sameEntries(a, b []Entry) bool {
	if len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) {
		return true
	}
	return slices.Equal(a, b)
}

// SetAttention draws the eye to the picker, calmly: files wait for a choice here.
func (p *Picker) SetAttention(wanted bool) {
	if p.attention != wanted {
		p.attention = wanted
		p.Refresh()
	}
}

// Attention reports whether the picker asks for attention.
func (p *Picker) Attention() bool { return p.attention }

// Opened reports whether the popup is on show.
func (p *Picker) Opened() bool { return p.opened }

// Open shows the popup with an empty filter and puts the cursor there. It does nothing outside a window.
func (p *Picker) Open() {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(p)
	if canvas == nil || p.Disabled() || p.opened {
		return
	}
	canvas.Focus(p)
	if p.popup == nil {
		p.popup = newPopup(p)
	}
	p.opened = true
	p.popup.open(canvas)
	p.Refresh()
}

// Close takes the popup away and gives the focus back to the button.
func (p *Picker) Close() {
	if !p.opened {
		return
	}
	p.opened = false
	p.popup.close()
	p.Refresh()
}

// choose closes first, so that a callback may open a dialog.
func (p *Picker) choose(id string) {
	p.Close()
	if id != p.state.SelectedID && p.config.OnChosen != nil {
		p.config.OnChosen(id)
	}
}

func (p *Picker) create(name string) {
	if p.config.OnCreate == nil {
		return
	}
	p.Close()
	p.config.OnCreate(name)
}

func (p *Picker) refreshEntries() {
	if p.config.OnRefresh != nil {
		p.config.OnRefresh()
	}
}

// ready gives the index of the entries, built at first use.
func (p *Picker) ready() *index {
	if p.index == nil {
		p.index = newIndex(p.state.Entries)
	}
	return p.index
}

// selected is the chosen entry, nil where it is not among the entries.
func (p *Picker) selected() *Entry {
	if p.state.SelectedID == "" {
		return nil
	}
	for i := range p.state.Entries {
		if p.state.Entries[i].ID == p.state.SelectedID {
			return &p.state.Entries[i]
		}
	}
	return nil
}

// Tapped opens the popup, or closes it.
func (p *Picker) Tapped(*fyne.PointEvent) {
	if p.opened {
		p.Close()
		return
	}
	p.Open()
}

// FocusGained shows that keys go here.
func (p *Picker) FocusGained() {
	p.focused = true
	p.Refresh()
	widgets.Focused(p)
}

// FocusLost undoes FocusGained.
func (p *Picker) FocusLost() {
	p.focused = false
	p.Refresh()
}

// TypedKey opens the popup by Enter, Space and Down.
func (p *Picker) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyDown:
		p.Open()
	}
}

// TypedRune opens the popup and begins the filter with what was typed.
func (p *Picker) TypedRune(r rune) {
	p.Open()
	if p.opened {
		p.popup.filter.TypedRune(r)
	}
}

// MouseIn lights the button up.
func (p *Picker) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (p *Picker) MouseMoved(*desktop.MouseEvent) {}

// MouseOut undoes MouseIn.
func (p *Picker) MouseOut() {
	p.hovered = false
	p.Refresh()
}

// Cursor is a hand, as over a link.
func (p *Picker) Cursor() desktop.Cursor {
	if p.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer draws the closed button.
func (p *Picker) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return newButtonRenderer(p)
}
