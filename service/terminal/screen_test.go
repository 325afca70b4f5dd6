package terminal

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"

	"taskdrop/service"
)

// onScreen is what a terminal shows after all that was printed on it: lines, and the way up to the first to take away.
func onScreen(t *testing.T, printed string) (shown []string) {
	t.Helper()
	for printed != "" {
		if up := 0; strings.HasPrefix(printed, "\x1b[") {
			if _, err := fmt.Sscanf(printed, "\x1b[%dA\r\x1b[J", &up); err != nil || up > len(shown) {
				t.Fatalf("%q, with %d lines on the screen", printed, len(shown))
			}
			shown = shown[:len(shown)-up]
			_, printed, _ = strings.Cut(printed, "\x1b[J")
			continue
		}
		line, rest, ended := strings.Cut(printed, "\n")
		if !ended {
			t.Errorf("%q ends no line", line)
		}
		shown, printed = append(shown, line), rest
	}
	return shown
}

func TestEachFileOnItsWayHasALine(t *testing.T) {
	var out strings.Builder
	width := 120
	screen := &Screen{to: &out, size: func() (int, int) { return width, 5 }}
	film := &service.Item{ID: 1, Name: "film\x1b[31m.mp4", State: service.ItemRunning, Size: 20_000_000, Sent: 5_000_000, Rate: 2_000_000}
	waits := &service.Item{ID: 2, Name: "waits.txt", State: service.ItemQueued, Size: 10}
	q := service.Queue{Items: []*service.Item{film, waits}}
	q.Totals = service.Totals{Files: 2, Bytes: 20_000_010, Sent: 5_000_000, Failed: 1, Left: 8 * time.Second}
	screen.show(q)
	screen.show(q)
	if _, err := io.WriteString(screen, "a word between\n"); err != nil {
		t.Error(err)
	}
	shown := onScreen(t, out.String())
	if len(shown) != 3 || shown[0] != "a word between" {
		t.Fatalf("%q", shown)
	}
	if line := shown[1]; !strings.HasPrefix(line, "film") || !strings.Contains(line, "[######....") || !strings.HasSuffix(line, "20.0 MB, 2.0 MB/s") {
		t.Errorf("the file's line is %q", line)
	}
	if line := shown[2]; !strings.HasSuffix(line, "0 of 2 attached, 5.0 MB of 20.0 MB, 1 failed, 8s left") {
		t.Errorf("the total is %q", line)
	}

	width = 40
	q.Items = nil
	for id := range uint64(9) {
		q.Items = append(q.Items, &service.Item{ID: id, Name: "読みたい本のとても長い名前がここにあります.txt", State: service.ItemRunning})
	}
	screen.show(q)
	shown = onScreen(t, out.String())
	if len(shown) != 5 {
		t.Errorf("of five rows %d are used with the one above: %q", len(shown), shown)
	}
	for _, line := range shown {
		if runewidth.StringWidth(line) >= width {
			t.Errorf("%q wraps", line)
		}
	}

	screen.Close()
	if _, err := io.WriteString(screen, "and after it\n"); err != nil {
		t.Error(err)
	}
	if shown := onScreen(t, out.String()); len(shown) != 2 || shown[1] != "and after it" {
		t.Errorf("at the end it shows %q", shown)
	}
}

func TestAFileGetsNoLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stderr")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	screen := NewScreen(file)
	screen.show(service.Queue{Items: []*service.Item{{ID: 1, Name: "film", State: service.ItemRunning}}, Totals: service.Totals{Files: 1}})
	screen.Close()
	if content, err := os.ReadFile(path); err != nil || len(content) > 0 {
		t.Errorf("%q, %v", content, err)
	}
}
