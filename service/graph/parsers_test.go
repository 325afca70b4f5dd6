package graph

import (
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNextStart(t *testing.T) {
	tests := []struct {
		ranges []string
		want   int64
		ok     bool
	}{
		{[]string{"0-"}, 0, true},
		{[]string{"3276800"}, 3276800, true},
		{[]string{"128-255"}, 128, true},
		{[]string{"300-400", "100-", "200"}, 100, true},
		{[]string{" 7 "}, 7, true},
		{[]string{"nonsense", "5"}, 5, true},
		{[]string{"9223372036854775807"}, 9223372036854775807, true},
		{nil, 0, false},
		{[]string{""}, 0, false},
		{[]string{"-5"}, 0, false},
		{[]string{"9-3"}, 0, false},
		{[]string{"+3"}, 0, false},
		{[]string{"1e3"}, 0, false},
		{[]string{"99999999999999999999"}, 0, false},
	}
	for _, test := range tests {
		if got, ok := NextStart(test.ranges); got != test.want || ok != test.ok {
			t.Errorf("NextStart(%q) = %d, %v; want %d, %v", test.ranges, got, ok, test.want, test.ok)
		}
	}
}

func FuzzNextStart(f *testing.F) {
	for _, seed := range []string{"0-", "3276800", "1-2,0-", "-", "99999999999999999999", "5-4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, joined string) {
		entries := strings.Split(joined, ",")
		next, ok := NextStart(entries)
		if next < 0 || (!ok && next != 0) {
			t.Fatalf("NextStart(%q) = %d, %v", entries, next, ok)
		}
		if !ok {
			return
		}
		found := false
		for _, entry := range entries {
			start, _, _ := strings.Cut(strings.TrimSpace(entry), "-")
			if n, err := strconv.ParseInt(start, 10, 64); err == nil && n == next {
				found = true
			}
		}
		if !found {
			t.Fatalf("NextStart(%q) = %d, which no entry says", entries, next)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		header string
		want   time.Duration
		ok     bool
	}{
		{"7", 7 * time.Second, true},
		{" 10 ", 10 * time.Second, true},
		{"0", RetryAfterFloor, true},
		{"86400", RetryAfterCap, true},
		{"99999999999999999999999", RetryAfterCap, true},
		{now.Add(30 * time.Second).Format(http.TimeFormat), 30 * time.Second, true},
		{now.Add(-time.Hour).Format(http.TimeFormat), RetryAfterFloor, true},
		{now.Add(24 * time.Hour).Format(http.TimeFormat), RetryAfterCap, true},
		{now.Add(time.Minute).Format(time.RFC850), time.Minute, true},
		{"", 0, false},
		{"-3", 0, false},
		{"soon", 0, false},
		{"1.5", 2 * time.Second, true},
		{"0.2", RetryAfterFloor, true},
		{"-0.5", 0, false},
		{"1e9", RetryAfterCap, true},
		{"NaN", 0, false},
		{"-Inf", 0, false},
	}
	for _, test := range tests {
		if got, ok := RetryAfter(test.header, now); got != test.want || ok != test.ok {
			t.Errorf("RetryAfter(%q) = %s, %v; want %s, %v", test.header, got, ok, test.want, test.ok)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"1", "0", "Sun, 22 Nov 2026 12:00:30 GMT", "-1", "18446744073709551616", "Mon, 01 Jan 0001 00:00:00 GMT"} {
		f.Add(seed, int64(1_790_000_000))
	}
	f.Fuzz(func(t *testing.T, header string, now int64) {
		wait, ok := RetryAfter(header, time.Unix(now, 0))
		if ok && (wait < RetryAfterFloor || wait > RetryAfterCap) {
			t.Fatalf("RetryAfter(%q) = %s, out of bounds", header, wait)
		}
		if !ok && wait != 0 {
			t.Fatalf("RetryAfter(%q) = %s although it says nothing", header, wait)
		}
	})
}

func TestAttachmentID(t *testing.T) {
	const base = "https://graph.microsoft.com/v1.0/users/mia%40example.com/todo/lists/AAA=/tasks/BBB="
	tests := []struct{ location, want string }{
		{base + "/attachments/AAMk-_x=", "AAMk-_x="},
		{base + "/Attachments/AAMk", "AAMk"},
		{base + "/attachments/AAMk%3D", "AAMk="},
		{base + "/attachments('AAMk=')", "AAMk="},
		{base + "/Attachments(%27AAMk%3D%27)", "AAMk="},
		{base + "/attachments('it''s')", "it's"},
		{base + "/attachments/one/attachments/two", "two"},
		{base + "/attachments/AAMk/$value", "AAMk"},
		{base + "/attachments/AAMk?x=/attachments/no#y", "AAMk"},
		{"/v1.0/me/todo/lists/l/tasks/t/ATTACHMENTS/a", "a"},
		{base + "/attachmentSessions/s", ""},
		{base + "/attachments", ""},
		{base + "/attachments/", ""},
		{base + "/attachments/%zz", ""},
		{base + "/attachments('open", ""},
		{"", ""},
	}
	for _, test := range tests {
		if got := AttachmentID(test.location); got != test.want {
			t.Errorf("AttachmentID(%q) = %q, want %q", test.location, got, test.want)
		}
	}
}

func FuzzAttachmentID(f *testing.F) {
	for _, seed := range []string{"/attachments/a", "/Attachments('a')", "x/attachments(", "/attachments/%2F", "/attachments/a?b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, location string) {
		id := AttachmentID(location)
		if id != "" && !strings.Contains(strings.ToLower(location), "/attachments") {
			t.Fatalf("AttachmentID(%q) = %q out of nothing", location, id)
		}
		// A plain id survives being put behind any address.
		if got := AttachmentID(strings.NewReplacer("?", "", "#", "").Replace(location) + "/attachments/AA-_=="); got != "AA-_==" {
			t.Fatalf("AttachmentID lost the id behind %q: %q", location, got)
		}
	})
}

func TestCleanName(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct{ path, want string }{
		{"/home/mia/Bericht März.pdf", "Bericht März.pdf"},
		{`/music/AC\DC report.pdf`, onWindows("DC report.pdf", `AC\DC report.pdf`)},
		{`C:\Users\mia\report.docx`, onWindows("report.docx", `C:\Users\mia\report.docx`)},
		{`\\server\share\a.txt`, onWindows("a.txt", `\\server\share\a.txt`)},
		{`/trailing\`, onWindows("trailing", `trailing\`)},
		{"/home/mia/folder/", "folder"},
		{"Ma\u0308rz.txt", "März.txt"},
		{"a\x00b\nc\td.txt", "abcd.txt"},
		{"photo\u202Egpj.exe", "photogpj.exe"},
		{"bad\xff.txt", "bad\uFFFD.txt"},
		{"100% #1?.txt", "100% #1?.txt"},
		{".bashrc", ".bashrc"},
		{"👩‍👩‍👧.png", "👩‍👩‍👧.png"},
		{"", "file"}, {"/", "file"}, {".", "file"}, {"..", "file"}, {"/a/..", "file"}, {"\x01\x02", "file"}, {"  ", "file"},
		{long + ".pdf", strings.Repeat("x", 251) + ".pdf"},
		{long, strings.Repeat("x", 255)},
		{"a." + long, "a." + strings.Repeat("x", 253)},
		{strings.Repeat("😀", 200) + ".png", strings.Repeat("😀", 125) + ".png"},
	}
	for _, test := range tests {
		if got := CleanName(test.path); got != test.want {
			t.Errorf("CleanName(%q) = %q, want %q", test.path, got, test.want)
		}
	}
}

// onWindows is the first on Windows, where a backslash separates, and else the second, where it is part of a name.
func onWindows(there, elsewhere string) string {
	if runtime.GOOS == "windows" {
		return there
	}
	return elsewhere
}

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{"a.txt", `C:\x\y`, "\x00", "..", strings.Repeat("é.", 200), "e\u0301", "\u202e", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		name := CleanName(path)
		switch {
		case strings.TrimSpace(name) == "" || name == "." || name == "..":
			t.Fatalf("CleanName(%q) = %q, which is no name", path, name)
		case strings.ContainsFunc(name, isSeparator):
			t.Fatalf("CleanName(%q) = %q, a path", path, name)
		case !utf8.ValidString(name) || !norm.NFC.IsNormalString(name):
			t.Fatalf("CleanName(%q) = %q, not UTF-8 in form C", path, name)
		case utf8.RuneCountInString(name) > 255:
			t.Fatalf("CleanName(%q) has %d characters", path, utf8.RuneCountInString(name))
		case strings.ContainsFunc(name, unicode.IsControl):
			t.Fatalf("CleanName(%q) = %q, with control characters", path, name)
		case CleanName(name) != name:
			t.Fatalf("CleanName(%q) = %q, and then %q", path, name, CleanName(name))
		}
	})
}

func TestContentType(t *testing.T) {
	tests := []struct{ name, want string }{
		{"a.PDF", "application/pdf"}, {"a.md", "text/markdown"}, {"photo.JPG", "image/jpeg"},
		{"a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a.txt", "text/plain"}, {"a.ts", ContentType("b.ts")},
		{"no extension", "application/octet-stream"}, {"a.", "application/octet-stream"},
		{"a.unheardof", "application/octet-stream"}, {".tar.gz", "application/gzip"}, {"", "application/octet-stream"},
	}
	for _, test := range tests {
		if got := ContentType(test.name); got != test.want {
			t.Errorf("ContentType(%q) = %q, want %q", test.name, got, test.want)
		}
	}
	for extension, kind := range contentTypes {
		if major, minor, ok := strings.Cut(kind, "/"); !ok || major == "" || minor == "" || extension != strings.ToLower(extension) {
			t.Errorf("%q: %q is no entry", extension, kind)
		}
	}
}

func TestDueIsADay(t *testing.T) {
	want := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	here := time.Date(2026, 11, 22, 0, 0, 0, 0, time.Local).UTC().Format("2006-01-02T15:04:05.0000000")
	for _, d := range []due{
		{"2026-11-22T00:00:00.0000000", "UTC"},
		{"2026-11-22T00:00:00.0000000", "W. Europe Standard Time"},
		{"2026-11-22T00:00:00", "Europe/Berlin"},
		{"2026-11-22T00:00:00Z", ""},
		{"2026-11-22", "UTC"},
		{here, "UTC"},
	} {
		if got := d.day(); !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%+v is %v, want %v", d, got, want)
		}
	}
	for _, d := range []due{{}, {"tomorrow", "UTC"}, {"", "Nowhere/Land"}} {
		if got := d.day(); !got.IsZero() {
			t.Errorf("%+v is %v, want no day", d, got)
		}
	}
}
