package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// onTaskBar is at the right of the tabs while the attachments are on show: all of them can be saved, and how far that
// is.
type onTaskBar struct {
	object   *fyne.Container
	all      *widgets.Link
	progress *widgets.Line
	stop     *widgets.IconButton
	locale   *format.Locale
	shown    service.Saving
}

func newOnTaskBar(locale *format.Locale, saveAll, stop func()) *onTaskBar {
	b := &onTaskBar{locale: locale, all: widgets.NewLink(textSaveAll(), saveAll)}
	b.progress = widgets.NewLine("", widgets.LineStyle{Size: 13, Colour: look.ColorSecondary})
	b.stop = widgets.NewIconButton(look.IconClose, textStopSaving(), stop)
	b.progress.Hide()
	b.stop.Hide()
	b.object = container.New(&endRow{gap: 2}, b.all, b.progress, b.stop)
	return b
}

// setProgress draws how far the saving is, nil for none under way, and offers it if there is something to save.
func (b *onTaskBar) setProgress(saving *service.Saving, attachments int) {
	now := service.Saving{}
	if saving != nil {
		now = *saving
		b.progress.SetText(textSaving(b.locale.Count(now.Done), b.locale.Count(now.Total)), look.ColorSecondary)
	}
	widgets.SetVisible(b.all, saving == nil && attachments > 0)
	widgets.SetVisible(b.progress, saving != nil)
	widgets.SetVisible(b.stop, saving != nil)
	if b.shown != now {
		b.shown = now
		b.object.Refresh()
	}
}

// endRow sets things side by side at the right, at their own size.
type endRow struct{ gap float32 }

func (l *endRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := size.Width - l.MinSize(objects).Width
	for _, o := range widgets.Visible(objects) {
		own := o.MinSize()
		o.Move(fyne.NewPos(x, (size.Height-own.Height)/2))
		o.Resize(own)
		x += own.Width + l.gap
	}
}

func (l *endRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&widgets.Row{Gap: l.gap}).MinSize(objects)
}

// saveAllAttachments asks for a folder to save all attachments into.
func (w *Window) saveAllAttachments() {
	if len(w.snapshot.Attachments.Entries) > 0 && w.snapshot.Saving == nil {
		w.options.Chooser.OpenFolder(w.window, w.svc.Attachments.SaveAllAttachments)
	}
}

// undoDelete brings the last one back of what was just deleted.
func (w *Window) undoDelete() {
	if pending := w.snapshot.Deleting; len(pending) > 0 {
		w.svc.Attachments.UndoDelete(pending[len(pending)-1].ID)
	}
}
