package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// unpack is what an archive holds: contents by name, "" for folders.
func unpack(t *testing.T, packed []byte) (contents map[string]string, modified map[string]time.Time) {
	t.Helper()
	reader, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	contents, modified = map[string]string{}, map[string]time.Time{}
	for _, entry := range reader.File {
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(content)
		if err != nil {
			t.Fatalf("%s: %v", entry.Name, err)
		}
		if _, twice := contents[entry.Name]; twice {
			t.Errorf("%s is there twice", entry.Name)
		}
		contents[entry.Name], modified[entry.Name] = string(data), entry.Modified
	}
	return contents, modified
}

func TestAFolderUnpacksToTheSame(t *testing.T) {
	root := filepath.Join(t.TempDir(), "Überblick #1 📁")
	when := time.Date(2026, 3, 4, 5, 6, 8, 0, time.UTC)
	want := map[string]string{
		"Überblick #1 📁/leer.txt":        "",
		"Überblick #1 📁/été/":            "",
		"Überblick #1 📁/été/日本 %20.txt":  "konnichiwa",
		"Überblick #1 📁/a/":              "",
		"Überblick #1 📁/a/b/":            "",
		"Überblick #1 📁/a/b/deep.data":   string(noise(t, 70_000)),
		"Überblick #1 📁/a/nothing here/": "",
	}
	bytesRead, sum := 0, 0
	for name, content := range want {
		path := filepath.Join(filepath.Dir(root), filepath.FromSlash(name))
		sum += len(content)
		if name[len(name)-1] == '/' {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		write(t, path, content)
	}
	for name := range want {
		if err := os.Chtimes(filepath.Join(filepath.Dir(root), filepath.FromSlash(name)), when, when); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	if left, err := Write(context.Background(), &packed, root, Options{Limit: 1 << 20, Read: func(n int) { bytesRead += n }}); err != nil || left != (LeftOut{}) {
		t.Fatal(left, err)
	}
	got, modified := unpack(t, packed.Bytes())
	if !maps.Equal(got, want) {
		t.Errorf("it holds %q, want %q", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	for name, at := range modified {
		if !at.Equal(when) {
			t.Errorf("%s was modified %v, want %v", name, at, when)
		}
	}
	if bytesRead != sum {
		t.Errorf("told of %d bytes read, want %d", bytesRead, sum)
	}
}

func TestALargeFolderStopsAtTheLimit(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"1", "2", "3", "4"} {
		write(t, filepath.Join(root, name), string(noise(t, 100_000)))
	}
	var packed bytes.Buffer
	_, err := Write(context.Background(), &packed, root, Options{Limit: 150_000})
	if !errors.Is(err, ErrTooLarge) {
		t.Fatalf("got %v, want ErrTooLarge", err)
	}
	if packed.Len() > 150_000 {
		t.Errorf("%d bytes were written, over the limit", packed.Len())
	}
}

func TestOneFileIsPackedUnderItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.txt")
	write(t, path, string(bytes.Repeat([]byte("again and again\n"), 10_000)))
	var packed bytes.Buffer
	if _, err := Write(context.Background(), &packed, path, Options{Limit: 10_000}); err != nil {
		t.Fatal(err)
	}
	if got, _ := unpack(t, packed.Bytes()); len(got) != 1 || len(got["log.txt"]) != 160_000 {
		t.Fatalf("got %d entries", len(got))
	}
}

func TestWhereThereIsNothingToPack(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "deeper"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), io.Discard, root, Options{Limit: 1000}); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty folder: %v, want ErrEmpty", err)
	}
	if _, err := Write(context.Background(), io.Discard, filepath.Join(root, "gone"), Options{Limit: 1000}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is gone: %v", err)
	}
	write(t, filepath.Join(root, "there"), "x")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Write(ctx, io.Discard, root, Options{Limit: 1000}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestAChangeWhilePackingIsNoticed writes to a file, or takes away one that was still to come, as soon as the first is
// read.
func TestAChangeWhilePackingIsNoticed(t *testing.T) {
	for name, change := range map[string]func(root string) error{
		"grows": func(root string) error {
			return os.WriteFile(filepath.Join(root, "a"), make([]byte, 300_000), 0o600)
		},
		"shrinks": func(root string) error { return os.Truncate(filepath.Join(root, "a"), 10) },
		"touched": func(root string) error {
			now := time.Now().Add(time.Hour)
			return os.Chtimes(filepath.Join(root, "a"), now, now)
		},
		"goes": func(root string) error { return os.Remove(filepath.Join(root, "b")) },
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			write(t, filepath.Join(root, "a"), string(noise(t, 200_000)))
			write(t, filepath.Join(root, "b"), "after it")
			var once sync.Once
			_, err := Write(context.Background(), io.Discard, root, Options{Limit: 1 << 20, Read: func(int) {
				once.Do(func() {
					if err := change(root); err != nil {
						t.Error(err)
					}
				})
			}})
			if !errors.Is(err, ErrChanged) {
				t.Errorf("got %v, want ErrChanged", err)
			}
		})
	}
}

