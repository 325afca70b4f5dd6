package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"taskdrop/ui/look"
)

// remembered is what the window remembers by itself. Queue and accounts are the service's; nothing of them is kept
// here.
type remembered struct{ kept fyne.Preferences }

// The window's size at the first start, and the least it can be.
const (
	firstWidth, firstHeight float32 = 960, 660
	leastWidth, leastHeight float32 = 560, 420
)

// geometry is the window's size and, where the system tells it, its place.
type geometry struct {
	width, height float32
	x, y          int
	placed        bool
}

// geometry is what the window had when it was last closed.
func (s remembered) geometry() geometry {
	g := geometry{width: firstWidth, height: firstHeight}
	read, _ := fmt.Sscan(s.kept.String("window"), &g.width, &g.height, &g.x, &g.y) // as much as there is
	g.placed = read == 4
	g.width, g.height = max(g.width, leastWidth), max(g.height, leastHeight)
	return g
}

func (s remembered) size() fyne.Size {
	g := s.geometry()
	return fyne.NewSize(g.width, g.height)
}

// setGeometry is one value: when the program ends at once, Fyne keeps the first that changed and may lose those after
// it.
func (s remembered) setGeometry(g geometry) {
	kept := fmt.Sprint(g.width, g.height)
	if g.placed {
		kept = fmt.Sprint(g.width, g.height, g.x, g.y)
	}
	s.kept.SetString("window", kept)
}

var modeNames = map[look.Mode]string{look.ModeSystem: "system", look.ModeLight: "light", look.ModeDark: "dark"}

// mode is where light or dark comes from.
func (s remembered) mode() look.Mode {
	name := s.kept.String("theme")
	for mode, known := range modeNames {
		if known == name {
			return mode
		}
	}
	return look.ModeSystem
}

func (s remembered) setMode(mode look.Mode) { s.kept.SetString("theme", modeNames[mode]) }
