package ui

import (
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
)

// withPictures is a task with three pictures and a document.
func withPictures() service.Snapshot {
	s := signedIn()
	s.Attachments.Entries = []service.Attachment{
		{ID: "p1", Name: "Küche.jpg", Size: 2_300_000, Exact: true, Modified: noon},
		{ID: "d1", Name: "Vertrag.pdf", Size: 1_234_567, Modified: noon},
		{ID: "p2", Name: "Flur.png", Size: 812_000, Modified: noon.AddDate(0, 0, -2)},
		{ID: "p3", Name: "scan", ContentType: "image/webp", Size: 64_000, Modified: noon.AddDate(0, 0, -2)},
	}
	s.Pictures = map[string]image.Image{"p1": image.NewRGBA(image.Rect(0, 0, 96, 96)), "p2": image.NewRGBA(image.Rect(0, 0, 30, 30))}
	return s
}

func TestASmallPictureTakesTheTypesPlace(t *testing.T) {
	f := newFixture(t, withPictures())
	f.tabs.Select(tabTask)
	rows := f.rows()
	for i, want := range []bool{true, false, true, false} {
		if got := rows[i].parts.picture.Visible(); got != want || rows[i].parts.tile.Visible() == want {
			t.Errorf("row %d shows a picture: %v", i, got)
		}
	}
	test.Tap(rows[2].parts.picture)
	f.called("preview p2")
	f.key(fyne.KeyEscape)
	f.called("close preview")
	test.Tap(uitest.Objects[*widgets.RowButton](rows[3])[0])
	f.called("preview p3")
	f.key(fyne.KeyEscape)
	test.Tap(uitest.Objects[*widgets.RowButton](rows[1])[0])
	f.called("close preview; open d1")
}

func TestSmallPicturesAreWantedOfRowsOnShow(t *testing.T) {
	s := withPictures()
	s.Attachments.Entries = nil
	for i := range 1000 {
		s.Attachments.Entries = append(s.Attachments.Entries, service.Attachment{ID: string(rune('A' + i)), Name: "a.png"})
	}
	f := newFixture(t, s)
	f.show(s)
	if len(f.service.wanted) != 0 {
		t.Error("pictures are wanted while the queue is on show")
	}
	f.tabs.Select(tabTask)
	first := f.service.wanted
	if len(first) == 0 || len(first) > 9 || first[0] != "A" {
		t.Fatalf("wanted %q", first)
	}
	f.window.Canvas().Focus(f.attachments.list)
	f.key(fyne.KeyEnd)
	last := f.service.wanted
	if len(last) == 0 || len(last) > 9 || slices.Contains(last, "A") || last[len(last)-1] != string(rune('A'+999)) {
		t.Errorf("wanted %q after going to the end", last)
	}
	f.tabs.Select(tabQueue)
	if len(f.service.wanted) != 0 {
		t.Errorf("still wanted: %q", f.service.wanted)
	}
}

func TestPicturesAreGoneThroughByKeyboard(t *testing.T) {
	s := withPictures()
	f := newFixture(t, s)
	f.tabs.Select(tabTask)
	f.window.Canvas().Focus(f.attachments.list)
	f.key(fyne.KeySpace)
	f.called("preview p1")
	if !f.says("Küche.jpg") || !f.says("1 of 3 · 2.3\u00a0MB") || f.preview.image.Image != s.Pictures["p1"] {
		t.Error("shows something else at first")
	}
	f.key(fyne.KeyLeft) // there is none
	f.called("")
	f.key(fyne.KeyRight)
	f.key(fyne.KeyEnd)
	f.key(fyne.KeyRight)
	f.called("preview p2; preview p3")
	if !f.says("scan") || f.preview.message.Text() != textAttachmentsLoading() {
		t.Error("does not say that it loads")
	}
	large := image.NewRGBA(image.Rect(0, 0, 800, 600))
	s.Preview = &service.Preview{ID: "p3", Load: service.LoadReady, Image: large}
	f.show(s)
	if f.preview.image.Image != large || f.preview.message.Object().Visible() {
		t.Error("the large picture is not on show")
	}
	s.Preview = &service.Preview{ID: "p3", Load: service.LoadFailed, Problem: &service.Problem{Key: "test.no", Text: "That is no picture."}}
	f.show(s)
	if f.preview.message.Text() != "That is no picture." || f.preview.image.Visible() {
		t.Error("does not say why there is none")
	}
	f.key(fyne.KeyHome)
	f.key(fyne.KeyO)
	f.key(fyne.KeyS)
	f.called("preview p1; open p1; save p1 /tmp/Küche.jpg")
	f.key(fyne.KeyDelete) // the message with Undo is under the picture
	f.called("close preview; delete p1")
	if f.window.Canvas().Overlays().Top() != nil {
		t.Error("the picture is still open")
	}
	f.openPreview("d1")
	f.called("")
}

func TestAPictureThatIsGoneCloses(t *testing.T) {
	s := withPictures()
	f := newFixture(t, s)
	f.tabs.Select(tabTask)
	f.openPreview("p2")
	s.Attachments.Entries = slices.Delete(slices.Clone(s.Attachments.Entries), 2, 3)
	f.show(s)
	f.called("preview p2; close preview")
	if f.window.Canvas().Overlays().Top() != nil {
		t.Error("the picture is still open")
	}
}

func TestGoldenPreview(t *testing.T) {
	s := withPictures()
	large := image.NewRGBA(image.Rect(0, 0, 80, 60))
	s.Preview = &service.Preview{ID: "p1", Load: service.LoadReady, Image: large}
	for name, size := range map[string]fyne.Size{"preview": fyne.NewSize(960, 660), "preview_narrow": fyne.NewSize(leastWidth, leastHeight)} {
		f := newFixture(t, s)
		f.setMode(look.ModeLight)
		f.window.Resize(size)
		f.tabs.Select(tabTask)
		f.toasts.Clear()
		f.openPreview("p1")
		test.AssertObjectRendersToMarkup(t, name+".xml", f.window.Canvas().Overlays().Top())
	}
	f := newFixture(t, s)
	f.setMode(look.ModeLight)
	f.tabs.Select(tabTask)
	test.AssertObjectRendersToMarkup(t, "attachments_pictures.xml", f.attachments.object)
}
