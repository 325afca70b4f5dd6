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

// showQuestion puts the service's question up, and takes one away that waits no longer. A dialog the person opened
// stays on top: the question comes when that is closed.
func (w *Window) showQuestion(q *service.Question) {
	if w.question != nil && (q == nil || w.question.id != q.ID) {
		stale := w.question
		w.question, stale.closed = nil, nil
		stale.Close()
	}
	if q == nil || q.ID <= w.answered || w.question != nil || len(w.modals) > 0 || !w.signedIn() {
		return
	}
	w.question = &openQuestion{id: q.ID}
	body := container.New(&widgets.Column{Gap: 12},
		widgets.NewParagraph(w.questionText(q), "", look.ColorSecondary, fyne.TextAlignLeading).Object())
	if q.Kind == service.QuestionDuplicate && q.Count > 1 {
		w.question.forAll = newDialogCheck(textForAll(w.locale.Count(q.Count)))
		body.Add(w.question.forAll)
	}
	for _, line := range w.questionPaths(q) {
		body.Add(widgets.NewLine(line, widgets.LineStyle{Size: look.TextSmall, Colour: look.ColorText, Cut: widgets.CutMiddle}))
	}
	buttons := w.answers(q)
	safe := buttons[0] // what Enter presses
	if len(q.Paths) > 0 {
		safe = buttons[len(buttons)-1]
	}
	w.question.modal = w.openModal(questionTitle(q), body, 460, safe, buttons...)
	w.question.closed = func() {
		if q.Kind == service.QuestionDuplicate { // its rows are in the queue, and lead back to it
			w.putOff()
			return
		}
		w.handAnswer(service.AnswerLeaveOut)
	}
}

// mostPaths is how many paths a question shows.
const mostPaths = 6

// questionPaths are the paths a question is about, as many as there is room for.
func (w *Window) questionPaths(q *service.Question) (lines []string) {
	shown := q.Paths
	if len(shown) > mostPaths {
		shown = shown[:mostPaths-1]
	}
	for _, path := range shown {
		lines = append(lines, format.Visible(path))
	}
	if more := len(q.Paths) - len(shown); more > 0 {
		lines = append(lines, textMorePaths(more, w.locale.Count(more)))
	}
	return lines
}

// putOff leaves the question for later.
func (w *Window) putOff() {
	asked := w.question
	w.question, w.answered = nil, asked.id
	w.svc.Adding.PutOff(asked.id)
}

// answer takes the question away and hands the answer over.
func (w *Window) answer(answer service.Answer) {
	if asked := w.question; asked != nil {
		asked.closed = nil
		w.handAnswer(answer)
		asked.Close()
	}
}

// handAnswer hands the answer over. The snapshot on show still has the question; its id says that it was answered.
func (w *Window) handAnswer(answer service.Answer) {
	asked := w.question
	w.question, w.answered = nil, asked.id
	w.svc.Adding.Answer(asked.id, answer, asked.forAll != nil && asked.forAll.Checked)
}

// answers are the buttons of a question, the first one the likely answer.
func (w *Window) answers(q *service.Question) []*widgets.Button {
	button := func(text string, weight widgets.Weight, answer service.Answer) *widgets.Button {
		return widgets.NewButton(text, weight, func() { w.answer(answer) })
	}
	switch q.Kind {
	case service.QuestionFolder:
		return []*widgets.Button{
			button(textAnswerEach(q.Files, w.locale.Count(q.Files)), widgets.Primary, service.AnswerEach),
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
			button(textAnswerAttach(q.Count, w.locale.Count(q.Count)), widgets.Primary, service.AnswerEach),
			button(words.Cancel(), widgets.Plain, service.AnswerLeaveOut),
		}
	case service.QuestionDuplicate:
	}
	return []*widgets.Button{
		button(textAnswerSkip(), widgets.Primary, service.AnswerLeaveOut),
		button(textAnswerKeepBoth(), widgets.Plain, service.AnswerKeepBoth),
		button(textAnswerReplace(), widgets.Plain, service.AnswerReplace),
		widgets.NewButton(textAnswerLater(), widgets.Plain, func() { w.question.Close() }),
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

func (w *Window) questionText(q *service.Question) string {
	switch q.Kind {
	case service.QuestionFolder:
		return textFolderExplain(q, w.locale.Count(q.Files), w.locale.Size(q.Bytes))
	case service.QuestionOversize:
		return textOversizeExplain(q.Name, w.locale.Size(q.Bytes), w.locale.Size(service.MaxFileSize))
	case service.QuestionPasted:
		return textPastedExplain()
	case service.QuestionShare:
		return textShareExplain()
	case service.QuestionDuplicate:
	}
	return textDuplicateExplain(q.Name, q.Task)
}
