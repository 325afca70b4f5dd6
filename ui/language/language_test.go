package language

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taskdrop/service"
)

func TestTheScaleOfTheEnvironmentIsNotReplaced(t *testing.T) {
	t.Setenv(scaleVariable, "1.5")
	if ApplyScale(service.Display{Scale: 2}) != nil || os.Getenv(scaleVariable) != "1.5" {
		t.Errorf("it is %q now", os.Getenv(scaleVariable))
	}
	_ = os.Unsetenv(scaleVariable) // put back after the test
	set := ApplyScale(service.Display{Scale: 1.25})
	if got := os.Getenv(scaleVariable); got != "1.25" {
		t.Errorf("the settings' scale is %q", got)
	}
	set(0)
	if got, there := os.LookupEnv(scaleVariable); there {
		t.Errorf("the desktop's own is %q", got)
	}
}

// A language that has texts and is not among those spoken would never be read.
func TestEachLanguageWithTextsIsSpoken(t *testing.T) {
	files, err := filepath.Glob("../../assets/translations/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var there, known []string
	for _, file := range files {
		there = append(there, strings.TrimSuffix(filepath.Base(file), ".json"))
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
