package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/look"
)

// Words is text that takes as few lines as it needs, up to some number. What they do not hold ends in "…".
type Words struct {
	widget.BaseWidget

	text   string
	size   float32
	colour fyne.ThemeColorName
	most   int  // lines
	single bool // there is room for one line only
}

// NewWords returns text of a size, of two lines at most, or three, which then stand closer.
func NewWords(size float32, colour fyne.ThemeColorName, most int) *Words {
	w := &Words{size: size, colour: colour, most: most}
	w.ExtendBaseWidget(w)
	return w
}

// Set changes all of it; it does nothing where all is as before.
func (w *Words) Set(text string, colour fyne.ThemeColorName, single bool) {
	if w.text == text && w.colour == colour && w.single == single {
		return
	}
	w.text, w.colour, w.single = text, colour, single
	w.Refresh()
}

// Text is the whole text, also where less of it is drawn.
func (w *Words) Text() string { return w.text }

// Fit answers how high the text is at a width, and whether all of it is drawn there.
func (w *Words) Fit(width float32) (height float32, whole bool) {
	lines, whole := wrap(w.text, width, w.lines(), LineStyle{Size: w.size})
	return float32(len(lines)) * w.pitch(len(lines)), whole
}

func (w *Words) lines() int {
	if w.single {
		return 1
	}
	return min(w.most, mostLines)
}

const mostLines = 3

// pitch is from line to line.
func (w *Words) pitch(lines int) float32 {
	if lines == mostLines {
		return float32(math.Round(float64(w.lineHeight()) * 0.92))
	}
	return w.lineHeight()
}

func (w *Words) lineHeight() float32 {
	return fyne.MeasureText("Mg", w.size, fyne.TextStyle{}).Height
}

// CreateRenderer implements fyne.Widget.
func (w *Words) CreateRenderer() fyne.WidgetRenderer {
	r := &wordsRenderer{words: w}
	for i := range r.drawn {
		r.drawn[i] = canvas.NewText("", nil)
		r.objects = append(r.objects, r.drawn[i])
	}
	r.Refresh()
	return r
}

type wordsRenderer struct {
	words   *Words
	drawn   [mostLines]*canvas.Text
	objects []fyne.CanvasObject
}

func (r *wordsRenderer) Layout(size fyne.Size) {
	w := r.words
	lines, _ := wrap(w.text, size.Width, w.lines(), LineStyle{Size: w.size})
	height, pitch := w.lineHeight(), w.pitch(len(lines))
	for i, drawn := range r.drawn {
		drawn.Text = ""
		if i < len(lines) {
			drawn.Text = lines[i]
		}
		drawn.Move(fyne.NewPos(0, float32(i)*pitch))
		drawn.Resize(fyne.NewSize(size.Width, height))
		drawn.Refresh()
	}
}

func (r *wordsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(3*r.words.size, r.words.lineHeight())
}

func (r *wordsRenderer) Refresh() {
	for _, drawn := range r.drawn {
		drawn.Color, drawn.TextSize = look.Color(r.words.colour), r.words.size
	}
	r.Layout(r.words.Size())
}

func (r *wordsRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *wordsRenderer) Destroy()                     {}
