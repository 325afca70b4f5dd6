package ui

import (
	"math"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/service"
	"taskdrop/ui/format"
	"taskdrop/ui/look"
	"taskdrop/ui/widgets"
)

// footer is the line at the bottom: how far all files are, and what can be done with all of them.
type footer struct {
	object *fyne.Container
	row    *fyne.Container
	files  *widgets.Line
	facts  *widgets.Line
	bar    *widgets.Bar
	retry  *retryButton
	clear  *widgets.Button
	pause  *widgets.Button
	locale *format.Locale

	svc     Services
	paused  bool // the button resumes
	offer   [3]bool
	lengths []string // the facts, from the longest to the shortest
}

func newFooter(svc Services, locale *format.Locale) *footer {
	f := &footer{svc: svc, locale: locale, bar: widgets.NewBar()}
	f.files = widgets.NewLine("", widgets.LineStyle{Size: 13, Colour: look.ColorText, Bold: true})
	f.facts = widgets.NewLine("", widgets.LineStyle{Size: 13, Colour: look.ColorSecondary, Cut: widgets.CutEnd})
	f.retry = newRetryButton(svc.Queue.RetryFailed)
	f.clear = widgets.NewButton(textClearDone(), widgets.Plain, svc.Queue.ClearDone)
	f.pause = widgets.NewButton(textPauseAll(), widgets.Plain, f.pauseOrResume)
	f.row = container.New(&footerLayout{footer: f}, f.files, f.facts, f.bar, f.retry.object, f.clear, f.pause)
	ground := widgets.NewSurface(widgets.SurfaceStyle{Fill: look.ColorCard})
	f.object = frame(widgets.NewHairline(), nil,
		container.NewStack(ground, widgets.Inset(f.row, 12, 12, look.Margin, look.Margin)))
	return f
}

func (f *footer) pauseOrResume() {
	if f.paused {
		f.svc.Queue.ResumeAll()
	} else {
		f.svc.Queue.PauseAll()
	}
}

// setTotals draws the totals of a snapshot, as they are now.
func (f *footer) setTotals(t service.Totals, now time.Time) {
	widgets.SetVisible(f.object, t.Files+t.Undone > 0)
	if t.Files+t.Undone == 0 {
		return
	}
	files := textTotalFiles(t.Files, f.locale.Count(t.Attached), f.locale.Count(t.Files))
	if t.Files == 0 {
		files = textTotalUndone(t.Undone, f.locale.Count(t.Undone))
	}
	moved := files != f.files.Text()
	f.files.SetText(files, look.ColorText)
	if lengths := f.factsOf(t, now); !slices.Equal(lengths, f.lengths) {
		f.lengths, moved = lengths, true
	}
	f.bar.Set(fractionOf(t), barColour(t))

	active := t.Running + t.Waiting
	f.paused = t.Paused > 0 && active == 0
	label := textPauseAll()
	if f.paused {
		label = textResumeAll()
		if t.Held == t.Paused {
			label = textStartAll()
		}
	}
	if f.pause.Text() != label {
		f.pause.SetText(label)
		moved = true
	}
	offer := [3]bool{t.Retryable > 0, active == 0 && t.Paused == 0, active > 0 || t.Paused > 0}
	if offer != f.offer {
		f.offer = offer
		moved = true
	}
	widgets.SetVisible(f.retry.object, offer[0])
	widgets.SetVisible(f.clear, offer[1])
	widgets.SetVisible(f.pause, offer[2])
	if moved {
		f.row.Refresh()
	}
}

// factsOf are the facts beside the number of files, in several lengths: in a narrow window the rate goes first, then
// the size, which the bar shows too, and what failed last.
func (f *footer) factsOf(t service.Totals, now time.Time) []string {
	if t.Files == 0 {
		return []string{""}
	}
	done := t.Running+t.Waiting+t.Paused == 0
	size, rate, rest := f.locale.SizeOf(t.Sent, t.Bytes), "", []string(nil)
	switch {
	case done:
		size = f.locale.Size(t.Bytes)
		if t.Failed == 0 && t.Files > 0 {
			rest = append(rest, textAllDone())
		}
	case t.Packing > 0 && t.Bytes == 0:
		size = textPacking() // how large a .zip gets is not known before its end
	case t.Packing > 0 && t.Running == 0:
		rest = append(rest, textPacking())
	case t.Running+t.Waiting == 0 && t.Held < t.Paused:
		rest = append(rest, textTotalPaused())
	case !t.QuietSince.IsZero():
		rest = append(rest, textNoAnswer(f.locale.Duration(now.Sub(t.QuietSince).Truncate(time.Second))))
	case t.Running > 0:
		if t.Rate >= 1 {
			rate = f.locale.Rate(t.Rate)
		}
		if t.Left > 0 {
			rest = append(rest, textAboutLeft(f.locale.Duration(t.Left)))
		}
	}
	if t.Failed > 0 {
		rest = append(rest, textTotalFailed(t.Failed, f.locale.Count(t.Failed)))
	}
	lengths := []string{joinFacts(append([]string{"", size}, rest...))}
	if rate != "" {
		lengths = append([]string{joinFacts(append([]string{"", size, rate}, rest...))}, lengths...)
	}
	for ; len(rest) > 0; rest = rest[1:] {
		lengths = append(lengths, joinFacts(append([]string{""}, rest...)))
	}
	return lengths
}

