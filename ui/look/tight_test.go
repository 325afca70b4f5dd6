package look

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

func TestAListCastsNoShadowAtItsEnds(t *testing.T) {
	test.NewTempApp(t)
	if _, _, _, alpha := Tight().Color(theme.ColorNameShadow, theme.VariantLight).RGBA(); alpha != 0 {
		t.Errorf("a shadow of alpha %d", alpha)
	}
}
