// Package assets holds what is built into the program: its icon and its translations.
package assets

import "embed"

// Translations is one JSON file per language under "translations", for lang.AddTranslationsFS. Keys are described
// beside the English file.
//
//go:embed translations/*.json
var Translations embed.FS

// Icon is the program's icon as a PNG of 256 by 256, for windows and the task bar.
//
//go:embed icon.png
var Icon []byte

// IconDrawing is the same icon as an SVG, for pages that show it large.
//
//go:embed icon.svg
var IconDrawing []byte
