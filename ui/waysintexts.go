package ui

import (
	"time"

	"fyne.io/fyne/v2/lang"
)

// Texts of the ways in beside a drop.

func textDialogAddFiles() string  { return lang.X("dialog.add_files", "Add files") }
func textDialogAddFolder() string { return lang.X("dialog.add_folder", "Add folders") }
func textDialogSave() string      { return lang.X("dialog.save", "Save as") }
func textDialogSaveInto() string {
	return lang.X("dialog.save_into", "Choose a folder to save them in")
}
func textAddedOne(name string) string {
	return lang.X("dialog.added_one", "“{{.Name}}” was added.", map[string]any{"Name": name})
}
func textAddAnother() string { return lang.X("dialog.add_another", "Add another…") }

// textPastedPicture names the file of a pasted picture. The time in it has no colons, which some systems take in no
// name.
func textPastedPicture(at time.Time) string {
	return lang.X("paste.picture", "Pasted {{.Time}}", map[string]any{"Time": at.Format("2006-01-02 15.04.05")}) + ".png"
}

func textMakeShortcut() string { return lang.X("menu.make_shortcut", "Make a shortcut for this task") }
func textShortcutComment() string {
	return lang.X("shortcut.comment", "Drop files here to attach them to this task")
}
