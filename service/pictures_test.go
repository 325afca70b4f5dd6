package service_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"taskdrop/service"
	"taskdrop/service/simulator"
)

// photo is a picture file, of one colour.
func photo(t *testing.T, width, height int) []byte {
	t.Helper()
	made := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range made.Pix {
		made.Pix[i] = 0xff
	}
	made.Set(0, 0, color.Black)
	var b bytes.Buffer
	if err := png.Encode(&b, made); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSmallPicturesAreMadeOfRowsOnShowOnly(t *testing.T) {
	p := atTask(t, service.Config{})
	on := []string{p.hangContent("one.png", photo(t, 400, 300)), p.hangContent("two.PNG", photo(t, 40, 30)), p.hangContent("notes.txt", []byte("x"))}
	off := p.hangContent("below.png", photo(t, 400, 300))
	broken := p.hangContent("broken.jpg", []byte("no picture at all"))
	p.shown(append(on, off, broken)...)
	p.ShowPictures(append(on, broken, "gone"))
	s := p.until("the pictures", func(s service.Snapshot) bool { return len(s.Pictures) == 2 && p.sent(simulator.CallValue) == 3 })
	if size := s.Pictures[on[0]].Bounds().Size(); size != image.Pt(96, 96) {
		t.Errorf("%v", size)
	}
	if size := s.Pictures[on[1]].Bounds().Size(); size != image.Pt(30, 30) {
		t.Errorf("%v", size)
	}
	p.ShowPictures(on) // nothing new
	p.ShowPictures([]string{off, on[0]})
	p.until("the one that came on show", func(s service.Snapshot) bool { return s.Pictures[off] != nil })
	if n := p.sent(simulator.CallValue); n != 4 {
		t.Errorf("%d downloads, want one each of the four picture files", n)
	}
	for account, most := range p.server.MostInFlight() {
		if most > 4 {
			t.Errorf("%d requests at once of %s", most, account)
		}
	}
	p.SignOut()
	p.until("forgotten", func(s service.Snapshot) bool { return s.Phase == service.PhaseSignedOut && len(s.Pictures) == 0 })
}

func TestAPictureThatCouldNotBeMadeIsTriedAgainByRefresh(t *testing.T) {
	p := atTask(t, service.Config{})
	id := p.hangContent("one.png", photo(t, 400, 300))
	p.shown(id)
	p.server.AddFaults(simulator.Fault{Call: simulator.CallValue, Status: 403})
	p.ShowPictures([]string{id})
	p.until("refused", func(service.Snapshot) bool { return p.sent(simulator.CallValue) == 1 })
	p.Refresh()
	p.until("made after all", func(s service.Snapshot) bool { return s.Pictures[id] != nil })
}

func TestSmallPicturesHoldUpNoUpload(t *testing.T) {
	p := atTask(t, service.Config{})
	first, second := p.hangContent("first.png", photo(t, 400, 300)), p.hangContent("second.png", photo(t, 40, 30))
	p.shown(first, second)
	p.server.AddFaults(simulator.Fault{Call: simulator.CallValue, File: "first.png", Hang: true, Times: -1})
	p.ShowPictures([]string{first, second})
	p.until("the first hangs", func(service.Snapshot) bool { return p.server.Faults()[0].Strikes == 1 })
	var paths []string
	for _, name := range []string{"a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt"} {
		paths = append(paths, p.file(name, "content"))
	}
	p.AddPaths(paths)
	p.ended(len(paths))
	p.ShowPictures([]string{second}) // the first one is scrolled away
	s := p.until("the second", func(s service.Snapshot) bool { return s.Pictures[second] != nil })
	if s.Pictures[first] != nil {
		t.Error("a picture of what hangs")
	}
}

func TestALargePictureIsOpened(t *testing.T) {
	p := atTask(t, service.Config{})
	id := p.hangContent("wide.png", photo(t, 4000, 1000))
	broken := p.hangContent("broken.png", photo(t, 400, 300)[:200])
	bomb := p.hangContent("text.png", []byte("text"))
	p.shown(id, broken, bomb)
	p.ShowPictures([]string{id})
	p.until("small", func(s service.Snapshot) bool { return s.Pictures[id] != nil })
	p.OpenPreview(id)
	if s := p.Snapshot(); s.Preview == nil || s.Preview.ID != id {
		t.Errorf("right away: %+v", s.Preview)
	}
	s := p.until("large", func(s service.Snapshot) bool { return s.Preview != nil && s.Preview.Load == service.LoadReady })
	if size := s.Preview.Image.Bounds().Size(); size != image.Pt(2000, 500) || p.sent(simulator.CallValue) != 1 {
		t.Errorf("%v after %d downloads", size, p.sent(simulator.CallValue))
	}
	for _, other := range []string{broken, bomb} {
		p.OpenPreview(other)
		s = p.until("failed", func(s service.Snapshot) bool {
			return s.Preview != nil && s.Preview.ID == other && s.Preview.Load == service.LoadFailed
		})
		if s.Preview.Problem.Key != "problem.no_picture" || s.Preview.Problem.Detail == "" {
			t.Errorf("%+v", s.Preview.Problem)
		}
	}
	p.ClosePreview()
	if s := p.Snapshot(); s.Preview != nil {
		t.Errorf("%+v", s.Preview)
	}

	p.server.AddFaults(simulator.Fault{Call: simulator.CallValue, File: "gone.png", Hang: true, Times: -1})
	hangs := p.hangContent("gone.png", photo(t, 40, 30))
	p.shown(hangs)
	p.OpenPreview(hangs)
	p.until("it hangs", func(service.Snapshot) bool { return p.server.Faults()[0].Strikes == 1 })
	p.ClosePreview()
	p.OpenPreview(id)
	p.until("another one meanwhile", func(s service.Snapshot) bool { return s.Preview != nil && s.Preview.Load == service.LoadReady })
}
