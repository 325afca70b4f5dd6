package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"taskdrop/ui/widgets"
)

// TestTabReachesEveryControl walks through every face by the Tab key: it stops at everything that takes the keyboard,
// and each stop looks another way than before.
func TestTabReachesEveryControl(t *testing.T) {
	for _, c := range faces() {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t, c.snapshot)
			if c.open != nil {
				c.open(f)
			}
			if f.openMenu() != nil {
				return // arrows go through a menu, as everywhere
			}
			wanted := map[fyne.Focusable]bool{}
			for _, o := range objects[focusableObject](f) {
				if d, ok := fyne.CanvasObject(o).(fyne.Disableable); !ok || !d.Disabled() {
					wanted[o] = true
				}
			}
			if len(wanted) == 0 {
				t.Fatal("nothing takes the keyboard")
			}
			canvas := f.app.window.Window.Canvas()
			canvas.Unfocus()
			for range 2 * len(wanted) {
				before := canvas.Focused()
				canvas.FocusNext()
				now := canvas.Focused()
				if now == nil || now == before {
					continue
				}
				delete(wanted, now)
				focused := test.RenderObjectToMarkup(now.(fyne.CanvasObject))
				canvas.Unfocus()
				if rested := test.RenderObjectToMarkup(now.(fyne.CanvasObject)); rested == focused {
					t.Errorf("%s looks the same with the keyboard", controlName(now))
				}
				canvas.Focus(now)
			}
			for o := range wanted {
				t.Errorf("Tab does not reach %s", controlName(o))
			}
		})
	}
}

type focusableObject interface {
	fyne.CanvasObject
	fyne.Focusable
}

func controlName(o fyne.Focusable) string {
	switch o := o.(type) {
	case *widgets.Button:
		return "the button " + o.Text()
	case *widgets.Link:
		return "the link " + o.Text()
	case *widget.Entry:
		return "the field " + o.PlaceHolder
	}
	return fmt.Sprintf("a %T", o)
}

// TestWhatHasNoWordsHasATooltip: an icon alone is explained by one.
func TestWhatHasNoWordsHasATooltip(t *testing.T) {
	icons := 0
	for _, c := range faces() {
		f := newFixture(t, c.snapshot)
		if c.open != nil {
			c.open(f)
		}
		for _, b := range objects[*widgets.IconButton](f) {
			if icons++; b.Tip() == "" {
				t.Errorf("%s: an icon without words", c.name)
			}
		}
		for _, b := range objects[*widgets.RowButton](f) {
			if icons++; b.Tip() == "" {
				t.Errorf("%s: an icon of a row without words", c.name)
			}
		}
		for _, a := range objects[*widgets.Avatar](f) {
			if icons++; a.Tip() == "" {
				t.Errorf("%s: a person without a name", c.name)
			}
		}
	}
	if icons < 20 {
		t.Errorf("only %d icons were looked at", icons)
	}
}
