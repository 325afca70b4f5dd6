package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
	"taskdrop/ui/words"
)

// openQuestion is the question on show, with what it is answered with.
type openQuestion struct {
	*modal
	id     uint64
	forAll *dialogCheck // nil where there is only one thing to decide
}

// questions puts the service's questions to the person, one at a time.
type questions struct {
	adding   Adding
	locale   *format.Locale
	modal    func(title string, body fyne.CanvasObject, width float32, focus fyne.Focusable, buttons ...*widgets.Button) *modal
	mayAsk   func() bool   // no dialog is open, and somebody is signed in
	open     *openQuestion // nil while nothing is asked
	answered uint64        // questions up to this one have been answered
}

// takeUp puts the service's question up, and takes one away that waits no longer. A dialog the person opened
// stays on top: the question comes when that is closed.
func (a *questions) takeUp(q *service.Question) {
	if a.open != nil && (q == nil || a.open.id != q.ID) {
		stale := a.open
		a.open, stale.closed = nil, nil
		stale.Close()
	}
	if q == nil || q.ID <= a.answered || a.open != nil || !a.mayAsk() {
		return
	}
	a.open = &openQuestion{id: q.ID}
	body := container.New(&widgets.Column{Gap: 12},
		widgets.NewParagraph(a.text(q), "", look.ColorSecondary, fyne.TextAlignLeading).Object())
	if q.Kind == service.QuestionDuplicate && q.Count > 1 {
		a.open.forAll = newDialogCheck(textForAll(a.locale.Count(q.Count)))
		body.Add(a.open.forAll)
	}
	for _, line := range a.paths(q) {
		body.Add(widgets.NewLine(line, widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorText, Cut: widgets.CutMiddle}))
	}
	buttons := a.answers(q)
	safe := buttons[0] // what Enter presses
	if len(q.Paths) > 0 {
		safe = buttons[len(buttons)-1]
	}
	a.open.modal = a.modal(questionTitle(q), body, 460, safe, buttons...)
	a.open.closed = func() {
		if q.Kind == service.QuestionDuplicate { // its rows are in the queue, and lead back to it
			a.putOff()
			return
		}
		a.handAnswer(service.AnswerLeaveOut)
	}
}

// mostPaths is how many paths a question shows.
const mostPaths = 6

// paths are the paths a question is about, as many as there is room for.
func (a *questions) paths(q *service.Question) (lines []string) {
	shown := q.Paths
	if len(shown) > mostPaths {
		shown = shown[:mostPaths-1]
	}
	for _, path := range shown {
		lines = append(lines, format.Visible(path))
	}
	if more := len(q.Paths) - len(shown); more > 0 {
		lines = append(lines, textMorePaths(more, a.locale.Count(more)))
	}
	return lines
}

// putOff leaves the question for later.
func (a *questions) putOff() {
	asked := a.open
	a.open, a.answered = nil, asked.id
	a.adding.PutOff(asked.id)
}

// answer takes the question away and hands the answer over.
func (a *questions) answer(answer service.Answer) {
	if asked := a.open; asked != nil {
		asked.closed = nil
		a.handAnswer(answer)
		asked.Close()
	}
}

// handAnswer hands the answer over. The snapshot on show still has the question; its id says that it was answered.
func (a *questions) handAnswer(answer service.Answer) {
	asked := a.open
	a.open, a.answered = nil, asked.id
	a.adding.Answer(asked.id, answer, asked.forAll != nil && asked.forAll.Checked)
}

// answers are the buttons of a question, the first one the likely answer.
func (a *questions) answers(q *service.Question) []*widgets.Button {
	button := func(text string, weight widgets.Weight, answer service.Answer) *widgets.Button {
		return widgets.NewButton(text, weight, func() { a.answer(answer) })
	}
	switch q.Kind {
	case service.QuestionFolder:
		return []*widgets.Button{
			button(textAnswerEach(q.Files, a.locale.Count(q.Files)), widgets.Primary, service.AnswerEach),
			button(textAnswerZip(q.Count), widgets.Plain, service.AnswerZip),
			button(words.Cancel(), widgets.Plain, service.AnswerLeaveOut),
		}
	case service.QuestionOversize:
		return []*widgets.Button{
			button(textAnswerZip(1), widgets.Primary, service.AnswerZip),
			button(textAnswerLeaveOut(), widgets.Plain, service.AnswerLeaveOut),
		}
	case service.QuestionPasted, service.QuestionShare:
		return []*widgets.Button{
			button(textAnswerAttach(q.Count, a.locale.Count(q.Count)), widgets.Primary, service.AnswerEach),
			button(words.Cancel(), widgets.Plain, service.AnswerLeaveOut),
		}
	case service.QuestionDuplicate:
	}
	return []*widgets.Button{
		button(textAnswerSkip(), widgets.Primary, service.AnswerLeaveOut),
		button(textAnswerKeepBoth(), widgets.Plain, service.AnswerKeepBoth),
		button(textAnswerReplace(), widgets.Plain, service.AnswerReplace),
		widgets.NewButton(textAnswerLater(), widgets.Plain, func() { a.open.Close() }),
	}
}

func questionTitle(q *service.Question) string {
	switch q.Kind {
	case service.QuestionFolder:
		return textFolderTitle(q.Count)
	case service.QuestionOversize:
		return textOversizeTitle()
	case service.QuestionPasted:
		return textPastedTitle(q.Count)
	case service.QuestionShare:
		return textShareTitle(q.Count)
	case service.QuestionDuplicate:
	}
	return textDuplicateTitle()
}

func (a *questions) text(q *service.Question) string {
	switch q.Kind {
	case service.QuestionFolder:
		return textFolderExplain(q, a.locale.Count(q.Files), a.locale.Size(q.Bytes))
	case service.QuestionOversize:
		return textOversizeExplain(q.Name, a.locale.Size(q.Bytes), a.locale.Size(service.MaxFileSize))
	case service.QuestionPasted:
		return textPastedExplain()
	case service.QuestionShare:
		return textShareExplain()
	case service.QuestionDuplicate:
	}
	return textDuplicateExplain(q.Name, q.Task)
}
