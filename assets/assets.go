// Package assets holds what is built into the program: its icon, its translations and the licences.
package assets

import (
	"archive/zip"
	"bytes"
	_ "embed" // for the files
	"io"
	"strings"
)

// texts holds the translations and the licences, packed by packaging/dev/pack: as they lie beside it they would be a
// hundredth of the program.
//
//go:embed texts.zip
var texts []byte

// Translation is the JSON file of a language, by its tag ("pt-BR"), for lang.AddTranslations. Keys are described beside
// the English file.
func Translation(tag string) ([]byte, error) { return unpack(tag + ".json") }

// unpack reads one of the packed files.
func unpack(name string) ([]byte, error) {
	packed, err := zip.NewReader(bytes.NewReader(texts), int64(len(texts)))
	if err != nil {
		return nil, err
	}
	file, err := packed.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

// Icon is the program's icon as a PNG of 256 by 256, for windows and the task bar.
//
//go:embed icon.png
var Icon []byte

// IconDrawing is the same icon as an SVG, for pages that show it large.
//
//go:embed icon.svg
var IconDrawing []byte

// Licence is a licence and what is under it.
type Licence struct {
	Modules []string
	Text    string
}

// Licences are those of all that is linked into the program, on any system. packaging/dev/licences writes them down.
func Licences() []Licence {
	licences, err := unpack("licences.txt")
	if err != nil {
		return nil // a test unpacks them
	}
	var found []Licence
	naming := false
	var text strings.Builder
	end := func() {
		if len(found) > 0 {
			found[len(found)-1].Text = strings.TrimRight(text.String(), "\n")
		}
		text.Reset()
	}
	for line := range strings.Lines(string(licences)) {
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
