package service

import "slices"

// QuestionKind is what a person is to decide about files they dropped.
type QuestionKind int

// The questions.
const (
	// QuestionFolder: each file, or one .zip? Answers: AnswerEach, AnswerZip, AnswerLeaveOut.
	QuestionFolder QuestionKind = iota
	// QuestionOversize: the file is too large, and its .zip would fit. Answers: AnswerZip, AnswerLeaveOut.
	QuestionOversize
	// QuestionDuplicate: a file of the same name and size hangs on the task already. Answers: AnswerReplace, AnswerKeepBoth,
	// AnswerLeaveOut.
	QuestionDuplicate
)

// Question waits for a person's answer. What it is about waits meanwhile; everything else goes on.
type Question struct {
	ID   uint64
	Kind QuestionKind
	// Name is the folder's or file's, the first one's where Count is above 1.
	Name  string
	Count int
	// Task is the title of the task that QuestionDuplicate is about.
	Task string
	// Files and Bytes are what a folder holds; with QuestionOversize Bytes is the .zip's size.
	Files int
	Bytes int64
}

// Answer is one way out of a Question.
type Answer int

// The answers. AnswerLeaveOut is safe for each: nothing is attached, and nothing on disk or on the task is touched.
const (
	AnswerLeaveOut Answer = iota
	AnswerEach
	AnswerZip
	AnswerReplace
	AnswerKeepBoth
)

// asked is a question and what to do with its answer. answered is called once, without mu held.
type asked struct {
	question Question
	answered func(answer Answer, forAll bool)
	// about are the items that wait for the answer, and again asks about those of them that still do; nil where it can't be put off.
	about []uint64
	again func(about []uint64)
	off   bool // put off
}

// ask puts a question behind those that wait.
func (s *Service) ask(q Question, answered func(answer Answer, forAll bool)) {
	s.askAbout(nil, q, nil, answered)
}

// askAbout asks about items of the queue.
func (s *Service) askAbout(ids []uint64, q Question, again func([]uint64), answered func(answer Answer, forAll bool)) {
	s.update(func(v *Snapshot) {
		s.nextQuestion++
		q.ID = s.nextQuestion
		s.questions = append(s.questions, asked{question: q, answered: answered, about: ids, again: again})
		s.showQuestion(v)
	})
}

// showQuestion shows the oldest question that was not put off; one at a time is enough. It is called with mu held.
func (s *Service) showQuestion(v *Snapshot) {
	v.Question = nil
	at := slices.IndexFunc(s.questions, func(a asked) bool { return !a.off })
	if at >= 0 {
		first := s.questions[at].question
		v.Question = &first
	}
}

// PutOff takes a question away until the person starts one of the items it is about. Until then they wait.
func (s *Service) PutOff(id uint64) {
	s.update(func(v *Snapshot) {
		questions := slices.Clone(s.questions)
		for i := range questions {
			if questions[i].question.ID == id && questions[i].again != nil {
				questions[i].off = true
			}
		}
		s.questions = questions
		s.showQuestion(v)
	})
}

// askAgain puts the question about an item once more, with this item first. It reports whether there is one.
func (s *Service) askAgain(id uint64) bool {
	var found *asked
	s.update(func(v *Snapshot) {
		at := slices.IndexFunc(s.questions, func(a asked) bool { return slices.Contains(a.about, id) })
		if at >= 0 {
			found = &s.questions[at]
			s.questions = slices.Delete(slices.Clone(s.questions), at, at+1)
			s.showQuestion(v)
		}
	})
	if found == nil {
		return false
	}
	s.setHeldFor(found.about, HeldForLook) // so that they can be asked about
	others := slices.DeleteFunc(slices.Clone(found.about), func(other uint64) bool { return other == id })
	found.again(append([]uint64{id}, others...))
	return true
}

// Answer answers a question: for the first thing it is about, or for all of them. One that was answered already is passed over.
func (s *Service) Answer(id uint64, answer Answer, forAll bool) {
	var found *asked
	s.update(func(v *Snapshot) {
		at := slices.IndexFunc(s.questions, func(a asked) bool { return a.question.ID == id })
		if at < 0 {
			return
		}
		found = &s.questions[at]
		s.questions = slices.Delete(slices.Clone(s.questions), at, at+1)
		s.showQuestion(v)
	})
	if found != nil {
		found.answered(answer, forAll)
	}
}

// dropQuestions forgets what was asked: the queue it was about is gone.
func (s *Service) dropQuestions() {
	s.update(func(v *Snapshot) {
		s.questions = nil
		s.showQuestion(v)
	})
}
