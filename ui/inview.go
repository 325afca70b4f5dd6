package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"taskdrop/ui/widgets"
)

// keepInView scrolls to whatever in a scroll the keyboard reaches. It knows what is in there by then.
func keepInView(scroll *container.Scroll) {
	each(scroll.Content, func(o fyne.CanvasObject) {
		reveal := func() { scrollTo(scroll, o) }
		switch o := o.(type) {
		case *dialogEntry:
			o.onFocus = reveal
		case *widgets.Link:
			o.OnFocused = reveal
		case *widgets.Button:
			o.OnFocused = reveal
		case *widgets.Chip:
			o.OnFocused = reveal
		}
	})
}

// each visits an object and all in it.
func each(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	visit(o)
	if c, ok := o.(*fyne.Container); ok {
		for _, child := range c.Objects {
			each(child, visit)
		}
	}
}

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
