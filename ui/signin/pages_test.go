package signin

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"taskdrop/ui/look"
	"taskdrop/ui/uitest"
	"taskdrop/ui/widgets"
)

func TestMain(m *testing.M) { uitest.Main(m) }

// fakeService is asked for nothing here.
type fakeService struct{}

func (fakeService) StartDemo()    {}
func (fakeService) SignIn()       {}
func (fakeService) CancelSignIn() {}

// The icon gives way in a low window, and its room goes with it also when the page is laid out at the size it has.
func TestAPageLaidOutTwiceLeavesNoRoomForAHiddenIcon(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.New(look.ModeLight))
	window := app.NewWindow("")
	t.Cleanup(window.Close)
	setup := NewSetupPage(Host{Service: fakeService{}})
	window.SetContent(setup.Object)
	window.Resize(fyne.NewSize(560, 420))
	frame := setup.Object
	for _, height := range []float32{300, 380, 420, 440} {
		size := fyne.NewSize(560, height)
		frame.Resize(size)
		frame.Layout.Layout(frame.Objects, size)
		frame.Layout.Layout(frame.Objects, size)
		var above float32 // what is in sight ends here
		for i, o := range widgets.Visible(setup.Column.Objects) {
			if gap := o.Position().Y - above; i > 0 && gap > 40 {
				t.Errorf("%v high: %v of nothing above %T", height, gap, o)
			}
			above = o.Position().Y + o.MinSize().Height
		}
		if room := max(setup.Column.Size().Height, height); above > room {
			t.Errorf("%v high: the page ends at %v of %v", height, above, room)
		}
	}
}
