package signin

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"rsc.io/qr"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// CodePage is up while the person enters a code on another device, or in a browser of their choice (C10).
type CodePage struct {
	widgets.Page
	code    *widgets.Line
	explain *widgets.Paragraph
	address *widgets.Link
	square  *canvas.Image
	shown   service.SignIn
}

// squareSide is the drawn side of the QR code, its quiet zone included: large enough for a phone at arm's length.
const squareSide float32 = 150

// NewCodePage makes the page.
func NewCodePage(s Host) *CodePage {
	p := &CodePage{
		code:    widgets.NewHeading("", 34),
		explain: widgets.NewParagraph("", "", look.ColorSecondary, fyne.TextAlignCenter),
		square:  &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScalePixels},
	}
	p.square.SetMinSize(fyne.NewSquareSize(squareSide))
	p.address = widgets.NewLink("", func() { s.OpenURL(p.shown.Link) })
	// There is no icon: the code and its square need the room.
	p.Page = widgets.NewPage(460, []float32{8, 12, 6, 10, 12}, widgets.NewPageTitle(nil, textEnterCode()),
		p.explain.Object(),
		p.code, widgets.CentreRow(14, widgets.NewLink(textCopyCode(), func() { s.CopyText(p.shown.Code) }), p.address),
		container.NewCenter(p.square),
		widgets.CentreRow(0, widgets.NewButton(words.Cancel(), widgets.Plain, s.Service.CancelSignIn)))
	return p
}

// Update takes up a snapshot.
func (p *CodePage) Update(s *service.Snapshot, locale *format.Locale) {
	if s.SignIn == p.shown || s.SignIn.Code == "" {
		return
	}
	p.shown = s.SignIn
	p.code.SetText(s.SignIn.Code, look.ColorText)
	p.explain.SetText(textCodeExplain(locale.Clock(s.SignIn.Until.Local())), look.ColorSecondary)
	p.address.SetText(s.SignIn.URL)
	if drawn, err := qr.Encode(s.SignIn.Link, qr.M); err == nil { // an address too long for one goes without
		p.square.Image = pictureOf(drawn)
	}
	p.Column.Refresh()
}

// pictureOf draws a QR code with a pixel per module and its quiet zone. It is black on white in any theme: not every
// phone reads it the other way round.
func pictureOf(code *qr.Code) image.Image {
	const quiet = 4 // modules, by the standard
	side := code.Size + 2*quiet
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				picture.SetColorIndex(x+quiet, y+quiet, 1)
			}
		}
	}
	return picture
}