// TestManyFilesAreNotHeldInMemory packs more than is held at any time.
func TestManyFilesAreNotHeldInMemory(t *testing.T) {
	root := t.TempDir()
	const files, size = 200, 50_000
	content := make([]byte, size)
	for i := range files {
		if err := os.WriteFile(filepath.Join(root, fmt.Sprint(i)), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	read := 0
	_, err := Write(context.Background(), io.Discard, root, Options{Limit: 1 << 30, Read: func(n int) {
		if read += n; during.HeapAlloc == 0 && read > (files-10)*size {
			runtime.GC()
			runtime.ReadMemStats(&during)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if held := int64(during.HeapAlloc) - int64(before.HeapAlloc); during.HeapAlloc == 0 || held > 4_000_000 {
		t.Errorf("%d bytes held near the end of packing %d", held, files*size)
	}
}

// TestTimesThatAZipCanNotHold packs files of odd years beside one of today: each gets the nearest time there is.
func TestTimesThatAZipCanNotHold(t *testing.T) {
	root := t.TempDir()
	want := map[string]int{"1970": 1980, "1901": 1980, "1979": 1980, "1980": 1980, "2026": 2026, "2040": 2040, "2107": 2107, "2108": 2107, "9999": 2107, "12026": 2107}
	tried := map[string]int{}
	for name, year := range want {
		write(t, filepath.Join(root, name), name)
		modified, err := strconv.Atoi(name)
		if err != nil {
			t.Fatal(err)
		}
		when := time.Date(modified, time.June, 15, 12, 30, 0, 0, time.Local)
		if err := os.Chtimes(filepath.Join(root, name), when, when); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(filepath.Join(root, name)); err != nil || !info.ModTime().Equal(when) {
			t.Logf("this file system has no %d", modified)
			year = min(max(info.ModTime().Year(), firstYear), lastYear)
		}
		tried[name] = year
	}
	var packed bytes.Buffer
	if _, err := Write(context.Background(), &packed, root, Options{Limit: 1 << 20}); err != nil {
		t.Fatal(err)
	}
	reader, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil || len(reader.File) != len(want) {
		t.Fatal(len(reader.File), err)
	}
	for _, entry := range reader.File {
		name := path.Base(entry.Name)
		if dos := int(entry.ModifiedDate>>9) + 1980; dos != tried[name] { //nolint:staticcheck // what other programs read
			t.Errorf("%s: the MS-DOS date says %d, want %d", name, dos, tried[name])
		}
		if got := entry.Modified.Year(); got != tried[name] {
			t.Errorf("%s was modified %v, want %d", name, entry.Modified, tried[name])
		}
	}
}

// TestHousekeepingIsLeftOutAndCounted packs a folder with files of desktops and editors in it, and then all of it on
// request.
func TestHousekeepingIsLeftOutAndCounted(t *testing.T) {
	root := filepath.Join(t.TempDir(), "Thumbs.db") // the chosen folder itself may have any name
	for _, name := range []string{"a.txt", ".DS_Store", "deep/desktop.ini", "deep/~$b.docx", "deep/b.docx", ".Trashes/501/gone.txt", ".env"} {
		write(t, filepath.Join(root, filepath.FromSlash(name)), name)
	}
	for _, all := range []bool{false, true} {
		var packed bytes.Buffer
		left, err := Write(context.Background(), &packed, root, Options{Limit: 1 << 20, Housekeeping: all})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := unpack(t, packed.Bytes())
		for name := range got {
			if name[len(name)-1] == '/' {
				delete(got, name)
			}
		}
		want, wantLeft := 3, LeftOut{Housekeeping: 4}
		if all {
			want, wantLeft = 7, LeftOut{}
		}
		if len(got) != want || left != wantLeft || got["Thumbs.db/deep/b.docx"] == "" || got["Thumbs.db/.env"] == "" {
			t.Errorf("all: %v: it holds %q, left out %+v", all, slices.Sorted(maps.Keys(got)), left)
		}
	}
}

func TestNamesAreSafeToUnpackAnywhere(t *testing.T) {
	for element, want := range map[string]string{
		`AC\DC report.pdf`: "AC_DC report.pdf", `..\..\evil.exe`: ".._.._evil.exe", `C:\Windows`: "C__Windows", "C:x": "C_x",
		"..": "_", ".": "_", " .. ": "_", "": "_", "\x01\n": "_", "a\nb\tc\x7f": "abc", "gro\xdf.txt": "gro\uFFFD.txt",
		"cut \xe2\x82": "cut \uFFFD", "photo\u202Egpj.exe": "photogpj.exe", "Ünïcode 日本 📁": "Ünïcode 日本 📁", "...": "...",
		"12:30.txt": "12:30.txt", "/": "_",
	} {
		if got := cleanName(element); got != want {
			t.Errorf("%q becomes %q, want %q", element, got, want)
		}
	}
}

func noise(t *testing.T, n int) []byte {
	t.Helper()
	data := make([]byte, n)
	if _, err := rand.Read(data); err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
