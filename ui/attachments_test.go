package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
)

func TestAttachments(t *testing.T) {
	f := newFixture(t, signedIn())
	f.tabs.Select(tabTask)
	rows := f.rows()
	if len(rows) != 2 || rows[0].shown.line.text != "1.2\u00a0MB · today, 13:32" || rows[1].shown.line.text != "4.2\u00a0MB · 2 Nov" {
		t.Fatalf("rows: %+v", rows)
	}
	for i, want := range []string{"open a1", "save a1 /tmp/Vertrag.pdf", "delete a1"} {
		test.Tap(uitest.Objects[*widgets.RowButton](rows[0])[i])
		f.called(want)
	}
	f.window.Canvas().Focus(f.attachments.list)
	f.key(fyne.KeyDelete)
	f.called("delete a1")
}

func TestAnAttachmentsSizeSaysWhatIsKnown(t *testing.T) {
	f := newFixture(t, signedIn())
	for _, c := range []struct {
		size  int64
		exact bool
		want  string
	}{
		{63, true, "63\u00a0bytes"}, {0, true, "0\u00a0bytes"}, {303, false, "about 1\u00a0KB"}, {4_240, false, "about 4\u00a0KB"},
		{84_240, false, "84\u00a0KB"}, {4_317_988, false, "4.3\u00a0MB"}, {4_317_761, true, "4.3\u00a0MB"},
	} {
		if got := f.attachments.sizeOf(service.Attachment{Size: c.size, Exact: c.exact}); got != c.want {
			t.Errorf("%d (exact %v) reads %q, want %q", c.size, c.exact, got, c.want)
		}
	}
}

func TestADeletionOffersToUndoItAsLongAsThatWorks(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	f.tabs.Select(tabTask)
	f.toasts.Clear()
	s.Deleting = []service.Deletion{{ID: "a3", Name: "alt.pdf", Until: noon.Add(8 * time.Second)}}
	f.show(s)
	f.show(s) // the same deletion has one message
	if texts := f.toasts.Texts(); !slices.Equal(texts, []string{"Deleting “alt.pdf”"}) {
		t.Fatalf("messages: %q", texts)
	}
	f.press(textUndoDelete())
	f.called("undo delete a3")
	s.Deleting = append(s.Deleting, service.Deletion{ID: "a4", Name: "neu.pdf"})
	f.show(s)
	f.shortcut(&fyne.ShortcutUndo{})
	f.called("undo delete a4") // the last one
	s.Deleting = s.Deleting[1:]
	f.show(s)
	if texts := f.toasts.Texts(); !slices.Equal(texts, []string{"Deleting “neu.pdf”"}) {
		t.Fatalf("messages: %q", texts)
	}
	for _, button := range uitest.Objects[*widgets.IconButton](f.toasts.Object()) {
		test.Tap(button) // its cross
	}
	f.called("finish delete a4")
	f.show(s)
	if texts := f.toasts.Texts(); len(texts) != 0 {
		t.Errorf("messages: %q", texts)
	}
	s.Deleting = nil
	f.show(s)
	f.shortcut(&fyne.ShortcutUndo{})
	f.called("")
}

func TestAllAttachmentsAreSaved(t *testing.T) {
	s := signedIn()
	f := newFixture(t, s)
	f.tabs.Select(tabTask)
	f.press(textSaveAll())
	f.called("save all /home/mia/Belege")
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	f.called("save all /home/mia/Belege")

	s.Saving = &service.Saving{Done: 1, Total: 2}
	f.show(s)
	if !f.says("Saving: 1 of 2") || f.attachments.bar.all.Visible() {
		t.Error("does not say how far it is")
	}
	f.saveAllAttachments()
	f.called("")
	test.Tap(f.attachments.bar.stop)
	f.called("cancel saving")

	s.Saving = nil
	s.Notices = []service.Notice{{ID: 1, Good: true, Folder: "/home/mia/Belege", Problem: &service.Problem{Key: "notice.saved_all",
		Text: "Attachments saved to {{.Folder}}: {{.Count}}.", Args: map[string]string{"Folder": "/home/mia/Belege", "Count": "2"}}}}
	f.show(s)
	f.press(textShowFolder())
	f.called("show folder /home/mia/Belege")

	f.tabs.Select(tabQueue)
	if f.attachments.bar.object.Visible() {
		t.Error("the queue offers to save all attachments")
	}
	s.Attachments.Entries, s.Notices = nil, nil
	f.tabs.Select(tabTask)
	f.show(s)
	f.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	f.called("")
}
