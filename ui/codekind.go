package ui

import (
	"fyne.io/fyne/v2"

	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// askKindOfAccount asks what the page of the code has to be told first: with a code, personal accounts and those of
// work or school sign in at different tenants (L19).
func (w *Window) askKindOfAccount() {
	var m *modal
	use := func(text string, weight widgets.Weight, personal bool) *widgets.Button {
		return widgets.NewButton(text, weight, func() {
			m.Close()
			w.svc.SignIn.SignInWithCode(personal)
		})
	}
	personal := use(textPersonalAccount(), widgets.Primary, true)
	work := use(textWorkAccount(), widgets.Plain, false)
	text := widgets.NewParagraph(textCodeKindExplain(), "", look.ColorSecondary, fyne.TextAlignLeading)
	m = w.openModal(textCodeKind(), text.Object(), 440, personal, personal, work, widgets.NewButton(words.Cancel(), widgets.Plain, func() { m.Close() }))
}
