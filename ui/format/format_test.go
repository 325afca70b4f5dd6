package format

import (
	"testing"
	"time"

	"golang.org/x/text/language"
)

func TestSize(t *testing.T) {
	english, german := New(language.English), New(language.German)
	cases := []struct {
		bytes           int64
		english, german string
	}{
		{0, "0\u00a0bytes", "0\u00a0bytes"},
		{-5, "0\u00a0bytes", "0\u00a0bytes"},
		{999, "999\u00a0bytes", "999\u00a0bytes"},
		{1000, "1\u00a0KB", "1\u00a0KB"},
		{84_000, "84\u00a0KB", "84\u00a0KB"},
		{999_400, "999\u00a0KB", "999\u00a0KB"},
		{999_600, "1.0\u00a0MB", "1,0\u00a0MB"},
		{8_400_000, "8.4\u00a0MB", "8,4\u00a0MB"},
		{26_214_400, "26.2\u00a0MB", "26,2\u00a0MB"},
		{1_250_000_000, "1.2\u00a0GB", "1,2\u00a0GB"},
		{5_000_000_000_000, "5,000\u00a0GB", "5.000\u00a0GB"},
	}
	for _, c := range cases {
		if got := english.Size(c.bytes); got != c.english {
			t.Errorf("en %d: %q, want %q", c.bytes, got, c.english)
		}
		if got := german.Size(c.bytes); got != c.german {
			t.Errorf("de %d: %q, want %q", c.bytes, got, c.german)
		}
	}
}

func TestSizeOfUsesOneUnit(t *testing.T) {
	l := New(language.English)
	for want, c := range map[string][2]int64{
		"5.2 of 8.4\u00a0MB":    {5_200_000, 8_400_000},
		"0.0 of 8.4\u00a0MB":    {12, 8_400_000},
		"12 of 84\u00a0KB":      {12_000, 84_000},
		"100 of 321\u00a0bytes": {100, 321},
		"26.2 of 26.2\u00a0MB":  {26_214_400, 26_214_400},
		"0 of 0\u00a0bytes":     {0, 0},
	} {
		if got := l.SizeOf(c[0], c[1]); got != want {
			t.Errorf("%v: %q, want %q", c, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	l := New(language.English)
	for want, d := range map[string]time.Duration{
		"1\u00a0s":             0,
		"2\u00a0s":             1200 * time.Millisecond,
		"59\u00a0s":            59 * time.Second,
		"1\u00a0min":           60 * time.Second,
		"2\u00a0min":           61 * time.Second,
		"1\u00a0h":             time.Hour,
		"1\u00a0h 20\u00a0min": 80 * time.Minute,
	} {
		if got := l.Duration(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestClockFollowsTheRegion(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 5, 9, 0, time.UTC)
	for tag, want := range map[string]string{"en": "14:05", "en-GB": "14:05", "de-DE": "14:05", "en-US": "2:05 PM"} {
		if got := New(language.MustParse(tag)).Clock(at); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	if got := New(language.German).ClockSeconds(at); got != "14:05:09" {
		t.Errorf("with seconds: %q", got)
	}
}

func TestWhenIsAsShortAsClear(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 30, 0, 0, time.UTC)
	l := New(language.German)
	for want, at := range map[string]time.Time{
		"today, 00:10":     now.Add(-20 * time.Minute),
		"yesterday, 23:50": now.Add(-40 * time.Minute),
		"2 Nov":            time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
		"31 Dec 2025":      time.Date(2025, 12, 31, 9, 0, 0, 0, time.UTC),
	} {
		if got := l.When(at, now); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

func TestDueDayIsTheSameDateInEveryZone(t *testing.T) {
	l := New(language.English)
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, hours := range []int{-11, 0, 13} {
		zone := time.FixedZone("zone", hours*3600)
		if got := l.Due(day, time.Date(2026, 11, 22, 23, 0, 0, 0, zone)); got != "due tomorrow" {
			t.Errorf("zone %+d: %q", hours, got)
		}
	}
	if got := l.Due(day, time.Date(2027, 1, 1, 8, 0, 0, 0, time.UTC)); got != "due 23 Nov 2026" {
		t.Errorf("another year: %q", got)
	}
}

func TestCount(t *testing.T) {
	if got := New(language.German).Count(1284); got != "1.284" {
		t.Errorf("de: %q", got)
	}
	if got := New(language.English).Count(1284); got != "1,284" {
		t.Errorf("en: %q", got)
	}
}
