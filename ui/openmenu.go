package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
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

// dropMenu opens a menu under a button, its right edge at the button's.
func (w *Window) dropMenu(menu func() *fyne.Menu, under fyne.CanvasObject) {
	w.openMenu(menu, func(size fyne.Size) fyne.Position {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
		return fyne.NewPos(max(look.Margin, at.X+under.Size().Width-size.Width), at.Y+under.Size().Height+8)
	})
}

// popUpMenu opens a menu at a place, kept inside the window.
func (w *Window) popUpMenu(menu func() *fyne.Menu, at fyne.Position) {
	w.openMenu(menu, func(fyne.Size) fyne.Position { return at })
}

func (w *Window) openMenu(menu func() *fyne.Menu, place func(fyne.Size) fyne.Position) {
	shown := menu()
	if shown == nil {
		return
	}
	w.tips.Hide()
	popup := widget.NewPopUpMenu(shown, w.window.Canvas())
	at := place(popup.MinSize())
	w.menu = &openMenu{popup, shown, menu, place, at}
	popup.ShowAtPosition(at)
	w.window.Canvas().Focus(popup)
}

// followMenu brings the open menu up to date.
func (w *Window) followMenu() {
	if w.menu == nil {
		return
	}
	m := w.menu
	if !m.popup.Visible() {
		w.menu = nil
		return
	}
	if now := m.menu(); now != nil && sameMenu(m.shown, now) && m.place(m.popup.MinSize()) == m.at {
		return
	}
	m.popup.Hide()
	w.menu = nil
	w.openMenu(m.menu, m.place)
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
