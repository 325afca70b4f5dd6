package service_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskdrop/service"
	"taskdrop/service/desktop/clipboard"
	"taskdrop/service/simulator"
)

// holding is a clipboard with this on it.
func holding(c clipboard.Content, err error) func(context.Context) (clipboard.Content, error) {
	return func(context.Context) (clipboard.Content, error) { return c, err }
}

func TestAPastedPictureIsAttachedUnderItsName(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	p := start(t, simulator.Options{}, service.Config{
		Order: order("Tasks", sampleTask), Clipboard: holding(clipboard.Content{PNG: picture.Bytes()}, nil),
	})
	p.until("the task is chosen", func(s service.Snapshot) bool { return signedIn(s) && s.TaskID != "" })
	const name = "Eingefügt 2026-11-24 09.15.30.png"
	p.Paste(service.Pasted{PictureName: name})
	s := p.until("attached", func(s service.Snapshot) bool { return s.Queue.Totals.Attached == 1 })
	if s.Queue.Items[0].Name != name {
		t.Errorf("it is called %q", s.Queue.Items[0].Name)
	}
	content, err := p.server.Content(s.Queue.Items[0].AttachmentID)
	if err != nil || !bytes.Equal(content, picture.Bytes()) {
		t.Errorf("%d bytes arrived, %v", len(content), err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(p.dir, "state", "demo", "spool"))
	if err != nil || len(left) > 0 {
		t.Errorf("the spool keeps %d files, %v", len(left), err)
	}
}

// TestAPastedPictureSurvivesARestart: it waits for a task, and is in the next run's queue with its file.
func TestAPastedPictureSurvivesARestart(t *testing.T) {
	p := start(t, simulator.Options{}, service.Config{Clipboard: holding(clipboard.Content{PNG: []byte("picture")}, nil)})
	p.Paste(service.Pasted{PictureName: "Pasted.png"})
	p.until("it waits", func(s service.Snapshot) bool { return s.NeedsTask })
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	items := p.open(service.Config{}).Snapshot().Queue.Items
	if len(items) != 1 || items[0].Name != "Pasted.png" {
		t.Fatalf("%+v", items)
	}
	if data, err := os.ReadFile(items[0].Path); err != nil || string(data) != "picture" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestPaste(t *testing.T) {
	for name, test := range map[string]struct {
		text      string
		clipboard clipboard.Content
		err       error
		files     int
		says      string
	}{
		"files":            {clipboard: clipboard.Content{Paths: []string{"a", "b"}}, files: 2},
		"prose":            {text: "see\n/etc/passwd", says: "no file and no picture"},
		"text, a picture":  {text: "/nowhere/a.pdf", clipboard: clipboard.Content{PNG: []byte("x")}, files: 1},
		"a page":           {clipboard: clipboard.Content{Others: []string{"https://example.org/"}}, says: "not a file on this computer"},
		"nothing":          {text: "hello", says: "no file and no picture"},
		"no clipboard":     {err: clipboard.ErrUnavailable, says: "no file and no picture"},
		"a full clipboard": {err: clipboard.ErrTooMuch, says: "more on the clipboard"},
		"an odd picture":   {err: errors.New("odd"), says: "can't be read"},
		"a silent owner":   {err: clipboard.ErrSilent, says: "does not hand over"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, simulator.Options{}, service.Config{Clipboard: holding(test.clipboard, test.err)})
			p.Paste(service.Pasted{Text: test.text, PictureName: "x.png"})
			p.until("it is taken", func(s service.Snapshot) bool {
				said := test.says == "" || slices.ContainsFunc(s.Notices, func(n service.Notice) bool {
					return strings.Contains(n.Problem.Sentence(), test.says)
				})
				return said && len(s.Queue.Items) == test.files
			})
		})
	}
}

// TestTextThatNamesFilesAsksFirst: nothing is queued before the person has seen which files the text names.
func TestTextThatNamesFilesAsksFirst(t *testing.T) {
	for _, yes := range []bool{true, false} {
		p := start(t, simulator.Options{}, service.Config{})
		p.SignIn()
		p.until("signed in", signedIn)
		one, other := p.file("one.txt", "1"), p.file("other.txt", "2")
		p.Paste(service.Pasted{Text: one + "\n\n" + other + "\n"})
		s := p.until("it asks", func(s service.Snapshot) bool { return s.Question != nil })
		if q := s.Question; q.Kind != service.QuestionPasted || !slices.Equal(q.Paths, []string{one, other}) || len(s.Queue.Items) > 0 {
			t.Errorf("asks %+v with %d files queued", q, len(s.Queue.Items))
		}
		answer, files := service.AnswerLeaveOut, 0
		if yes {
			answer, files = service.AnswerEach, 2
		}
		p.Answer(s.Question.ID, answer, false)
		p.until("it is answered", func(s service.Snapshot) bool { return s.Question == nil && len(s.Queue.Items) == files })
	}
}

// TestSharesAskFirst: a file on a stranger's computer is not looked at, whichever way it comes, before the person says
// yes; what comes with it does not wait.
func TestSharesAskFirst(t *testing.T) {
	for name, pasted := range map[string]bool{"dropped": false, "pasted": true} {
		t.Run(name, func(t *testing.T) {
			var share string
			var paths []string
			p := start(t, simulator.Options{}, service.Config{
				OutsideOwnDrives: func(path string) bool { return path == share },
				Clipboard:        func(context.Context) (clipboard.Content, error) { return clipboard.Content{Paths: paths}, nil },
			})
			p.SignIn()
			p.until("signed in", signedIn)
			share = p.file("share.txt", "theirs")
			paths = []string{share, p.file("here.txt", "mine")}
			if pasted {
				p.Paste(service.Pasted{})
			} else {
				p.AddPaths(paths)
			}
			s := p.until("it asks", func(s service.Snapshot) bool { return s.Question != nil && len(s.Queue.Items) == 1 })
			if q := s.Question; q.Kind != service.QuestionShare || !slices.Equal(q.Paths, []string{share}) || s.Queue.Items[0].Name != "here.txt" {
				t.Errorf("asks %+v with %s queued", q, s.Queue.Items[0].Name)
			}
			p.Answer(s.Question.ID, service.AnswerEach, false)
			p.until("it is taken", func(s service.Snapshot) bool { return len(s.Queue.Items) == 2 })
		})
	}
}
