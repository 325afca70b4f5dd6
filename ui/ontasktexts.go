package ui

import "fyne.io/fyne/v2/lang"

func textSaveAll() string { return lang.X("attachments.save_all", "Save all…") }
func textSaving(done, total string) string {
	return lang.X("attachments.saving", "Saving: {{.Done}} of {{.Total}}", map[string]any{"Done": done, "Total": total})
}
func textStopSaving() string { return lang.X("attachments.stop_saving", "Stop saving") }
func textDeleting(name string) string {
	return lang.X("attachments.deleting", "Deleting “{{.Name}}”", map[string]any{"Name": name})
}
func textUndoDelete() string { return lang.X("attachments.undo_delete", "Undo") }
func textShowFolder() string { return lang.X("attachments.show_folder", "Show folder") }
func textAboutSize(size string) string {
	return lang.X("attachments.about_size", "about {{.Size}}", map[string]any{"Size": size})
}

func textShortcutAttachmentRows() string { return lang.X("shortcut.attachment_rows", "On this task") }
func textShortcutUndoDelete() string {
	return lang.X("shortcut.undo_delete", "Bring back what was just deleted")
}
func textShortcutSaveAll() string { return lang.X("shortcut.save_all", "Save all attachments") }

func textShowPicture() string     { return lang.X("preview.show", "Show picture") }
func textPreviousPicture() string { return lang.X("preview.previous", "Previous picture") }
func textNextPicture() string     { return lang.X("preview.next", "Next picture") }
func textPicturePlace(number, count string) string {
	return lang.X("preview.place", "{{.Number}} of {{.Count}}", map[string]any{"Number": number, "Count": count})
}
func textShortcutPictures() string { return lang.X("shortcut.pictures", "From picture to picture") }
func textShortcutShow() string     { return lang.X("shortcut.show", "Show the picture, or open the file") }

func textNotifyAttached(n int, count string) string {
	return lang.XN("notify.attached", "{{.Count}} files are attached.", n, map[string]any{"Count": count})
}
func textNotifyFailed(n int, count string) string {
	return lang.XN("notify.failed", "{{.Count}} files could not be attached. Open TaskDrop to see why.", n, map[string]any{"Count": count})
}
func textTrayOpen() string { return lang.X("tray.open", "Open TaskDrop") }
