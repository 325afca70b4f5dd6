package terminal

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"

	"taskdrop/service"
)

// Screen is standard error: on a terminal it has a line for each file on its way and one for all of them at its end,
// below what is written to it. It may be written to from any goroutine.
//
// It draws by itself: the libraries for it add a hundredth to the size of a program that has a window (mpb 300 kB).
type Screen struct {
	to   io.Writer
	size func() (width, height int) // of the terminal; nil where there is none

	mu    sync.Mutex
	lines []string // on the screen now, at its end
}

// pace is how often the lines are drawn.
const pace = 200 * time.Millisecond

// NewScreen takes standard error over until Close.
func NewScreen(stderr *os.File) *Screen {
	at := int(stderr.Fd())
	if !term.IsTerminal(at) || os.Getenv("TERM") == "dumb" || !takesEscapes(stderr) {
		return &Screen{to: stderr}
	}
	return &Screen{to: stderr, size: func() (width, height int) {
		width, height, err := term.GetSize(at)
		if err != nil {
			return 80, 24
		}
		return width, height
	}}
}

// Write writes above the lines. What is written should end a line.
func (s *Screen) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lines) == 0 {
		return s.to.Write(text)
	}
	lines := s.lines
	if err := s.drawLocked(text, lines); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Close takes the lines away. What is written later goes to standard error as it is.
func (s *Screen) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.drawLocked(nil, nil) // nobody may be reading
}

// drawLocked puts text and other lines in place of those on the screen, in one write.
func (s *Screen) drawLocked(text []byte, lines []string) error {
	var out bytes.Buffer
	if n := len(s.lines); n > 0 {
		fmt.Fprintf(&out, "\x1b[%dA\r\x1b[J", n) // up to the first of them, and all away from there
	}
	out.Write(text)
	for _, line := range lines {
		out.WriteString(line + "\n")
	}
	s.lines = lines
	if out.Len() == 0 {
		return nil
	}
	_, err := s.to.Write(out.Bytes())
	return err
}

// ticks is when show should be called; nil where there is no terminal. stop ends it.
func (s *Screen) ticks() (at <-chan time.Time, stop func()) {
	if s.size == nil {
		return nil, func() {}
	}
	ticker := time.NewTicker(pace)
	return ticker.C, ticker.Stop
}

// show draws the queue.
func (s *Screen) show(q service.Queue) {
	if s.size == nil || q.Totals.Files == 0 {
		return
	}
	width, height := s.size()
	var lines []string
	for _, item := range q.Items {
		if item.State == service.ItemRunning || item.State == service.ItemPacking {
			lines = append(lines, line(item.Name, item.Sent, item.Size, itemText(item), width))
		}
	}
	lines = append(lines, line("All files", q.Totals.Sent, q.Totals.Bytes, totalText(q.Totals), width))
	lines = lines[max(0, len(lines)-max(1, height-1)):] // none may leave the screen at its top: it could not be redrawn
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.drawLocked(nil, lines)
}

// The cells of a terminal that a name and a bar have.
const (
	nameWidth = 28
	barWidth  = 24
)

// line is a name, a bar and a text, in less than the width of the terminal: a line that wraps could not be taken away.
func line(name string, done, all int64, text string, width int) string {
	filled := int(max(0, min(barWidth, done*barWidth/max(1, all))))
	bar := strings.Repeat("#", filled) + strings.Repeat(".", barWidth-filled)
	name = runewidth.FillRight(runewidth.Truncate(Plain(name), nameWidth, "~"), nameWidth)
	return runewidth.Truncate(name+" ["+bar+"] "+text, max(0, width-1), "")
}

func itemText(item *service.Item) string {
	switch {
	case item.State == service.ItemPacking:
		return "is packed"
	case item.Rate > 0:
		return megabytes(item.Size) + ", " + megabytes(int64(item.Rate)) + "/s"
	case item.Wait.Reason != service.WaitNone:
		return megabytes(item.Size) + ", waits"
	}
	return megabytes(item.Size)
}

func totalText(t service.Totals) string {
	text := fmt.Sprintf("%d of %d attached, %s of %s", t.Attached, t.Files, megabytes(t.Sent), megabytes(t.Bytes))
	if t.Failed > 0 {
		text += fmt.Sprintf(", %d failed", t.Failed)
	}
	if t.Left > 0 {
		text += ", " + cmp.Or(t.Left.Round(time.Second), time.Second).String() + " left"
	}
	return text
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
