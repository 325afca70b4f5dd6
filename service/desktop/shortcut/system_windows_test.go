package shortcut

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"

	"taskdrop/service/desktop/com"
)

// TestTheLinkStartsWhatItIsToStart: Windows reads the link again.
func TestTheLinkStartsWhatItIsToStart(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	arguments := []string{"-list", "id:AQMkADAw-_=", "-task", "two words", `a"b`, `a\b\`, "größe", ""}
	s := Shortcut{File: "Steuer", Comment: "c", Command: append([]string{program}, arguments...)}
	path := filepath.Join(t.TempDir(), s.FileName())
	if err := s.Save(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	err = com.Run(func() error {
		target, line, err := readLink(path)
		if err != nil {
			return err
		}
		got, err := windows.DecomposeCommandLine("x " + line)
		if err != nil {
			return err
		}
		if want := append([]string{"x"}, arguments...); target != program || !slices.Equal(got, want) {
			t.Errorf("it starts %q with %q, want %q with %q", target, got, program, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func readLink(path string) (target, arguments string, err error) {
	const fileLoad, linkPath, linkArguments = 5, 3, 10
	link, err := com.New(linkClass, linkInterface)
	if err != nil {
		return "", "", err
	}
	defer link.Release()
	file, err := link.As(fileInterface)
	if err != nil {
		return "", "", err
	}
	defer file.Release()
	from, err := com.Text(path)
	if err != nil {
		return "", "", err
	}
	if err := file.Call(fileLoad, uintptr(unsafe.Pointer(from)), 0); err != nil {
		return "", "", err
	}
	read := func(method int, more ...uintptr) (string, error) {
		var text [1024]uint16
		err := link.Call(method, append([]uintptr{uintptr(unsafe.Pointer(&text[0])), uintptr(len(text))}, more...)...)
		return windows.UTF16ToString(text[:]), err
	}
	if target, err = read(linkPath, 0, 0); err != nil {
		return "", "", err
	}
	arguments, err = read(linkArguments)
	return target, arguments, err
}
