//go:build linux

package drops

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/jezek/xgb/xproto"

	"taskdrop/service/desktop/selection"
)

// contents lists the files of a folder and what is in them.
func contents(t *testing.T, folder string) (list string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Error(err)
	}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Error(err)
		}
		list += fmt.Sprintf("%s=%s;", entry.Name(), data)
	}
	return list
}

// saving drags a file that is written when it is let go.
func saving(t *testing.T, name string, save func(path string) string, change func(*source)) (*source, told) {
	t.Helper()
	s, heard := newSource(t, func(s *source) {
		s.types, s.save = []string{"text/uri-list", "image/png", selection.DirectSave, "application/octet-stream"}, save
		s.data = []byte("https://example.org/pictures/lake.png?size=2\r\n")
		if change != nil {
			change(s)
		}
	})
	xproto.ChangeProperty(s.conn, xproto.PropModeReplace, s.window, s.atom(selection.DirectSave), s.atom("text/plain"), 8, uint32(len(name)), []byte(name))
	return s, heard
}

func writes(t *testing.T, content, verdict string) func(string) string {
	return func(path string) string {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Error(err)
		}
		return verdict
	}
}

func (s *source) dragAndDrop() (accepted bool) {
	s.enter()
	if status := s.answer("XdndStatus"); status[1]&1 == 0 {
		s.t.Errorf("it is refused while held above the window: %v", status)
	}
	s.drop()
	return s.answer("XdndFinished")[1]&1 != 0
}

func TestAProgramSavesWhatItPromised(t *testing.T) {
	for name, want := range map[string]string{
		"a day at the lake é.jpg": "a day at the lake é.jpg",
		"../../.bashrc":           ".bashrc",
		"..":                      "file",
		"a\nb\\c.txt":             "c.txt",
	} {
		t.Run(want, func(t *testing.T) {
			s, heard := saving(t, name, writes(t, "whole", "S"), nil)
			if !s.dragAndDrop() {
				t.Error("the program is told that nothing was taken")
			}
			heard.want(t, "over true", "over false", "promised "+want+"=whole;")
		})
	}
}

func TestAProgramThatCannotSaveHandsOver(t *testing.T) {
	s, heard := saving(t, "a.bin", func(string) string { return "F" }, func(s *source) {
		s.others = map[string][]byte{"application/octet-stream": []byte("content")}
	})
	s.dragAndDrop()
	heard.want(t, "over true", "over false", "promised a.bin=content;")
}

// An archive manager answers first, and writes other files than it named.
func TestFilesThatAreWrittenAfterTheDropAreWaitedFor(t *testing.T) {
	var folder string
	s, heard := saving(t, "xds.txt", func(path string) string {
		folder = filepath.Dir(path)
		return "S"
	}, nil)
	s.dragAndDrop()
	if err := os.WriteFile(filepath.Join(folder, "minutes.odt"), []byte("late"), 0o600); err != nil {
		t.Fatal(err)
	}
	heard.want(t, "over true", "over false", "promised minutes.odt=late;")
}

func TestFilesAreBetterThanPromises(t *testing.T) {
	s, heard := saving(t, "a.png", func(string) string {
		t.Error("it is saved although it is a file")
		return "E"
	}, func(s *source) { s.data = []byte("file:///home/mia/a.png\r\n") })
	s.dragAndDrop()
	heard.want(t, "over true", "over false", `dropped ["/home/mia/a.png"] []`)
}

func TestAPromiseThatIsBroken(t *testing.T) {
	fails := func(string) string { return "E" }
	s, heard := saving(t, "a.png", fails, nil)
	if s.dragAndDrop() {
		t.Error("the program is told that its file was taken")
	}
	heard.want(t, "over true", "over false", `dropped [] ["https://example.org/pictures/lake.png?size=2"]`)

	s, heard = saving(t, "a.png", fails, func(s *source) { s.types = []string{selection.DirectSave} })
	s.dragAndDrop()
	heard.want(t, "over true", "over false", "failed false")
}

func TestAPictureIsDropped(t *testing.T) {
	for name, c := range map[string]struct{ list, form, want string }{
		"with an address":    {"https://example.org/pictures/lake.webp?size=2\r\n", "image/png", "lake.png"},
		"without an address": {"", "image/jpeg", "Picture.jpg"},
		"of a site":          {"https://example.org/\r\n", "image/gif", "Picture.gif"},
	} {
		t.Run(name, func(t *testing.T) {
			s, heard := newSource(t, func(s *source) {
				s.types, s.data = []string{"text/html", "text/uri-list", c.form}, []byte(c.list)
				s.others = map[string][]byte{c.form: []byte("pixels")}
			})
			s.dragAndDrop()
			heard.want(t, "over true", "over false", "promised "+c.want+"=pixels;")
		})
	}
}
