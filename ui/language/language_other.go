//go:build windows || darwin

package language

import (
	"encoding/json"

	"fyne.io/fyne/v2/lang"

	"taskdrop/assets"
)

// speak loads the chosen language under the name of the desktop's, which Fyne looks up. The desktop's plural rules
// stay, so the forms that they need are added.
func speak(chosen string, read func() error) error {
	if err := read(); err != nil {
		return err
	}
	texts, err := assets.Translation(chosen)
	if err != nil {
		return err
	}
	filled, err := withEveryForm(texts)
	if err != nil {
		return err
	}
	return lang.AddTranslationsForLocale(filled, lang.SystemLocale())
}

// withEveryForm fills the plural forms in that a language does without, with its "other".
func withEveryForm(texts []byte) ([]byte, error) {
	var messages map[string]any
	if err := json.Unmarshal(texts, &messages); err != nil {
		return nil, err
	}
	for _, message := range messages {
		forms, ok := message.(map[string]any)
		if !ok {
			continue
		}
		for _, form := range []string{"zero", "one", "two", "few", "many"} {
			if forms[form] == nil {
				forms[form] = forms["other"]
			}
		}
	}
	return json.Marshal(messages)
}
