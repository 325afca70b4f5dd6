//go:build linux

package e2e

import (
	"encoding/json"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUndo presses U on a file's row, which removes the attachment from the task again.
func TestUndo(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	file := write(t, t.TempDir(), "letter.txt", 1000)
	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", file)...)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 300, 20, 840, 800)
	eventually(t, jobTime, "the file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })
	d.await(t, "Clear done")
	d.keys(t, window, "ctrl+1", "u")
	eventually(t, jobTime, "the attachment stays on the task", func() bool { return len(server.attachments(t, sampleTask)) == 0 })
	d.keep(t, "undone")
}

// TestDropBehindADialog drops files while a dialog is open: they are taken, and the dialog stays.
func TestDropBehindADialog(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	given := write(t, t.TempDir(), "first.txt", 100)
	folder := t.TempDir() + "/Zu versenden"
	mkdir(t, folder)
	dropped := write(t, folder, "dropped.txt", 200)
	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask, "-attach", given)...)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 580, 20, 840, 800)
	eventually(t, jobTime, "the first file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 1 })
	d.await(t, "Clear done")
	manager := d.openFolder(t, folder)
	d.keys(t, window, "F1")
	d.await(t, "Keyboard shortcuts")
	manager.dragAll(t, 1000, 400)
	eventually(t, jobTime, "the dropped file did not arrive", func() bool { return len(server.attachments(t, sampleTask)) == 2 })
	wantOnTask(t, server, dropped)
	d.await(t, "Keyboard shortcuts")
	d.keep(t, "dropped behind a dialog")
}

// TestSettingsAreKept wants theme and size of the window unchanged at the next start.
func TestSettingsAreKept(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	args := server.flags("-list", sampleList, "-task", sampleTask, "-attach", write(t, t.TempDir(), "letter.txt", 100))
	first := d.taskdrop(t, accepts, args...)
	window := d.findWindow(t, "^TaskDrop")
	d.place(t, window, 300, 20, 760, 560)
	d.await(t, "Clear done")
	d.keys(t, window, "F10")
	d.press(t, "Theme")
	d.press(t, "Dark")
	d.showsMuch(t, color.RGBA{0x17, 0x18, 0x1c, 0xff})
	d.keep(t, "dark")
	d.keys(t, window, "ctrl+q")
	if status := first.wait(t, waitLimit); status != 0 {
		t.Errorf("exit status %d, want 0:\n%s", status, first.logTail())
	}

	d.taskdrop(t, walksOff, server.flags()...)
	window = d.findWindow(t, "^TaskDrop")
	eventually(t, waitLimit, "the window has another size", func() bool {
		return strings.Contains(d.do(t, "xdotool", "getwindowgeometry", "--shell", window), "WIDTH=760\nHEIGHT=560")
	})
	d.showsMuch(t, color.RGBA{0x17, 0x18, 0x1c, 0xff})
	d.keep(t, "started again")
}

// showsMuch waits until a tenth of the screen has a colour.
func (d *desktop) showsMuch(t *testing.T, wanted color.RGBA) {
	t.Helper()
	eventually(t, waitLimit, "the window is not dark", func() bool { return share(d.look(t), wanted) > 0.1 })
}

// share is the part of a picture that has a colour, from 0 to 1.
func share(picture image.Image, wanted color.RGBA) float64 {
	bounds := picture.Bounds()
	count, all := 0, 0
	for y := bounds.Min.Y; y < bounds.Max.Y; y += 4 {
		for x := bounds.Min.X; x < bounds.Max.X; x += 4 {
			if all++; near(picture.At(x, y), wanted) {
				count++
			}
		}
	}
	return float64(count) / float64(all)
}

// TestLanguages wants the window in the desktop's language. It takes the expected text from the translations, as far
// as the recogniser knows its letters.
func TestLanguages(t *testing.T) {
	for language, locale := range map[string]string{
		"en": "en_GB", "de": "de_AT", "fr": "fr_FR", "es": "es_ES", "pt-BR": "pt_BR", "ja": "ja_JP",
	} {
		t.Run(language, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join("../../../assets/translations", language+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var texts map[string]any
			if err := json.Unmarshal(file, &texts); err != nil {
				t.Fatal(err)
			}
			d := newDesktop(t)
			start(t, "taskdrop", d.env("LANG="+locale+".UTF-8", "TASKDROP_BROWSER="+walksOff), filepath.Join(built, "taskdrop"), "-state", d.state())
			d.place(t, d.findWindow(t, "^TaskDrop"), 300, 20, 840, 800)
			wanted := plainWords(texts["setup.try"].(string) + " " + texts["setup.open_demo"].(string) + " " + texts["setup.connect"].(string))
			d.reads(t, "words of "+language, func(words []word) bool {
				said := text(words)
				for _, wanted := range wanted {
					if !strings.Contains(said, wanted) {
						return false
					}
				}
				// The program's name is the same in every language: it shows that something was drawn. English appears
				// in English alone.
				return strings.Contains(said, "taskdrop") && strings.Contains(said, "welcome") == (language == "en")
			})
			d.keep(t, language)
		})
	}
}

// plainWords are the words of a text that have no letters but a to z, in small letters.
func plainWords(text string) []string {
	var plain []string
	for _, w := range strings.Fields(strings.ToLower(text)) {
		w = strings.Trim(w, ".,:;…")
		if len(w) > 2 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
			plain = append(plain, w)
		}
	}
	return plain
}
