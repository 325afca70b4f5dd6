package ui

import "fyne.io/fyne/v2/lang"

// Texts of the ways in beside a drop.

func textDialogAddFiles() string  { return lang.X("dialog.add_files", "Add files") }
func textDialogAddFolder() string { return lang.X("dialog.add_folder", "Add a folder") }
func textDialogSave() string      { return lang.X("dialog.save", "Save as") }
func textAddedOne(name string) string {
	return lang.X("dialog.added_one", "“{{.Name}}” was added.", map[string]any{"Name": name})
}
func textAddAnother() string { return lang.X("dialog.add_another", "Add another…") }
