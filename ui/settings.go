package ui

import (
	"fyne.io/fyne/v2"

	"taskdrop/ui/look"
)

// settings are what the window remembers by itself. Queue and accounts are the service's; nothing of them is kept here.
type settings struct{ kept fyne.Preferences }

// The window's size at the first start, and the least it can be.
const (
	firstWidth, firstHeight float32 = 960, 660
	leastWidth, leastHeight float32 = 560, 420
)

// size is the window's size when it was last closed.
func (s settings) size() fyne.Size {
	width := s.kept.FloatWithFallback("window.width", float64(firstWidth))
	height := s.kept.FloatWithFallback("window.height", float64(firstHeight))
	return fyne.NewSize(max(float32(width), leastWidth), max(float32(height), leastHeight))
}

func (s settings) setSize(size fyne.Size) {
	s.kept.SetFloat("window.width", float64(size.Width))
	s.kept.SetFloat("window.height", float64(size.Height))
}

var modeNames = map[look.Mode]string{look.ModeSystem: "system", look.ModeLight: "light", look.ModeDark: "dark"}

// mode is where light or dark comes from.
func (s settings) mode() look.Mode {
	name := s.kept.String("theme")
	for mode, known := range modeNames {
		if known == name {
			return mode
		}
	}
	return look.ModeSystem
}

func (s settings) setMode(mode look.Mode) { s.kept.SetString("theme", modeNames[mode]) }
