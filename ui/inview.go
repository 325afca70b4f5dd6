package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// scrollTo moves the scroll as little as it takes to have an object in view, with some room around it.
func scrollTo(scroll *container.Scroll, o fyne.CanvasObject) {
	const room float32 = 24 // its name stands above it
	top, inside := heightOf(scroll.Content, o)
	if !inside {
		return
	}
	offset := scroll.Offset
	if least := top + o.Size().Height + room - scroll.Size().Height; offset.Y < least {
		offset.Y = least
	}
	if most := max(top-room, 0); offset.Y > most {
		offset.Y = most
	}
	if offset != scroll.Offset {
		scroll.ScrollToOffset(offset)
	}
}

// heightOf is how far below the top of root an object stands. The driver knows places only of what has been drawn
// once.
func heightOf(root, o fyne.CanvasObject) (y float32, inside bool) {
	if root == o {
		return 0, true
	}
	if c, ok := root.(*fyne.Container); ok {
		for _, child := range c.Objects {
			if y, inside := heightOf(child, o); inside {
				return child.Position().Y + y, true
			}
		}
	}
	return 0, false
}
