// Package assets holds what is built into the program: its icon and its translations.
package assets

import (
	"embed"
	"strings"
)

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

//go:embed licences.txt
var licences string

// Licence is a licence and what is under it.
type Licence struct {
	Modules []string
	Text    string
}

// Licences are those of all that is linked into the program, on any system. packaging/dev/licences writes them down.
func Licences() []Licence {
	var found []Licence
	naming := false
	var text strings.Builder
	end := func() {
		if len(found) > 0 {
			found[len(found)-1].Text = strings.TrimRight(text.String(), "\n")
		}
		text.Reset()
	}
	for line := range strings.Lines(licences) {
		module, named := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "=== ")
		switch {
		case named && naming:
			found[len(found)-1].Modules = append(found[len(found)-1].Modules, module)
		case named:
			end()
			found = append(found, Licence{Modules: []string{module}})
		case len(found) > 0:
			text.WriteString(line)
		}
		naming = named
	}
	end()
	return found
}
