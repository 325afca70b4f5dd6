package ui

import (
	"image"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// attachmentAction is something a person can do with an attachment, in the order of its buttons.
type attachmentAction int

// The actions of attachments.
const (
	attachmentOpen attachmentAction = iota
	attachmentSave
	attachmentDelete
)

// attachmentsPane shows what hangs on the chosen task.
type attachmentsPane struct {
	list    *fileList
	object  *fyne.Container
	bar     *onTaskBar
	message *widgets.Paragraph
	retry   *widgets.Button
	copy    *widgets.Link
	notice  *fyne.Container // message and what can be done about it

	locale *format.Locale
	now    func() time.Time
	do     func(action attachmentAction, a service.Attachment)
	menu   func(a service.Attachment, at fyne.Position)

	open func(id string)    // shows a picture large
	want func(ids []string) // says whose rows are on show

	entries  []service.Attachment
	pictures map[string]image.Image
	problem  *service.Problem
	onShow   bool
	wanted   []string
}

func newAttachmentsPane(locale *format.Locale, now func() time.Time, refresh func(), copyDetails func(*service.Problem)) *attachmentsPane {
	p := &attachmentsPane{list: newFileList(), locale: locale, now: now}
	p.list.content = func(index int) rowContent { return p.contentOf(p.entries[index]) }
	p.list.pressed = func(index, button int) {
		if index < len(p.entries) {
			if a := p.entries[index]; attachmentAction(button) == attachmentOpen {
				p.showOrOpen(a)
			} else {
				p.do(attachmentAction(button), a)
			}
		}
	}
	p.list.menu = func(index int, at fyne.Position) {
		if index < len(p.entries) {
			p.menu(p.entries[index], at)
		}
	}
	p.list.key = p.typedKey
	p.list.opened = func(index int) {
		if index < len(p.entries) {
			p.open(p.entries[index].ID)
		}
	}
	p.list.scrolled = p.wantPictures
	p.message = widgets.NewParagraph("", look.SizeNameSmall, look.ColorSecondary, fyne.TextAlignCenter)
	p.retry = widgets.NewButton(textActionRetry(), widgets.Plain, refresh)
	p.copy = widgets.NewLink(words.CopyDetails(), func() { copyDetails(p.problem) })
	actions := container.NewHBox(layout.NewSpacer(), p.retry, widgets.Inset(container.NewCenter(p.copy), 0, 0, 8, 0), layout.NewSpacer())
	p.notice = container.NewVBox(p.message.Object(), actions)
	p.object = container.New(&queueLayout{list: p.list}, p.list.object, p.notice)
	return p
}

func (p *attachmentsPane) contentOf(a service.Attachment) rowContent {
	first := rowButton{look.IconOpen, textOpenAttachment()}
	if service.ShowsPicture(a) {
		first = rowButton{look.IconView, textShowPicture()}
	}
	return rowContent{
		name: format.Visible(a.Name), picture: p.pictures[a.ID], line: rowLine{text: joinFacts(p.factsOf(a)), colour: look.ColorSecondary}, count: 3,
		buttons: [rowButtons]rowButton{first, {look.IconSave, textSaveAttachment()}, {look.IconTrash, textDeleteAttachment()}},
	}
}

func (p *attachmentsPane) factsOf(a service.Attachment) []string {
	facts := []string{p.sizeOf(a)}
	if !a.Modified.IsZero() {
		facts = append(facts, p.locale.When(a.Modified, p.now()))
	}
	return facts
}

// setOnShow says whether the attachments are on show at all.
func (p *attachmentsPane) setOnShow(on bool) {
	p.onShow = on
	p.wantPictures()
}

// wantPictures asks for the small pictures of the rows on show, and of no others.
func (p *attachmentsPane) wantPictures() {
	var ids []string
	if p.onShow {
		first, end := p.list.onShow()
		for _, a := range p.entries[min(first, len(p.entries)):min(end, len(p.entries))] {
			if service.ShowsPicture(a) {
				ids = append(ids, a.ID)
			}
		}
	}
	if !slices.Equal(ids, p.wanted) {
		p.wanted = ids
		p.want(ids)
	}
}

// sizeOf words an attachment's size. As listed it is some 240 bytes too large (L9), which shows in a small one only.
func (p *attachmentsPane) sizeOf(a service.Attachment) string {
	const matters = 10_000
	if a.Exact || a.Size >= matters {
		return p.locale.Size(a.Size)
	}
	return textAboutSize(p.locale.Size(max(1000, a.Size)))
}

// takeUp draws the attachments of a snapshot.
func (p *attachmentsPane) takeUp(s *service.Snapshot) {
	a, taskChosen := s.Attachments, s.TaskID != ""
	p.bar.setProgress(s.Saving, len(a.Entries))
	p.entries, p.pictures, p.problem = a.Entries, s.Pictures, a.Problem
	before := p.list.length
	p.list.redraw(len(a.Entries))
	if len(a.Entries) == 0 {
		p.message.SetText(p.wordsFor(a, taskChosen))
	}
	failed := a.Load == service.LoadFailed && taskChosen
	widgets.SetVisible(p.retry, failed)
	widgets.SetVisible(p.copy, failed && a.Problem != nil && a.Problem.Detail != "")
	widgets.SetVisible(p.list.object, len(a.Entries) > 0)
	widgets.SetVisible(p.notice, len(a.Entries) == 0)
	if before != len(a.Entries) {
		p.object.Refresh()
	}
	p.wantPictures()
}

func (p *attachmentsPane) wordsFor(a service.Attachments, taskChosen bool) (string, fyne.ThemeColorName) {
	switch {
	case !taskChosen:
		return textAttachmentsNoTask(), look.ColorSecondary
	case a.Load == service.LoadFailed:
		return words.Problem(a.Problem), look.ColorBad
	case a.Load == service.LoadReady:
		return textAttachmentsNone(), look.ColorSecondary
	}
	return textAttachmentsLoading(), look.ColorSecondary
}

// showOrOpen shows a picture here, and opens anything else with its program.
func (p *attachmentsPane) showOrOpen(a service.Attachment) {
	if service.ShowsPicture(a) {
		p.open(a.ID)
		return
	}
	p.do(attachmentOpen, a)
}

func (p *attachmentsPane) typedKey(index int, key *fyne.KeyEvent) bool {
	if index >= len(p.entries) {
		return false
	}
	switch key.Name {
	case fyne.KeySpace:
		p.showOrOpen(p.entries[index])
	case fyne.KeyO:
		p.do(attachmentOpen, p.entries[index])
	case fyne.KeyS:
		p.do(attachmentSave, p.entries[index])
	case fyne.KeyDelete, fyne.KeyBackspace:
		p.do(attachmentDelete, p.entries[index])
	default:
		return false
	}
	return true
}
