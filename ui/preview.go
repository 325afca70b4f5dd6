package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// preview is the large picture of an attachment, over the window. The arrow keys go from picture to picture.
type preview struct {
	window  *Window
	modal   *modal
	id      string // of the attachment
	image   *canvas.Image
	message *widgets.Paragraph
	facts   *widgets.Line
	arrows  [2]*widgets.IconButton
}

// openPreview shows a picture large.
func (w *Window) openPreview(id string) {
	if w.preview != nil || !slices.Contains(w.pictureIDs(), id) {
		return
	}
	p := &preview{window: w, id: id, image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	p.message = widgets.NewParagraph("", "", look.ColorSecondary, fyne.TextAlignCenter)
	p.facts = widgets.NewLine("", widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorSecondary, Cut: widgets.CutEnd, Align: fyne.TextAlignCenter})
	p.arrows = [2]*widgets.IconButton{
		widgets.NewIconButton(look.IconPrevious, textPreviousPicture(), func() { p.step(-1) }),
		widgets.NewIconButton(look.IconNext, textNextPicture(), func() { p.step(1) }),
	}
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorBackground, Stroke: look.ColorLine, StrokeWidth: look.LineWidth, Radius: look.ControlRadius})
	body := container.New(&previewLayout{room: w.window.Canvas()},
		p.arrows[0], container.NewStack(ground, widgets.Inset(p.image, 1, 1, 1, 1), container.NewCenter(container.New(&fixedWidth{260}, p.message.Object()))),
		p.arrows[1], p.facts)
	act := func(action attachmentAction) func() { return func() { p.do(action) } }
	closing := widgets.NewButton(words.Close(), widgets.Plain, func() { p.modal.Close() })
	p.modal = w.openModal("", body, 860, closing,
		widgets.NewButton(textOpenAttachment(), widgets.Plain, act(attachmentOpen)), widgets.NewButton(textSaveAttachment(), widgets.Plain, act(attachmentSave)),
		widgets.NewButton(textDeleteAttachment(), widgets.Plain, act(attachmentDelete)), closing)
	p.modal.closed = func() {
		w.preview = nil
		w.svc.Attachments.ClosePreview()
	}
	w.preview = p
	p.turnTo(id)
}

// pictureIDs are the attachments that have a picture to show, in the order of their rows.
func (w *Window) pictureIDs() (ids []string) {
	for _, a := range w.snapshot.Attachments.Entries {
		if service.ShowsPicture(a) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

func (p *preview) turnTo(id string) {
	p.id = id
	p.image.Image = nil
	p.window.svc.Attachments.OpenPreview(id)
	p.takeUp(&p.window.snapshot)
}

// step goes on by so many pictures, and stops at the first and the last.
func (p *preview) step(by int) {
	ids := p.window.pictureIDs()
	at := slices.Index(ids, p.id)
	if next := max(0, min(at+by, len(ids)-1)); at >= 0 && next != at {
		p.turnTo(ids[next])
	}
}

// attachment is the one on show, false once it is no longer on the task.
func (p *preview) attachment(s *service.Snapshot) (service.Attachment, bool) {
	at := slices.IndexFunc(s.Attachments.Entries, func(a service.Attachment) bool { return a.ID == p.id })
	if at < 0 {
		return service.Attachment{}, false
	}
	return s.Attachments.Entries[at], true
}

// takeUp draws what a snapshot knows of the picture: large, or until then small, or why there is none.
func (p *preview) takeUp(s *service.Snapshot) {
	a, ok := p.attachment(s)
	if !ok {
		p.modal.Close()
		return
	}
	p.modal.title.SetText(a.Name, look.ColorText)
	text, colour := textAttachmentsLoading(), look.ColorSecondary
	picture := s.Pictures[p.id]
	if large := s.Preview; large != nil && large.ID == p.id {
		switch large.Load {
		case service.LoadReady:
			picture, text = large.Image, ""
		case service.LoadFailed:
			text, colour = words.Problem(large.Problem), look.ColorBad
		}
	}
	if picture != nil {
		text = ""
	}
	p.message.SetText(text, colour)
	widgets.SetVisible(p.message.Object(), text != "")
	if p.image.Image != picture {
		p.image.Image = picture
		p.image.Refresh()
	}
	widgets.SetVisible(p.image, picture != nil)
	p.showPlace(a)
}

// showPlace tells which picture of how many it is, and what is known of its file.
func (p *preview) showPlace(a service.Attachment) {
	w := p.window
	ids := w.pictureIDs()
	at := slices.Index(ids, p.id)
	facts := w.attachments.factsOf(a)
	if len(ids) > 1 {
		facts = append([]string{textPicturePlace(w.locale.Count(at+1), w.locale.Count(len(ids)))}, facts...)
	}
	p.facts.SetText(joinFacts(facts), look.ColorSecondary)
	for i, possible := range [2]bool{at > 0, at < len(ids)-1} {
		widgets.SetVisible(p.arrows[i], len(ids) > 1)
		p.arrows[i].SetEnabled(possible)
	}
}

// do does what a button asks for. After a deletion the message with Undo is in reach.
func (p *preview) do(action attachmentAction) {
	a, ok := p.attachment(&p.window.snapshot)
	if !ok {
		return
	}
	if action == attachmentDelete {
		p.modal.Close()
	}
	p.window.doAttachmentAction(action, a)
}

// typedKey does what a key means while a picture is open, and reports whether it means anything.
func (p *preview) typedKey(name fyne.KeyName) bool {
	const far = 1 << 30
	switch name {
	case fyne.KeyLeft, fyne.KeyUp, fyne.KeyPageUp:
		p.step(-1)
	case fyne.KeyRight, fyne.KeyDown, fyne.KeyPageDown:
		p.step(1)
	case fyne.KeyHome:
		p.step(-far)
	case fyne.KeyEnd:
		p.step(far)
	case fyne.KeyO:
		p.do(attachmentOpen)
	case fyne.KeyS:
		p.do(attachmentSave)
	case fyne.KeyDelete, fyne.KeyBackspace:
		p.do(attachmentDelete)
	default:
		return false
	}
	return true
}

// previewLayout sets the picture between the arrows, and the facts below, as large as the window lets it.
type previewLayout struct{ room fyne.Canvas }

const (
	previewHeight float32 = 560
	previewAround float32 = 176 // title, facts, buttons and the room above and below the modal
)

func (l *previewLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	arrow, picture, other, facts := objects[0], objects[1], objects[2], objects[3]
	const gap float32 = 6
	line := facts.MinSize().Height
	height := size.Height - line - 8
	target := arrow.MinSize()
	arrow.Move(fyne.NewPos(0, (height-target.Height)/2))
	arrow.Resize(target)
	other.Move(fyne.NewPos(size.Width-target.Width, (height-target.Height)/2))
	other.Resize(target)
	picture.Move(fyne.NewPos(target.Width+gap, 0))
	picture.Resize(fyne.NewSize(size.Width-2*(target.Width+gap), height))
	facts.Move(fyne.NewPos(0, height+8))
	facts.Resize(fyne.NewSize(size.Width, line))
}

func (l *previewLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, max(120, min(previewHeight, l.room.Size().Height-previewAround)))
}

// fixedWidth gives wrapped text the width it is to have.
type fixedWidth struct{ width float32 }

func (l *fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

func (l *fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var height float32
	for _, o := range objects {
		o.Resize(fyne.NewSize(l.width, o.Size().Height))
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(l.width, height)
}
