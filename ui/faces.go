package ui

import (
	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/widgets"
)

// showFace puts the right face on top.
func (w *Window) showFace() {
	phase, code := w.snapshot.Phase, w.snapshot.SignIn.Code != ""
	w.window.Canvas().Unfocus()
	if w.guide != nil {
		widgets.SetVisible(w.guide.object, w.guiding)
	}
	widgets.SetVisible(w.setup.object, !w.guiding && phase == service.PhaseSetup)
	widgets.SetVisible(w.signedOut.object, !w.guiding && phase == service.PhaseSignedOut)
	widgets.SetVisible(w.signingIn.object, !w.guiding && phase == service.PhaseSigningIn && !code)
	widgets.SetVisible(w.code.object, !w.guiding && phase == service.PhaseSigningIn && code)
	widgets.SetVisible(w.main, !w.guiding && phase == service.PhaseSignedIn)
	w.layOutFaces()
}

// layOutFaces gives a face its place that has just come into sight.
func (w *Window) layOutFaces() { w.faces.Layout.Layout(w.faces.Objects, w.faces.Size()) }

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
