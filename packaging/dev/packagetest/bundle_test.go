//go:build packages

package packagetest

import (
	"encoding/binary"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The macOS bundle around a program that does nothing: all but the program is as on a Mac.
func TestBundleIsWhole(t *testing.T) {
	folder := t.TempDir()
	stub := filepath.Join(folder, "stub")
	if err := os.WriteFile(stub, []byte("#!/bin/sh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(filepath.Join(project, "packaging/macos/bundle"), stub, folder)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	contents := filepath.Join(folder, "TaskDrop.app", "Contents")

	plist := readPlist(t, filepath.Join(contents, "Info.plist"))
	for key, want := range map[string]string{
		"CFBundleExecutable":         "taskdrop",
		"CFBundleIconFile":           "TaskDrop",
		"CFBundleIdentifier":         appID,
		"CFBundlePackageType":        "APPL",
		"CFBundleShortVersionString": version(t),
		"CFBundleVersion":            version(t),
		"LSMinimumSystemVersion":     "12.0",
		"NSHighResolutionCapable":    "true",
		// Without a kind of document nothing can be dropped on the icon.
		"CFBundleTypeRole": "Viewer",
		"LSHandlerRank":    "Alternate",
	} {
		if plist[key] != want {
			t.Errorf("Info.plist: %s is %q, want %q", key, plist[key], want)
		}
	}
	program, err := os.Stat(filepath.Join(contents, "MacOS", plist["CFBundleExecutable"]))
	if err != nil {
		t.Fatal(err)
	}
	if program.Mode().Perm()&0o111 == 0 {
		t.Error("the program is not executable")
	}
	if _, err := os.Stat(filepath.Join(contents, "Resources", "LICENSE")); err != nil {
		t.Error(err)
	}
	kinds := icnsKinds(t, filepath.Join(contents, "Resources", plist["CFBundleIconFile"]+".icns"))
	// By the length of a side in pixels, the forms that a picture of that size may have.
	for size, forms := range map[int][]string{
		16: {"is32", "icp4", "ic04"}, 32: {"il32", "icp5", "ic05", "ic11"}, 128: {"it32", "ic07"}, 256: {"ic08", "ic13"},
		512: {"ic09", "ic14"}, 1024: {"ic10"},
	} {
		if !slices.ContainsFunc(forms, func(form string) bool { return slices.Contains(kinds, form) }) {
			t.Errorf("the icon lacks a picture of %d pixels; it has %v", size, kinds)
		}
	}
}

// readPlist gives the plain values of a property list, "true" and "false" for its booleans.
func readPlist(t *testing.T, path string) map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	values := map[string]string{}
	decoder := xml.NewDecoder(file)
	var key string
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return values
		}
		if err != nil {
			t.Fatal(err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch element.Name.Local {
		case "key", "string":
			var text string
			if err := decoder.DecodeElement(&text, &element); err != nil {
				t.Fatal(err)
			}
			if element.Name.Local == "key" {
				key = text
			} else {
				values[key] = strings.TrimSpace(text)
			}
		case "true", "false":
			values[key] = element.Name.Local
		}
	}
}

// icnsKinds lists the pictures of an icon file: a header, then a kind, a length and a picture each.
func icnsKinds(t *testing.T, path string) []string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(content) < 8 || string(content[:4]) != "icns" || int(binary.BigEndian.Uint32(content[4:])) != len(content) {
		t.Fatalf("%s is no icon file", path)
	}
	var kinds []string
	for rest := content[8:]; len(rest) >= 8; {
		length := int(binary.BigEndian.Uint32(rest[4:]))
		if length < 8 || length > len(rest) {
			t.Fatalf("%s is cut off", path)
		}
		kinds = append(kinds, string(rest[:4]))
		rest = rest[length:]
	}
	return kinds
}
