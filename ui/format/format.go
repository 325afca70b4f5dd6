// Package format writes sizes, rates, times and dates the person's way.
//
// Numbers follow the locale (8.4 or 8,4; 1,284 or 1.284), words come from the translations. Units are decimal, as file
// managers and Microsoft's own pages show them: 1 MB is 1,000,000 bytes.
package format

import (
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Locale writes for one language and region.
type Locale struct {
	printer     *message.Printer
	twelveHours bool
}

// System is the locale of the person's desktop.
func System() *Locale {
	tag, err := language.Parse(lang.SystemLocale().String())
	if err != nil {
		tag = language.English
	}
	return New(tag)
}

// New is the locale of a language tag.
func New(tag language.Tag) *Locale {
	return &Locale{printer: message.NewPrinter(tag), twelveHours: hasTwelveHours(tag)}
}

// hasTwelveHours goes by the region when one is named; a bare "en" reads 14:32 without trouble.
func hasTwelveHours(tag language.Tag) bool {
	base, _, region := tag.Raw()
	if base.String() != "en" {
		return false
	}
	switch region.String() {
	case "US", "CA", "AU", "NZ", "IN", "PH":
		return true
	}
	return false
}

// Count writes a whole number.
func (l *Locale) Count(n int) string { return l.printer.Sprint(number.Decimal(n)) }

type unit struct {
	bytes float64
	named func(number string) string
}

// units from small to large.
var units = []unit{
	{1e3, func(n string) string {
		return lang.X("format.kilobytes", "{{.Number}}\u00a0KB", map[string]any{"Number": n})
	}},
	{1e6, func(n string) string {
		return lang.X("format.megabytes", "{{.Number}}\u00a0MB", map[string]any{"Number": n})
	}},
	{1e9, func(n string) string {
		return lang.X("format.gigabytes", "{{.Number}}\u00a0GB", map[string]any{"Number": n})
	}},
}

// unitFor picks the unit whose number is short: 999.6 KB is written 1.0 MB.
func unitFor(bytes float64) unit {
	chosen := units[0]
	for _, u := range units[1:] {
		if bytes >= u.bytes*0.9995 {
			chosen = u
		}
	}
	return chosen
}

// in writes bytes in a unit: whole kilobytes, else one digit after the point while the number is short.
func (l *Locale) in(u unit, bytes float64) string {
	value, digits := bytes/u.bytes, 1
	if u.bytes == units[0].bytes || value >= 999.5 {
		digits = 0
	}
	return l.printer.Sprint(number.Decimal(value, number.MinFractionDigits(digits), number.MaxFractionDigits(digits)))
}

// Size writes a number of bytes: "0 bytes", "84 KB", "8.4 MB".
func (l *Locale) Size(bytes int64) string {
	if bytes < 1000 {
		count := max(bytes, 0)
		return lang.XN("format.bytes", "{{.Count}}\u00a0bytes", int(count), map[string]any{"Count": strconv.FormatInt(count, 10)})
	}
	u := unitFor(float64(bytes))
	return u.named(l.in(u, float64(bytes)))
}

// Megabytes writes a round number of them: "25 MB".
func (l *Locale) Megabytes(n int) string { return units[1].named(l.Count(n)) }

// SizeOf writes how much of a size is there, in the whole's unit: "5.2 of 8.4 MB".
func (l *Locale) SizeOf(part, whole int64) string {
	sent := strconv.FormatInt(max(part, 0), 10)
	if whole >= 1000 {
		sent = l.in(unitFor(float64(whole)), float64(part))
	}
	return lang.X("format.size_of", "{{.Part}} of {{.Size}}", map[string]any{"Part": sent, "Size": l.Size(whole)})
}

// Rate writes bytes per second: "2.1 MB/s".
func (l *Locale) Rate(bytesPerSecond float64) string {
	return lang.X("format.rate", "{{.Size}}/s", map[string]any{"Size": l.Size(int64(bytesPerSecond))})
}

// Duration writes a span in words short enough for a row: "2 s", "3 min", "1 h 20 min". It rounds up, since what is
// left should not be over before it says so.
func (l *Locale) Duration(d time.Duration) string {
	seconds := int(math.Ceil(d.Seconds()))
	switch {
	case seconds < 1:
		seconds = 1
		fallthrough
	case seconds < 60:
		return lang.X("format.seconds", "{{.Number}}\u00a0s", map[string]any{"Number": l.Count(seconds)})
	case seconds < 3600:
		return lang.X("format.minutes", "{{.Number}}\u00a0min", map[string]any{"Number": l.Count((seconds + 59) / 60)})
	}
	minutes := (seconds + 59) / 60
	if minutes%60 == 0 {
		return lang.X("format.hours", "{{.Number}}\u00a0h", map[string]any{"Number": l.Count(minutes / 60)})
	}
	return lang.X("format.hours_minutes", "{{.Hours}}\u00a0h {{.Minutes}}\u00a0min",
		map[string]any{"Hours": l.Count(minutes / 60), "Minutes": l.Count(minutes % 60)})
}

// Left writes the time an item still needs: "2 s left".
func (l *Locale) Left(d time.Duration) string {
	return lang.X("format.left", "{{.Time}} left", map[string]any{"Time": l.Duration(d)})
}

// Clock writes a time of day: "14:32", or "2:32 PM" where people write it so.
func (l *Locale) Clock(t time.Time) string {
	if l.twelveHours {
		return t.Format("3:04 PM")
	}
	return t.Format("15:04")
}

// ClockSeconds writes a time of day to the second.
func (l *Locale) ClockSeconds(t time.Time) string {
	if l.twelveHours {
		return t.Format("3:04:05 PM")
	}
	return t.Format("15:04:05")
}

// When writes a moment as short as it stays clear, seen from now: the time today, the day this year, else the date.
func (l *Locale) When(t, now time.Time) string {
	t = t.In(now.Location())
	switch days := daysBetween(t, now); {
	case days == 0:
		return lang.X("format.today_at", "today, {{.Time}}", map[string]any{"Time": l.Clock(t)})
	case days == 1:
		return lang.X("format.yesterday_at", "yesterday, {{.Time}}", map[string]any{"Time": l.Clock(t)})
	}
	return l.Day(t, now)
}

// Day writes a date, with its year where it is another one than now's.
func (l *Locale) Day(t, now time.Time) string {
	fields := map[string]any{"Day": strconv.Itoa(t.Day()), "Month": month(t.Month()), "Year": strconv.Itoa(t.Year())}
	if t.Year() == now.Year() {
		return lang.X("format.day_month", "{{.Day}} {{.Month}}", fields)
	}
	return lang.X("format.day_month_year", "{{.Day}} {{.Month}} {{.Year}}", fields)
}

// Due writes the day a task is due. Such a day has no hour and no zone: it is the same date everywhere.
func (l *Locale) Due(day, now time.Time) string {
	due := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, now.Location())
	switch daysBetween(due, now) {
	case 0:
		return lang.X("format.due_today", "due today")
	case -1:
		return lang.X("format.due_tomorrow", "due tomorrow")
	case 1:
		return lang.X("format.due_yesterday", "due yesterday")
	}
	return lang.X("format.due_day", "due {{.Day}}", map[string]any{"Day": l.Day(due, now)})
}

// daysBetween counts midnights from t to now; the future is negative.
func daysBetween(t, now time.Time) int {
	noon := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	return int(math.Round(noon(now).Sub(noon(t)).Hours() / 24))
}

// month is a month's short name. Each key is spelled out, so that the translations' test finds it.
func month(m time.Month) string {
	switch m {
	case time.January:
		return lang.X("format.month_01", "Jan")
	case time.February:
		return lang.X("format.month_02", "Feb")
	case time.March:
		return lang.X("format.month_03", "Mar")
	case time.April:
		return lang.X("format.month_04", "Apr")
	case time.May:
		return lang.X("format.month_05", "May")
	case time.June:
		return lang.X("format.month_06", "Jun")
	case time.July:
		return lang.X("format.month_07", "Jul")
	case time.August:
		return lang.X("format.month_08", "Aug")
	case time.September:
		return lang.X("format.month_09", "Sep")
	case time.October:
		return lang.X("format.month_10", "Oct")
	case time.November:
		return lang.X("format.month_11", "Nov")
	}
	return lang.X("format.month_12", "Dec")
}
