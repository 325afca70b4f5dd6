package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// openMenu is a menu on show. It stays true: a menu opened before the list of tasks has come, or over a row whose file
// has been attached since, would otherwise go on offering what was right when it opened.
type openMenu struct {
	popup *widget.PopUpMenu
	shown *fyne.Menu
	menu  func() *fyne.Menu // what it offers now; nil when there is nothing left to offer
	place func(size fyne.Size) fyne.Position
	at    fyne.Position
}

// menus opens menus over the window, one at a time.
type menus struct {
	window fyne.Window
	tips   *widgets.Tips
	open   *openMenu // the one opened last, nil once it is known to have closed
}

// drop opens a menu under a button, its right edge at the button's.
func (m *menus) drop(menu func() *fyne.Menu, under fyne.CanvasObject) {
	m.openAt(menu, func(size fyne.Size) fyne.Position {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
		return fyne.NewPos(max(look.Margin, at.X+under.Size().Width-size.Width), at.Y+under.Size().Height+8)
	})
}

// popUp opens a menu at a position, kept inside the window.
func (m *menus) popUp(menu func() *fyne.Menu, at fyne.Position) {
	m.openAt(menu, func(fyne.Size) fyne.Position { return at })
}

func (m *menus) openAt(menu func() *fyne.Menu, place func(fyne.Size) fyne.Position) {
	shown := menu()
	if shown == nil {
		return
	}
	m.tips.Hide()
	popup := widget.NewPopUpMenu(shown, m.window.Canvas())
	at := place(popup.MinSize())
	m.open = &openMenu{popup, shown, menu, place, at}
	popup.ShowAtPosition(at)
	m.window.Canvas().Focus(popup)
}

// follow brings the open menu up to date.
func (m *menus) follow() {
	if m.open == nil {
		return
	}
	open := m.open
	if !open.popup.Visible() {
		m.open = nil
		return
	}
	if now := open.menu(); now != nil && sameMenu(open.shown, now) && open.place(open.popup.MinSize()) == open.at {
		return
	}
	open.popup.Hide()
	m.open = nil
	m.openAt(open.menu, open.place)
}

// hide closes the open menu. It reports whether there was one.
func (m *menus) hide() bool {
	if m.open == nil || !m.open.popup.Visible() {
		return false
	}
	m.open.popup.Hide()
	return true
}

// sameMenu reports whether two menus offer the same.
func sameMenu(a, b *fyne.Menu) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Items, b.Items, func(a, b *fyne.MenuItem) bool {
		return a.Label == b.Label && a.Disabled == b.Disabled && a.Checked == b.Checked &&
			a.IsSeparator == b.IsSeparator && sameMenu(a.ChildMenu, b.ChildMenu)
	})
}
