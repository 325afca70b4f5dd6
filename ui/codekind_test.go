package ui

import (
	"image"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/canvas"

	"taskdrop/service"
	"taskdrop/ui/uitest"
)

func TestTheCodeIsShownLargeToCopyAndAsASquare(t *testing.T) {
	opening := service.Snapshot{Phase: service.PhaseSigningIn, SignIn: service.SignIn{URL: "https://login.example/authorize"}}
	f := newFixture(t, opening)
	f.press("Use a code instead")
	f.press("Personal")
	f.called("code personal=true")
	given := opening
	given.SignIn = service.SignIn{URL: "https://login.example/device", Link: "https://login.example/device?user_code=K7QW2ZPA", Code: "K7QW2ZPA",
		Until: time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)}
	f.show(given)
	if f.faces.signingIn.Object.Visible() || !f.faces.code.Object.Visible() || !f.says("K7QW2ZPA") || !slices.Contains(uitest.Links(f.window), "https://login.example/device") {
		t.Fatal("the code or its page is not on show")
	}
	if !darkAndLight(squareOf(f)) {
		t.Error("there is no QR code")
	}
	square := squareOf(f)
	given.SignIn.Link += "&more"
	if f.show(given); squareOf(f) == square || !slices.Contains(uitest.Links(f.window), given.SignIn.URL) {
		t.Error("what is scanned is not the address with the code filled in")
	}
	f.press("Copy the code")
	if got := f.app.Clipboard().Content(); got != "K7QW2ZPA" {
		t.Errorf("copied %q", got)
	}
	f.show(service.Snapshot{Phase: service.PhaseSignedOut})
	if f.faces.code.Object.Visible() {
		t.Error("the code stays on show")
	}
}

// squareOf is the picture that is drawn without smoothing: the code to scan. nil if none is on show.
func squareOf(f *fixture) image.Image {
	for _, picture := range objects[*canvas.Image](f) {
		if picture.ScaleMode == canvas.ImageScalePixels {
			return picture.Image
		}
	}
	return nil
}

// darkAndLight reports whether a picture has the three corner marks of a QR code inside its quiet zone.
func darkAndLight(square image.Image) bool {
	if square == nil {
		return false
	}
	bounds := square.Bounds()
	dark := func(x, y int) bool {
		r, _, _, _ := square.At(x, y).RGBA()
		return r < 0x8000
	}
	const quiet = 4
	first, last := quiet, bounds.Dx()-quiet-1
	return !dark(quiet-1, quiet-1) && dark(first, first) && dark(last, first) && dark(first, last)
}
