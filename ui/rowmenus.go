package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/look"
)

// What the rows of the queue and of the task offer, by button, key and menu.

// doRowAction does what a row's button, key or menu asks for.
func (w *Window) doRowAction(action rowAction, item *service.Item) {
	switch action {
	case actChooseTask:
		w.header.tasks.Open()
	case actSignIn:
		w.signInAgain(item.Target.AccountID)
	case actPause:
		w.svc.Queue.Pause(item.ID)
	case actResume:
		w.svc.Queue.Resume(item.ID) // or puts the question that it waits for
	case actTryNow:
		w.svc.Queue.TryNow(item.ID)
	case actRetry:
		w.svc.Queue.Retry(item.ID)
	case actDetails:
		w.showDetails(item)
	case actOpenTask:
		w.svc.Tasks.OpenTask(item.Target.ListID, item.Target.TaskID)
	case actUndo:
		w.svc.Queue.Undo(item.ID)
	case actRemove:
		w.svc.Queue.Cancel(item.ID)
	}
}

func (w *Window) showRowMenu(item *service.Item, at fyne.Position) {
	w.menus.popUp(func() *fyne.Menu { return w.rowMenu(item.ID) }, at)
}

// rowMenu is the menu of an item, nil once it has left the queue.
func (w *Window) rowMenu(id uint64) *fyne.Menu {
	items := w.snapshot.Queue.Items
	at := slices.IndexFunc(items, func(item *service.Item) bool { return item.ID == id })
	if at < 0 {
		return nil
	}
	item := items[at]
	menu := fyne.NewMenu("")
	held := w.snapshot.HeldFor[item.ID]
	for _, action := range actionsFor(item, held) {
		icon, text := action.appearance(item, held)
		menu.Items = append(menu.Items, iconItem(icon, text, func() { w.doRowAction(action, item) }))
	}
	if waiting(item.State) {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(),
			iconItem(look.IconChevronUp, textSendFirst(), func() { w.svc.Queue.SendFirst(item.ID) }),
			iconItem(look.IconChevron, textSendLast(), func() { w.svc.Queue.SendLast(item.ID) }))
	}
	if item.Target.Chosen() {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), w.shortcutItem(item.Target))
	}
	if len(menu.Items) == 0 {
		return nil
	}
	return menu
}

// waiting reports whether an item's place in the queue still matters.
func waiting(state service.ItemState) bool {
	switch state {
	case service.ItemQueued, service.ItemPaused, service.ItemSignIn, service.ItemUnassigned, service.ItemPacking:
		return true
	}
	return false
}

func (w *Window) doAttachmentAction(action attachmentAction, a service.Attachment) {
	switch action {
	case attachmentOpen:
		w.svc.Attachments.OpenAttachment(a.ID)
	case attachmentSave:
		w.options.Chooser.SaveFile(w.window, a.Name, func(path string) { w.svc.Attachments.SaveAttachment(a.ID, path) })
	case attachmentDelete:
		w.svc.Attachments.DeleteAttachment(a.ID) // it can be undone for a while
	}
}

func (w *Window) showAttachmentMenu(a service.Attachment, at fyne.Position) {
	item := func(icon look.IconName, text string, action attachmentAction) *fyne.MenuItem {
		return iconItem(icon, text, func() { w.doAttachmentAction(action, a) })
	}
	menu := fyne.NewMenu("")
	if service.ShowsPicture(a) {
		menu.Items = append(menu.Items, iconItem(look.IconView, textShowPicture(), func() { w.openPreview(a.ID) }))
	}
	menu.Items = append(menu.Items,
		item(look.IconOpen, textOpenAttachment(), attachmentOpen),
		item(look.IconSave, textSaveAttachment(), attachmentSave),
		iconItem(look.IconDownload, textSaveAll(), w.saveAllAttachments),
		item(look.IconTrash, textDeleteAttachment(), attachmentDelete))
	w.menus.popUp(func() *fyne.Menu { return menu }, at)
}
