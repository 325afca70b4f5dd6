package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/signin"
	"taskdrop/ui/widgets"
)

// faceStack holds the main face and the pages before it. One of them is on show: the guide while a person is in it,
// else that of the service's phase.
type faceStack struct {
	object    *fyne.Container
	main      *fyne.Container
	setup     *signin.SetupPage
	signedOut *signin.SignedOutPage
	signingIn *signin.SigningInPage
	code      *signin.CodePage
	guide     *guidePage // nil until it is first asked for
	guiding   bool       // the guide is on show, whatever the phase
}

// newFaceStack makes all pages but the guide, and hides them: the first snapshot says which one is shown.
func newFaceStack(main *fyne.Container, ways signin.Host) *faceStack {
	f := &faceStack{main: main, setup: signin.NewSetupPage(ways), signedOut: signin.NewSignedOutPage(ways), signingIn: signin.NewSigningInPage(ways), code: signin.NewCodePage(ways)}
	f.object = container.New(facesLayout{}, main, f.setup.Object, f.signedOut.Object, f.signingIn.Object, f.code.Object)
	for _, face := range f.object.Objects {
		face.Hide()
	}
	return f
}

// turnTo puts the right face on top.
func (f *faceStack) turnTo(s *service.Snapshot) {
	phase, code := s.Phase, s.SignIn.Code != ""
	if f.guide != nil {
		widgets.SetVisible(f.guide.Object, f.guiding)
	}
	widgets.SetVisible(f.setup.Object, !f.guiding && phase == service.PhaseSetup)
	widgets.SetVisible(f.signedOut.Object, !f.guiding && phase == service.PhaseSignedOut)
	widgets.SetVisible(f.signingIn.Object, !f.guiding && phase == service.PhaseSigningIn && !code)
	widgets.SetVisible(f.code.Object, !f.guiding && phase == service.PhaseSigningIn && code)
	widgets.SetVisible(f.main, !f.guiding && phase == service.PhaseSignedIn)
	f.object.Layout.Layout(f.object.Objects, f.object.Size()) // a face that has just come into sight gets its place
}

// fill puts a snapshot into the page of its phase. It reports whether another page is to be shown for it.
func (f *faceStack) fill(s *service.Snapshot, locale *format.Locale) (turn bool) {
	switch s.Phase {
	case service.PhaseSetup:
		f.setup.Update(s, locale)
	case service.PhaseSignedOut:
		f.signedOut.Update(s, locale)
	case service.PhaseSigningIn:
		f.signingIn.Update(s, locale)
		f.code.Update(s, locale)
		return !f.guiding && (s.SignIn.Code != "") != f.code.Object.Visible()
	}
	return false
}

// showFace puts the face of the snapshot on top, and takes the keyboard away from what is hidden now.
func (w *Window) showFace() {
	w.window.Canvas().Unfocus()
	w.faces.turnTo(&w.snapshot)
}

// facesLayout gives all its room to the faces on show. A hidden one is not measured: measuring all of them took a
// tenth of the start.
type facesLayout struct{}

func (facesLayout) Layout(faces []fyne.CanvasObject, size fyne.Size) {
	for _, face := range widgets.Visible(faces) {
		face.Move(fyne.NewPos(0, 0))
		face.Resize(size)
	}
}

func (facesLayout) MinSize(faces []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, face := range widgets.Visible(faces) {
		least = least.Max(face.MinSize())
	}
	return least
}
