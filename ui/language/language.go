// Package language loads the window's texts in the person's language, and sets the size of everything before the
// toolkit starts.
package language

import (
	"log/slog"
	"os"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"github.com/jeandeaual/go-locale"
	"golang.org/x/text/language"

	"taskdrop/assets"
	"taskdrop/service"
	"taskdrop/ui/format"
)

// Load makes the chosen language the window's, "" for the desktop's. Fyne follows the desktop, and has no call for
// another language.
func Load(chosen string, log *slog.Logger) {
	read := readTexts
	if chosen != "" {
		follow := read
		read = func() error { return speak(chosen, follow) }
	}
	if err := read(); err != nil {
		log.Error("could not read the translations", "err", err)
	}
}

// spoken are the languages that have texts. The first serves every other language.
var spoken = []language.Tag{language.English, language.German, language.French, language.Spanish, language.BrazilianPortuguese, language.Japanese}

// readTexts reads English and the desktop's language, if that is another one: reading all six takes a twentieth of the
// start.
func readTexts() error {
	wanted := language.English
	if desktop, err := locale.GetLocales(); err == nil {
		tags := make([]language.Tag, len(desktop))
		for i, name := range desktop {
			tags[i] = language.Make(name)
		}
		_, match, _ := language.NewMatcher(spoken).Match(tags...)
		wanted = spoken[match]
	}
	for _, tag := range slices.Compact([]language.Tag{language.English, wanted}) {
		name := tag.String() + ".json"
		texts, err := assets.Translation(tag.String())
		if err != nil {
			return err
		}
		if err := lang.AddTranslations(fyne.NewStaticResource(name, texts)); err != nil {
			return err
		}
	}
	return nil
}

// LocaleOf returns the locale of sizes and dates in the chosen language; nil, the desktop's, if none is chosen.
func LocaleOf(chosen string) *format.Locale {
	tag, err := language.Parse(chosen)
	if chosen == "" || err != nil {
		return nil
	}
	return format.New(tag)
}

// scaleVariable tells Fyne the scale. Fyne reads it at its start, and at each change of the theme.
const scaleVariable = "FYNE_SCALE"

// ApplyScale sets Fyne's scale to the settings' one. It returns a function that sets another, 0 for the desktop's
// own, or nil if the environment sets the scale.
func ApplyScale(d service.Display) func(scale float64) {
	if os.Getenv(scaleVariable) != "" {
		return nil
	}
	set := func(scale float64) {
		if scale > 0 {
			_ = os.Setenv(scaleVariable, strconv.FormatFloat(scale, 'f', -1, 64))
		} else {
			_ = os.Unsetenv(scaleVariable)
		}
	}
	set(d.Scale)
	return set
}
