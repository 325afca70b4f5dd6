package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/service"
	"taskdrop/ui/look"
)

func withQuestion(q service.Question) service.Snapshot {
	s := signedIn()
	s.Question = &q
	return s
}

func TestAQuestionIsAnsweredByItsButtons(t *testing.T) {
	folder := service.Question{ID: 7, Kind: service.QuestionFolder, Name: "Photos", Count: 1, Files: 12, Bytes: 3_000_000}
	big := service.Question{ID: 7, Kind: service.QuestionOversize, Name: "huge.log", Count: 1, Bytes: 2_000_000}
	double := service.Question{ID: 7, Kind: service.QuestionDuplicate, Name: "bill.pdf", Count: 1}
	for name, c := range map[string]struct {
		question service.Question
		button   string
		want     string
	}{
		"folder, each":   {folder, "Each file (12)", "answer 7 1 false"},
		"folder, zip":    {folder, "As one .zip", "answer 7 2 false"},
		"folder, cancel": {folder, "Cancel", "answer 7 0 false"},
		"oversize, zip":  {big, "As one .zip", "answer 7 2 false"},
		"double, skip":   {double, "Skip", "answer 7 0 false"},
		"double, both":   {double, "Keep both", "answer 7 4 false"},
		"double, later":  {double, "Later", "put off 7"},
		"replace":        {double, "Replace", "answer 7 3 false"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, withQuestion(c.question))
			f.press(c.button)
			if got := f.service.taken(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			f.show(withQuestion(c.question)) // the snapshot that was on its way
			if len(f.modals) != 0 {
				t.Error("it is asked again")
			}
		})
	}
}

func TestForAllIsAskedWhereThereAreMore(t *testing.T) {
	f := newFixture(t, withQuestion(service.Question{ID: 3, Kind: service.QuestionDuplicate, Name: "a.txt", Count: 5}))
	if f.questions.open.forAll == nil || f.questions.open.forAll.Text != "For all 5 such files" {
		t.Fatal("no 'for all'")
	}
	test.Tap(f.questions.open.forAll)
	f.press("Keep both")
	if got := f.service.taken(); got != "answer 3 4 false" {
		t.Errorf("got %q", got)
	}
}

func TestEscapeLeavesOut(t *testing.T) {
	f := newFixture(t, withQuestion(service.Question{ID: 3, Kind: service.QuestionFolder, Name: "Photos", Count: 1, Files: 2}))
	f.escape()
	if got := f.service.taken(); got != "answer 3 0 false" {
		t.Errorf("got %q", got)
	}
	if len(f.modals) != 0 {
		t.Error("it is still there")
	}
}

func TestEscapePutsOffWhatHasARow(t *testing.T) {
	asked := withQuestion(service.Question{ID: 3, Kind: service.QuestionDuplicate, Name: "a.txt", Count: 2})
	f := newFixture(t, asked)
	f.questions.open.forAll.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if got := f.service.taken(); got != "put off 3" {
		t.Errorf("got %q", got)
	}
	f.show(asked) // the snapshot that was on its way
	if len(f.modals) != 0 {
		t.Error("it is still there")
	}
}

func TestAQuestionWaitsBehindAnOpenDialog(t *testing.T) {
	f := newFixture(t, signedIn())
	f.showAbout()
	f.show(withQuestion(service.Question{ID: 3, Kind: service.QuestionFolder, Name: "Photos", Count: 1, Files: 2}))
	if f.questions.open != nil {
		t.Fatal("it came on top of what the person reads")
	}
	f.modals[0].Close()
	if f.questions.open == nil || len(f.modals) != 1 {
		t.Fatal("it did not come after that")
	}
	f.show(signedIn())
	if len(f.modals) != 0 || f.service.taken() != "" {
		t.Error("a question that waits no longer is still there, or was answered")
	}
}

func TestQuestionsLookRight(t *testing.T) {
	for name, q := range map[string]service.Question{
		"question_pasted":    {ID: 4, Kind: service.QuestionPasted, Count: 8, Paths: []string{"/home/mia/.ssh/id_ed25519", "/home/mia/Steuer/photo\u202Egnp.exe", "/c", "/d", "/e", "/f", "/g", "/h"}},
		"question_share":     {ID: 5, Kind: service.QuestionShare, Count: 1, Paths: []string{`\\files.example\scans\a.pdf`}},
		"question_folder":    {ID: 1, Kind: service.QuestionFolder, Name: "Photos", Count: 1, Files: 12, Bytes: 3_000_000},
		"question_duplicate": {ID: 1, Kind: service.QuestionDuplicate, Name: "bill.pdf", Task: "Steuererklärung 2025", Count: 5},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, signedIn())
			f.setMode(look.ModeLight)
			f.window.Resize(fyne.NewSize(960, 660))
			f.show(withQuestion(q))
			test.AssertObjectRendersToMarkup(t, name+".xml", f.questions.open.popup.Content)
		})
	}
}
