package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"taskdrop/service"
	"taskdrop/ui/widgets"
)

// The icon gives way in a low window, and its room goes with it also when the page is laid out at the size it has.
func TestAPageLaidOutTwiceLeavesNoRoomForAHiddenIcon(t *testing.T) {
	f := newFixture(t, service.Snapshot{Phase: service.PhaseSetup})
	f.window.Resize(fyne.NewSize(560, 420))
	frame := f.faces.setup.Object
	for _, height := range []float32{300, 380, 420, 440} {
		size := fyne.NewSize(560, height)
		frame.Resize(size)
		frame.Layout.Layout(frame.Objects, size)
		frame.Layout.Layout(frame.Objects, size)
		var above float32 // what is in sight ends here
		for i, o := range widgets.Visible(f.faces.setup.Column.Objects) {
			if gap := o.Position().Y - above; i > 0 && gap > 40 {
				t.Errorf("%v high: %v of nothing above %T", height, gap, o)
			}
			above = o.Position().Y + o.MinSize().Height
		}
		if room := max(f.faces.setup.Column.Size().Height, height); above > room {
			t.Errorf("%v high: the page ends at %v of %v", height, above, room)
		}
	}
}
