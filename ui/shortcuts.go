package ui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"taskdrop/ui/settings"
	"taskdrop/ui/words"
)

// shortcutNames are the shortcuts that texts of the window mention.
type shortcutNames struct{ addFiles, paste, task string }

// control names a shortcut of the platform's own modifier: Ctrl+O, or ⌘O on a Mac.
func control(key string) string {
	if runtime.GOOS == "darwin" {
		return "⌘" + key
	}
	return textKeyControl() + "+" + key
}

func controlShift(key string) string {
	if runtime.GOOS == "darwin" {
		return "⇧⌘" + key
	}
	return textKeyControl() + "+" + textKeyShift() + "+" + key
}

func mentionedShortcuts() shortcutNames {
	return shortcutNames{addFiles: control("O"), paste: control("V"), task: control("T")}
}

// shortcutLine is one line of the list under F1; without keys it heads the lines after it.
type shortcutLine struct{ keys, what string }

func (w *Window) shortcutList() []shortcutLine {
	return []shortcutLine{
		{control("O"), textShortcutAddFiles()},
		{controlShift("O"), textShortcutAddFolder()},
		{control("V"), textShortcutPaste()},
		{control("L"), textShortcutList()},
		{control("T"), textShortcutTask()},
		{control("1") + ", " + control("2"), textShortcutTabs()},
		{control("P"), textShortcutPauseAll()},
		{control("R"), textShortcutRetryAll()},
		{controlShift("S"), textShortcutSaveAll()},
		{control("Z"), textShortcutUndoDelete()},
		{"F5", textShortcutRefresh()},
		{control(","), settings.Title()},
		{"F10", textShortcutMenu()},
		{"F1", textShortcutHelp()},
		{textKeyEscape(), textShortcutEscape()},
		{control("Q") + ", " + control("W"), textShortcutQuit()},
		{"", textShortcutRows()},
		{"↑, ↓", textShortcutMove()},
		{textKeySpace(), textShortcutPause()},
		{"R", textActionRetry()},
		{"T", textActionChooseTask()},
		{"S", words.SignIn()},
		{"I", textActionDetails()},
		{"O", textActionOpenTask()},
		{"U", textShortcutUndo()},
		{textKeyDelete(), textShortcutRemove()},
		{textKeyEnter(), textShortcutRowMenu()},
		{"", textShortcutAttachmentRows()},
		{textKeySpace(), textShortcutShow()},
		{"←, →", textShortcutPictures()},
		{"O", textOpenAttachment()},
		{"S", textSaveAttachment()},
		{textKeyDelete(), textDeleteAttachment()},
	}
}

// registerShortcuts gives the window its keys. Fyne runs canvas shortcuts behind dialogs too, so each one looks first
// whether something is open.
func (w *Window) registerShortcuts() {
	c := w.window.Canvas()
	add := func(key fyne.KeyName, modifier fyne.KeyModifier, do func()) {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier}, func(fyne.Shortcut) { w.unlessCovered(do) })
	}
	main := fyne.KeyModifierShortcutDefault
	add(fyne.KeyO, main, w.addFiles)
	add(fyne.KeyO, main|fyne.KeyModifierShift, w.addFolder)
	add(fyne.KeyL, main, w.ifSignedIn(w.header.lists.Open))
	add(fyne.KeyT, main, w.ifSignedIn(w.header.tasks.Open))
	add(fyne.Key1, main, w.ifSignedIn(func() { w.goTo(tabQueue, w.queue.list) }))
	add(fyne.Key2, main, w.ifSignedIn(func() { w.goTo(tabTask, w.attachments.list) }))
	add(fyne.KeyP, main, w.ifSignedIn(w.footer.pauseOrResume))
	add(fyne.KeyR, main, w.ifSignedIn(w.svc.Queue.RetryFailed))
	add(fyne.KeyS, main|fyne.KeyModifierShift, w.ifSignedIn(w.saveAllAttachments))
	add(fyne.KeyComma, main, func() { w.showSettings(settings.Account) })
	add(fyne.KeyQ, main, w.requestClose)
	add(fyne.KeyW, main, w.requestClose)
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.unlessCovered(w.paste) })
	c.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.unlessCovered(w.undoDelete) })
	c.SetOnTypedKey(w.typedKey)
}

// goTo shows a tab and puts the keyboard at its files.
func (w *Window) goTo(tab int, list *fileList) {
	w.tabs.Select(tab)
	if list.Disabled() {
		w.window.Canvas().Focus(w.tabs.Chosen())
		return
	}
	w.window.Canvas().Focus(list)
}

// typedKey gets the keys no focused widget wants.
func (w *Window) typedKey(key *fyne.KeyEvent) {
	if w.preview != nil && len(w.modals) == 1 && w.preview.typedKey(key.Name) {
		return
	}
	switch key.Name {
	case fyne.KeyEscape:
		w.escape()
	case fyne.KeyF1:
		w.unlessCovered(w.showShortcuts)
	case fyne.KeyF5:
		w.unlessCovered(w.ifSignedIn(w.svc.Tasks.Refresh))
	case fyne.KeyF10:
		w.unlessCovered(w.showMenu)
	}
}

// unlessCovered does something only while no dialog, menu or dropdown is open.
func (w *Window) unlessCovered(do func()) {
	if w.window.Canvas().Overlays().Top() == nil {
		do()
	}
}

func (w *Window) ifSignedIn(do func()) func() {
	return func() {
		if w.signedIn() {
			do()
		}
	}
}

// escape closes what is on top, messages last.
func (w *Window) escape() {
	top := w.window.Canvas().Overlays().Top()
	switch {
	case w.menus.hide():
	case w.header.lists.Opened():
		w.header.lists.Close()
	case w.header.tasks.Opened():
		w.header.tasks.Close()
	case len(w.modals) > 0:
		w.modals[len(w.modals)-1].Close()
	case top != nil:
		top.Hide()
		w.window.Canvas().Overlays().Remove(top)
	case w.faces.guiding:
		w.leaveGuide()
	default:
		w.toasts.Clear()
	}
}
