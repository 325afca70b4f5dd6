//go:build objc

package darwin

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestObjectiveCForMacOS checks the Objective-C with clang against GNUstep's headers, which declare what Cocoa does.
// What a header of theirs lacks can be declared in the folder apple. To know that the check can fail, it also checks a
// copy of each file with misspelt selectors.
func TestObjectiveCForMacOS(t *testing.T) {
	found := 0
	for _, p := range list(t) {
		if !p.ours() || len(p.MFiles) == 0 {
			continue
		}
		headers := exportHeader(t, p)
		for _, name := range p.MFiles {
			found++
			path := filepath.Join(p.Dir, name)
			if said, err := clang(t, path, headers, p.Dir); err != nil {
				t.Errorf("%s: %v\n%s", name, err, said)
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			wrong := filepath.Join(t.TempDir(), name)
			text := string(content) + "\nvoid wrongCall(NSString *text) { [text nosuchselector]; }\n"
			if err := os.WriteFile(wrong, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if said, err := clang(t, wrong, headers, p.Dir); err == nil || !strings.Contains(said, "nosuchselector") {
				t.Errorf("%s: a misspelt selector is not noticed: %v\n%s", name, err, said)
			}
		}
	}
	if found == 0 {
		t.Error("no Objective-C was found")
	}
}

// exportHeader has cgo write _cgo_export.h, the declarations of what Go exports to C, and returns its folder. On the
// way cgo refuses a name of C that Go uses and the preamble does not declare.
func exportHeader(t *testing.T, p listed) string {
	t.Helper()
	folder := t.TempDir()
	command := exec.Command("go", append(append([]string{"tool", "cgo", "-objdir", folder, "--"}, includes(t)...), p.CgoFiles...)...)
	command.Dir = p.Dir
	command.Env = append(os.Environ(), "GOOS=darwin", "GOARCH=amd64", "CC=clang")
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("cgo in %s: %v\n%s", p.ImportPath, err, said)
	}
	return folder
}

func clang(t *testing.T, path string, folders ...string) (said string, err error) {
	t.Helper()
	arguments := append([]string{"-fsyntax-only", "-fblocks", "-fobjc-runtime=gcc", "-Wall", "-Werror"}, includes(t)...)
	for _, folder := range folders {
		arguments = append(arguments, "-I", folder)
	}
	output, err := exec.Command("clang", append(arguments, path)...).CombinedOutput()
	return string(output), err
}

// includes returns clang's flags for the headers: what GNUstep lacks, the Objective-C runtime's (they lie among gcc's
// own, which clang must not see), and GNUstep's.
func includes(t *testing.T) []string {
	t.Helper()
	gcc, err := exec.Command("gcc", "-print-file-name=include").Output()
	if err != nil {
		t.Fatalf("gcc: %v", err)
	}
	runtime := t.TempDir()
	if err := os.Symlink(filepath.Join(strings.TrimSpace(string(gcc)), "objc"), filepath.Join(runtime, "objc")); err != nil {
		t.Fatal(err)
	}
	lacking, err := filepath.Abs("apple")
	if err != nil {
		t.Fatal(err)
	}
	flags, err := exec.Command("gnustep-config", "--objc-flags").Output()
	if err != nil {
		t.Fatalf("gnustep-config: %v", err)
	}
	all := []string{"-isystem", lacking, "-isystem", runtime}
	for _, flag := range strings.Fields(string(flags)) {
		if folder, is := strings.CutPrefix(flag, "-I"); is && filepath.IsAbs(folder) {
			all = append(all, "-isystem", folder)
		}
	}
	return all
}
