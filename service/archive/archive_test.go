package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestAFolderUnpacksToTheSameBytes(t *testing.T) {
	root := filepath.Join(t.TempDir(), "Überblick #1 📁")
	when := time.Date(2026, 3, 4, 5, 6, 8, 0, time.UTC)
	want := map[string]string{
		"Überblick #1 📁/leer.txt":        "",
		"Überblick #1 📁/été/日本 %20.txt":  "konnichiwa",
		"Überblick #1 📁/a/b/c/deep.data": string(noise(t, 70_000)),
	}
	for name, content := range want {
		path := filepath.Join(filepath.Dir(root), filepath.FromSlash(name))
		write(t, path, content)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	if err := Write(context.Background(), &packed, root, 1<<20); err != nil {
		t.Fatal(err)
	}
	reader, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(reader.File) != len(want) {
		t.Errorf("%d entries, want %d", len(reader.File), len(want))
	}
	for _, entry := range reader.File {
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(content)
		if err != nil || string(got) != want[entry.Name] {
			t.Errorf("%s: %d bytes, %v; want %d", entry.Name, len(got), err, len(want[entry.Name]))
		}
		if !entry.Modified.Equal(when) {
			t.Errorf("%s was modified %v, want %v", entry.Name, entry.Modified, when)
		}
	}
}

func TestALargeFolderStopsAtTheLimit(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"1", "2", "3", "4"} {
		write(t, filepath.Join(root, name), string(noise(t, 100_000)))
	}
	var packed bytes.Buffer
	err := Write(context.Background(), &packed, root, 150_000)
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
	if err := Write(context.Background(), &packed, path, 10_000); err != nil {
		t.Fatal(err)
	}
	reader, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil || len(reader.File) != 1 || reader.File[0].Name != "log.txt" {
		t.Fatalf("got %v, %v", reader, err)
	}
}

func TestNothingIsLeftOutInSilence(t *testing.T) {
	if err := Write(context.Background(), io.Discard, t.TempDir(), 1000); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty folder: %v, want ErrEmpty", err)
	}
	root := t.TempDir()
	write(t, filepath.Join(root, "there"), "x")
	if err := os.Symlink(filepath.Join(root, "gone"), filepath.Join(root, "broken")); err != nil {
		t.Fatal(err)
	}
	if err := Write(context.Background(), io.Discard, root, 1000); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a link to nothing: %v, want not found", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Write(ctx, io.Discard, root, 1000); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
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
