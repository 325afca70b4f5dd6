package main

import (
	"log/slog"
	"os"
	"strconv"

	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"

	"taskdrop/assets"
	"taskdrop/service"
	"taskdrop/ui/format"
)

// loadTexts makes the chosen language the window's, "" for the desktop's. Fyne knows no call for that: it follows the desktop.
func loadTexts(chosen string, log *slog.Logger) {
	read := func() error { return lang.AddTranslationsFS(assets.Translations, "translations") }
	if chosen != "" {
		follow := read
		read = func() error { return speak(chosen, follow) }
	}
	if err := read(); err != nil {
		log.Error("could not read the translations", "err", err)
	}
}

// localeOf writes sizes and dates in the chosen language; nil, which is the desktop's locale, where none is chosen.
func localeOf(chosen string) *format.Locale {
	tag, err := language.Parse(chosen)
	if chosen == "" || err != nil {
		return nil
	}
	return format.New(tag)
}

// scaleVariable is how Fyne is told the size of everything, before it starts.
const scaleVariable = "FYNE_SCALE"

// applyScale makes the size of the settings Fyne's, unless the environment names one.
func applyScale(d service.Display) {
	if d.Scale > 0 && os.Getenv(scaleVariable) == "" {
		_ = os.Setenv(scaleVariable, strconv.FormatFloat(d.Scale, 'f', -1, 64))
	}
}