// fit writes the longest of the facts that the room takes, and answers its width.
func (f *footer) fit(room float32) float32 {
	var width float32
	for _, text := range f.lengths {
		width = fyne.MeasureText(text, look.TextSmall, fyne.TextStyle{}).Width + 1
		f.facts.SetText(text, look.ColorSecondary)
		if width <= room {
			break
		}
	}
	return max(0, min(width, room))
}

func fractionOf(t service.Totals) float64 {
	if t.Bytes <= 0 && t.ToPack > 0 {
		return float64(t.Read) / float64(t.ToPack)
	}
	switch {
	case t.Files == 0:
		return 0
	case t.Bytes <= 0:
		return float64(t.Attached) / float64(t.Files)
	}
	fraction := float64(t.Sent) / float64(t.Bytes)
	if t.Running > 0 {
		fraction = min(fraction, nearlyFull)
	}
	return fraction
}

func barColour(t service.Totals) fyne.ThemeColorName {
	switch {
	case t.Running+t.Waiting > 0:
		return look.ColorAccent
	case t.Paused > 0:
		return look.ColorWaiting
	case t.Failed > 0 && t.Attached > 0:
		return look.ColorWaiting // the words say what failed; most is where it belongs
	case t.Failed > 0:
		return look.ColorBad
	}
	return look.ColorGood
}

// retryButton is words where there is room, else an icon.
type retryButton struct {
	object *fyne.Container
	words  *widgets.Button
	icon   *widgets.IconButton
}

func newRetryButton(tapped func()) *retryButton {
	r := &retryButton{words: widgets.NewButton(textRetryFailed(), widgets.Plain, tapped), icon: widgets.NewIconButton(look.IconRetry, textRetryFailed(), tapped)}
	r.icon.Hide()
	r.object = container.NewStack(r.words, r.icon)
	return r
}

func (r *retryButton) setNarrow(narrow bool) {
	widgets.SetVisible(r.words, !narrow)
	widgets.SetVisible(r.icon, narrow)
}

// footerLayout: words at the left, buttons at the right, the bar in between, or above both in a narrow window.
type footerLayout struct{ footer *footer }

const (
	barLeast   float32 = 120
	factsLeast float32 = 150
	footerGap  float32 = 14
	barStep    float32 = 24
)

func (l *footerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	files, facts, bar, buttons := objects[0], objects[1], objects[2], objects[3:]
	own := files.MinSize()
	l.footer.retry.setNarrow(false)
	if own.Width+factsLeast+l.buttonsWidth(buttons) > size.Width {
		l.footer.retry.setNarrow(true)
	}
	right := size.Width
	for i := len(buttons) - 1; i >= 0; i-- {
		if !buttons[i].Visible() {
			continue
		}
		wanted := buttons[i].MinSize()
		right -= wanted.Width
		buttons[i].Move(fyne.NewPos(right, (size.Height-wanted.Height)/2))
		buttons[i].Resize(wanted)
		right -= headerGap
	}
	right -= footerGap - headerGap
	y := (size.Height - own.Height) / 2
	files.Move(fyne.NewPos(0, y))
	files.Resize(own)
	wide := l.footer.fit(right - own.Width)
	facts.Move(fyne.NewPos(own.Width, y))
	facts.Resize(fyne.NewSize(wide, own.Height))
	left := own.Width + wide + footerGap
	left = float32(math.Ceil(float64(left/barStep))) * barStep // the bar stays where it is while digits come and go
	if right-left >= barLeast {
		bar.Move(fyne.NewPos(left, 0))
		bar.Resize(fyne.NewSize(right-left, size.Height))
		return
	}
	// No room beside the words: the bar runs along the footer's upper edge.
	bar.Move(fyne.NewPos(-look.Margin, -12))
	bar.Resize(fyne.NewSize(size.Width+2*look.Margin, look.BarHeight))
}

func (l *footerLayout) buttonsWidth(buttons []fyne.CanvasObject) float32 {
	var width float32
	for _, button := range widgets.Visible(buttons) {
		width += button.MinSize().Width + headerGap
	}
	return width
}

func (l *footerLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth-2*look.Margin, look.ButtonHeight)
}
