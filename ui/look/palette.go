package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Our own roles beside Fyne's. Fyne's names (foreground, primary, success, warning, error, separator and so on) carry
// the same palette, so that its widgets and ours match.
const (
	ColorCard       fyne.ThemeColorName = "taskdropCard"       // cards, header, footer
	ColorSecondary  fyne.ThemeColorName = "taskdropSecondary"  // text of less weight
	ColorLine       fyne.ThemeColorName = "taskdropLine"       // hairlines and quiet borders
	ColorAccent     fyne.ThemeColorName = "taskdropAccent"     // the one accent
	ColorAccentSoft fyne.ThemeColorName = "taskdropAccentSoft" // its tint: badges, chosen rows, the empty drop area
	ColorOnAccent   fyne.ThemeColorName = "taskdropOnAccent"   // text and icons on the accent
	ColorGood       fyne.ThemeColorName = "taskdropGood"
	ColorBad        fyne.ThemeColorName = "taskdropBad"
	ColorWaiting    fyne.ThemeColorName = "taskdropWaiting"
	ColorTrack      fyne.ThemeColorName = "taskdropTrack" // what a progress bar runs in
	ColorText                           = theme.ColorNameForeground
	ColorBackground                     = theme.ColorNameBackground
	ColorHover                          = theme.ColorNameHover
	ColorPressed                        = theme.ColorNamePressed
	ColorDisabled                       = theme.ColorNameDisabled
	ColorShadow                         = theme.ColorNameShadow
	ColorDash       fyne.ThemeColorName = "taskdropDash"  // the quiet drop area's edge
	ColorClear      fyne.ThemeColorName = "taskdropClear" // nothing at all
	ColorWhite      fyne.ThemeColorName = "taskdropWhite" // on file type tiles, in light and dark
)

type palette map[fyne.ThemeColorName]color.NRGBA

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func (c shade) alpha(a uint8) color.NRGBA {
	tint := rgb(uint32(c))
	tint.A = a
	return tint
}

// shade is a colour to be thinned with alpha.
type shade uint32

var light = palette{
	ColorBackground: rgb(0xf5f6f9),
	ColorCard:       rgb(0xffffff),
	ColorText:       rgb(0x1d2129),
	ColorSecondary:  rgb(0x667085),
	ColorLine:       rgb(0xe3e6ec),
	ColorAccent:     rgb(0x4653d6),
	ColorAccentSoft: rgb(0xeceefc),
	ColorOnAccent:   rgb(0xffffff),
	ColorGood:       rgb(0x1f9254),
	ColorBad:        rgb(0xc8372d),
	ColorWaiting:    rgb(0xb26a00),
	ColorTrack:      rgb(0xe6e8ef),
	ColorDash:       rgb(0xd9dde5),
	ColorHover:      shade(0x4653d6).alpha(0x0e),
	ColorPressed:    shade(0x4653d6).alpha(0x20),
	ColorDisabled:   rgb(0xa4acbb),
	ColorShadow:     shade(0x101828).alpha(0x2e),
	ColorClear:      {},
	ColorWhite:      rgb(0xffffff),

	theme.ColorNameButton:         rgb(0xeef0f4),
	theme.ColorNameDisabledButton: rgb(0xf2f3f6),
	theme.ColorNameFocus:          shade(0x4653d6).alpha(0x38),
	theme.ColorNameSelection:      shade(0x4653d6).alpha(0x24),
	theme.ColorNameScrollBar:      shade(0x1d2129).alpha(0x4d),
	theme.ColorNameInputBorder:    rgb(0xd5d9e2),
}

var dark = palette{
	ColorBackground: rgb(0x17181c),
	ColorCard:       rgb(0x212329),
	ColorText:       rgb(0xeceef2),
	ColorSecondary:  rgb(0x9aa3b2),
	ColorLine:       rgb(0x30333b),
	ColorAccent:     rgb(0x8e98ff),
	ColorAccentSoft: rgb(0x2a2d45),
	ColorOnAccent:   rgb(0x17181c),
	ColorGood:       rgb(0x4cc585),
	ColorBad:        rgb(0xff7a70),
	ColorWaiting:    rgb(0xe8b04b),
	ColorTrack:      rgb(0x33363f),
	ColorDash:       rgb(0x373b44),
	ColorHover:      shade(0xeceef2).alpha(0x0f),
	ColorPressed:    shade(0xeceef2).alpha(0x1e),
	ColorDisabled:   rgb(0x626a78),
	ColorShadow:     shade(0x000000).alpha(0x80),
	ColorClear:      {},
	ColorWhite:      rgb(0xffffff),

	theme.ColorNameButton:         rgb(0x2f323a),
	theme.ColorNameDisabledButton: rgb(0x282a31),
	theme.ColorNameFocus:          shade(0x8e98ff).alpha(0x40),
	theme.ColorNameSelection:      shade(0x8e98ff).alpha(0x2c),
	theme.ColorNameScrollBar:      shade(0xeceef2).alpha(0x52),
	theme.ColorNameInputBorder:    rgb(0x3c404a),
}

// sameAs maps Fyne's other names to the roles above.
var sameAs = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameError:               ColorBad,
	theme.ColorNameForegroundOnError:   ColorOnAccent,
	theme.ColorNameForegroundOnPrimary: ColorOnAccent,
	theme.ColorNameForegroundOnSuccess: ColorOnAccent,
	theme.ColorNameForegroundOnWarning: ColorOnAccent,
	theme.ColorNameHeaderBackground:    ColorCard,
	theme.ColorNameHyperlink:           ColorAccent,
	theme.ColorNameInputBackground:     ColorBackground,
	theme.ColorNameMenuBackground:      ColorCard,
	theme.ColorNameOverlayBackground:   ColorCard,
	theme.ColorNamePlaceHolder:         ColorSecondary,
	theme.ColorNamePrimary:             ColorAccent,
	theme.ColorNameScrollBarBackground: ColorClear,
	theme.ColorNameSeparator:           ColorLine,
	theme.ColorNameSuccess:             ColorGood,
	theme.ColorNameWarning:             ColorWaiting,
}

// named answers the colour of one of our or Fyne's roles, and whether this palette has it.
func (p palette) named(name fyne.ThemeColorName) (color.NRGBA, bool) {
	if role, ok := sameAs[name]; ok {
		name = role
	}
	c, ok := p[name]
	return c, ok
}
