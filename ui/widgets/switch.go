package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"taskdrop/ui/look"
)

// Switch turns something on or off. The place of its knob tells which, not the colour alone.
type Switch struct {
	control

	on bool
}

// The measures of a switch.
const (
	switchWidth  float32 = 40
	switchHeight float32 = 22
	knobInset    float32 = 3
)

// NewSwitch returns a switch; what names it for whoever asks for its meaning.
func NewSwitch(what string, on bool, changed func(on bool)) *Switch {
	s := &Switch{on: on}
	s.tip = what
	s.OnTapped = func() {
		s.Set(!s.on)
		changed(s.on)
	}
	s.extend(s)
	return s
}

// On reports whether it is on.
func (s *Switch) On() bool { return s.on }

// Set turns it on or off without a word to anybody.
func (s *Switch) Set(on bool) {
	if s.on != on {
		s.on = on
		s.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Switch) CreateRenderer() fyne.WidgetRenderer {
	r := &switchRenderer{of: s, ring: canvas.NewRectangle(nil), track: canvas.NewRectangle(nil), knob: canvas.NewRectangle(nil)}
	r.objects = []fyne.CanvasObject{r.ring, r.track, r.knob}
	r.apply()
	return r
}

type switchRenderer struct {
	of                *Switch
	ring, track, knob *canvas.Rectangle
	objects           []fyne.CanvasObject
}

func (r *switchRenderer) apply() {
	s := r.of
	ring := SurfaceStyle{Radius: switchHeight/2 + 3}
	if s.focused {
		ring.Stroke, ring.StrokeWidth = look.ColorAccent, look.FocusWidth
	}
	style(r.ring, ring)
	track := SurfaceStyle{Fill: look.ColorCard, Stroke: look.ColorSecondary, StrokeWidth: 1.5, Radius: switchHeight / 2}
	knob := SurfaceStyle{Fill: look.ColorSecondary, Radius: switchHeight / 2}
	if s.on {
		track.Fill, track.Stroke = look.ColorAccent, look.ColorAccent
		knob.Fill = look.ColorOnAccent
	}
	style(r.track, track)
	style(r.knob, knob)
}

func (r *switchRenderer) Layout(size fyne.Size) {
	y := (size.Height - switchHeight) / 2
	r.track.Resize(fyne.NewSize(switchWidth, switchHeight))
	r.track.Move(fyne.NewPos(size.Width-switchWidth, y))
	r.ring.Resize(fyne.NewSize(switchWidth+6, switchHeight+6))
	r.ring.Move(fyne.NewPos(size.Width-switchWidth-3, y-3))
	side := switchHeight - 2*knobInset
	x := size.Width - switchWidth + knobInset
	if r.of.on {
		x = size.Width - knobInset - side
	}
	r.knob.Resize(fyne.NewSquareSize(side))
	r.knob.Move(fyne.NewPos(x, y+knobInset))
}

func (r *switchRenderer) MinSize() fyne.Size { return fyne.NewSize(switchWidth, look.ButtonHeight) }

func (r *switchRenderer) Refresh() {
	r.apply()
	r.Layout(r.of.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}
func (r *switchRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *switchRenderer) Destroy()                     {}
