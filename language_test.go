package main

import (
	"slices"
	"strings"
	"testing"

	"taskdrop/assets"
)

// A language that has texts and is not among those spoken would never be read.
func TestEachLanguageWithTextsIsSpoken(t *testing.T) {
	files, err := assets.Translations.ReadDir("translations")
	if err != nil {
		t.Fatal(err)
	}
	var there, known []string
	for _, file := range files {
		there = append(there, strings.TrimSuffix(file.Name(), ".json"))
	}
	for _, tag := range spoken {
		known = append(known, tag.String())
	}
	slices.Sort(there)
	slices.Sort(known)
	if !slices.Equal(there, known) {
		t.Errorf("there are texts in %v, and spoken are %v", there, known)
	}
}
