package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"taskdrop/service"
)

// FileChooser asks for files on disk. Callbacks run on the UI goroutine; none runs when the person cancels.
type FileChooser interface {
	OpenFiles(parent fyne.Window, chosen func(paths []string))
	// OpenFolders asks for folders to add, OpenFolder for one to write into.
	OpenFolders(parent fyne.Window, chosen func(paths []string))
	OpenFolder(parent fyne.Window, chosen func(path string))
	// SaveFile asks where to write, proposing a name.
	SaveFile(parent fyne.Window, name string, chosen func(path string))
}

// builtinChooser uses Fyne's own dialogs, which open one file at a time.
type builtinChooser struct {
	folder fyne.ListableURI // of the file opened last: where the next one will be
	// more is told what was opened, and how to open another; nil where nobody asks for one.
	more func(path string, again func())
}

func (b *builtinChooser) OpenFiles(parent fyne.Window, chosen func(paths []string)) {
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil || file == nil {
			return
		}
		path := localPath(file.URI())
		_ = file.Close() // the dialog opens the file; the service opens it by its path when its turn comes
		b.folder = folderOf(file.URI())
		chosen([]string{path})
		if b.more != nil {
			b.more(path, func() { b.OpenFiles(parent, chosen) })
		}
	}, parent)
	if b.folder != nil {
		d.SetLocation(b.folder)
	}
	showChooser(d, parent)
}

// folderOf is the folder of a file, nil where it can't be listed.
func folderOf(file fyne.URI) fyne.ListableURI {
	parent, err := storage.Parent(file)
	if err != nil {
		return nil
	}
	folder, err := storage.ListerForURI(parent)
	if err != nil {
		return nil
	}
	return folder
}

func (b *builtinChooser) OpenFolders(parent fyne.Window, chosen func(paths []string)) {
	b.OpenFolder(parent, func(path string) { chosen([]string{path}) })
}

func (b *builtinChooser) OpenFolder(parent fyne.Window, chosen func(path string)) {
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			chosen(localPath(folder))
		}
	}, parent)
	showChooser(d, parent)
}

func (b *builtinChooser) SaveFile(parent fyne.Window, name string, chosen func(path string)) {
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil || file == nil {
			return
		}
		path := localPath(file.URI())
		_ = file.Close() // the service writes it
		chosen(path)
	}, parent)
	d.SetFileName(service.SafeName(name))
	showChooser(d, parent)
}

func showChooser(d *dialog.FileDialog, parent fyne.Window) {
	d.Show()
	// A file dialog can be measured only once it is up, and the system's own one never is.
	if parent.Canvas().Overlays().Top() != nil {
		room := parent.Canvas().Size()
		d.Resize(fyne.NewSize(min(760, room.Width-40), min(540, room.Height-40)))
	}
}
