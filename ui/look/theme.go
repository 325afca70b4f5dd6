// Package look is the program's appearance: the palette by role, sizes, text styles and icons, as one fyne.Theme.
//
// Widgets ask for a role ("secondary text", "waiting"), never for a colour, so that light and dark stay one design.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode says where light or dark comes from.
type Mode int

// The modes, as the settings keep them.
const (
	ModeSystem Mode = iota // what the desktop says
	ModeLight
	ModeDark
)

// Measures of the window, in Fyne's device independent pixels.
const (
	Margin        float32 = 18 // from the window's edge to its content
	Gap           float32 = 12 // between things of one kind
	GapSmall      float32 = 8  // between an icon and its text
	CardRadius    float32 = 12
	ControlRadius float32 = 8
	ControlHeight float32 = 38 // dropdowns
	ButtonHeight  float32 = 34 // buttons, and the target of an icon-only one
	RowHeight     float32 = 72 // one row of the queue with its hairline
	TileSize      float32 = 40
	TileRadius    float32 = 9
	IconSize      float32 = 18
	BarHeight     float32 = 5
	LineWidth     float32 = 1
	FocusWidth    float32 = 2
)

// Text sizes.
const (
	TextTitle    float32 = 24 // the name of a page
	TextHeading  float32 = 20 // the empty drop area
	TextSubtitle float32 = 16 // the name of a card
	TextBody     float32 = 14 // names, tabs
	TextSmall    float32 = 13 // the line under a name
	TextCaption  float32 = 12 // badges and section heads
)

// Names of the text sizes Fyne has none for, for RichText segments and labels.
const (
	SizeNameSmall    fyne.ThemeSizeName = "taskdropSmall"
	SizeNameSubtitle fyne.ThemeSizeName = "taskdropSubtitle"
)

// Theme is our fyne.Theme. Its zero value follows the desktop.
type Theme struct{ mode Mode }

// New returns the theme, following the desktop or held to light or dark.
func New(mode Mode) *Theme { return &Theme{mode: mode} }

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	colours := light
	if t.dark(variant) {
		colours = dark
	}
	if c, ok := colours.named(name); ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

func (t *Theme) dark(variant fyne.ThemeVariant) bool {
	switch t.mode {
	case ModeLight:
		return false
	case ModeDark:
		return true
	}
	return variant == theme.VariantDark
}

// Font implements fyne.Theme.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

var sizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNameText:              TextBody,
	theme.SizeNameHeadingText:       TextTitle,
	theme.SizeNameSubHeadingText:    TextHeading,
	theme.SizeNameCaptionText:       12,
	SizeNameSmall:                   TextSmall,
	SizeNameSubtitle:                TextSubtitle,
	theme.SizeNameInlineIcon:        IconSize,
	theme.SizeNameLineSpacing:       3,
	theme.SizeNameInputRadius:       ControlRadius,
	theme.SizeNameButtonRadius:      ControlRadius,
	theme.SizeNameCardRadius:        CardRadius,
	theme.SizeNameDialogRadius:      14,
	theme.SizeNamePopupRadius:       CardRadius,
	theme.SizeNameMenuRadius:        ControlRadius,
	theme.SizeNameSelectionRadius:   ControlRadius,
	theme.SizeNameScrollBar:         9,
	theme.SizeNameScrollBarSmall:    4,
	theme.SizeNameScrollBarRadius:   4,
	theme.SizeNameInnerWindowRadius: CardRadius,
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := sizes[name]; ok {
		return size
	}
	return theme.DefaultTheme().Size(name)
}

// Color answers a role's colour in the theme and variant now on show.
func Color(name fyne.ThemeColorName) color.Color {
	settings := fyne.CurrentApp().Settings()
	return settings.Theme().Color(name, settings.ThemeVariant())
}

// resized is the theme on show with some sizes of its own, for container.NewThemeOverride.
type resized map[fyne.ThemeSizeName]float32

// Tight leaves no gap between a widget.List's rows, for rows that draw their own hairlines, and casts no shadow at the
// list's ends: it would stand out of a card's round corners.
func Tight() fyne.Theme { return resized{theme.SizeNamePadding: 0} }

// Color implements fyne.Theme.
func (resized) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if name == theme.ColorNameShadow {
		return color.Transparent
	}
	return fyne.CurrentApp().Settings().Theme().Color(name, variant)
}

// Font implements fyne.Theme.
func (resized) Font(style fyne.TextStyle) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Font(style)
}

// Icon implements fyne.Theme.
func (resized) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Icon(name)
}

// Size implements fyne.Theme.
func (r resized) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := r[name]; ok {
		return size
	}
	return fyne.CurrentApp().Settings().Theme().Size(name)
}
