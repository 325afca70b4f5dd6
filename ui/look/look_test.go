package look

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// luminance is the relative luminance of WCAG 2.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

func TestTextCanBeReadOnItsGround(t *testing.T) {
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		for _, pair := range [][2]fyne.ThemeColorName{
			{ColorText, ColorBackground}, {ColorText, ColorCard},
			{ColorSecondary, ColorBackground}, {ColorSecondary, ColorCard},
			{ColorBad, ColorCard}, {ColorAccent, ColorCard}, {ColorOnAccent, ColorAccent},
			{ColorAccent, ColorAccentSoft},
		} {
			if got := contrast(p[pair[0]], p[pair[1]]); got < 4.5 {
				t.Errorf("%s: %s on %s has contrast %.2f, want 4.5", name, pair[0], pair[1], got)
			}
		}
	}
}

func TestBothPalettesHaveTheSameRoles(t *testing.T) {
	for role := range light {
		if _, ok := dark[role]; !ok {
			t.Errorf("dark lacks %s", role)
		}
	}
	if len(light) != len(dark) {
		t.Errorf("light has %d roles, dark %d", len(light), len(dark))
	}
}

func TestThemeFollowsTheDesktopUnlessHeld(t *testing.T) {
	cases := []struct {
		mode    Mode
		variant fyne.ThemeVariant
		want    palette
	}{
		{ModeSystem, theme.VariantLight, light}, {ModeSystem, theme.VariantDark, dark},
		{ModeLight, theme.VariantDark, light}, {ModeDark, theme.VariantLight, dark},
	}
	for _, c := range cases {
		if got := New(c.mode).Color(theme.ColorNameOverlayBackground, c.variant); got != c.want[ColorCard] {
			t.Errorf("mode %d, variant %d: dialog ground %v, want %v", c.mode, c.variant, got, c.want[ColorCard])
		}
	}
}

func TestEveryIconIsThere(t *testing.T) {
	test.NewTempApp(t)
	for _, name := range []IconName{
		IconCalendar, IconCheck, IconContrast, IconLeave, IconChevron, IconClip, IconClock, IconClose, IconCopy, IconDownload, IconFile, IconFlag, IconFolder,
		IconGear, IconInfo, IconKey, IconList, IconOpen, IconPause, IconPeople, IconPerson, IconPlay, IconPlus, IconRefresh, IconRetry,
		IconSave, IconSearch, IconStar, IconTrash, IconUndo, IconWarning,
	} {
		icon := Icon(name, ColorText)
		if icon == theme.QuestionIcon() || len(icon.Content()) == 0 {
			t.Errorf("icon %s is missing", name)
		}
		if icon != Icon(name, ColorText) {
			t.Errorf("icon %s is made anew each time", name)
		}
	}
}
