package darwin

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// program is the folder of the program's module.
const program = "../../.."

// listed is a package as go list prints it.
type listed struct {
	ImportPath, Dir           string
	GoFiles, CgoFiles, MFiles []string
	ImportMap                 map[string]string
	Module                    *struct{ Main bool }
	Error                     *struct{ Err string }
}

func (p listed) ours() bool { return p.Module != nil && p.Module.Main }

// list asks go for all packages of the program as it is built for macOS, each after those that it imports.
func list(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-e", "-deps", "-tags", "migrated_fynedo",
		"-json=ImportPath,Dir,GoFiles,CgoFiles,MFiles,ImportMap,Module,Error", ".", "./auth/...", "./service/...", "./ui/...", "./packaging/gallery")
	command.Dir, command.Stderr = program, os.Stderr
	command.Env = append(os.Environ(), "GOOS=darwin", "GOARCH=arm64", "CGO_ENABLED=1", "GOFLAGS=")
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		if p.Error != nil && p.ours() {
			t.Errorf("go list: %s: %s", p.ImportPath, p.Error.Err)
		}
		packages = append(packages, p)
	}
}

// checker type-checks packages in the order in which they are given.
type checker struct {
	files  *token.FileSet
	done   map[string]*types.Package
	change func(path string, content []byte) []byte // what a test makes of a file, nil for nothing
}

// check type-checks a package, and returns what is wrong with it if it is ours. Of other people's packages only the
// declarations are read.
func (c *checker) check(p listed) (wrong []error) {
	if p.ImportPath == "unsafe" {
		c.done[p.ImportPath] = types.Unsafe
		return nil
	}
	var files []*ast.File
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
		path := filepath.Join(p.Dir, name)
		content, err := os.ReadFile(path)
		if err != nil {
			return []error{err}
		}
		if c.change != nil {
			content = c.change(path, content)
		}
		file, err := parser.ParseFile(c.files, path, content, parser.SkipObjectResolution)
		if err != nil {
			return []error{err}
		}
		files = append(files, file)
	}
	config := types.Config{
		FakeImportC:      true,
		IgnoreFuncBodies: !p.ours(),
		Sizes:            types.SizesFor("gc", "arm64"),
		Importer:         importer{c, p.ImportMap},
		Error:            func(err error) { wrong = append(wrong, err) },
	}
	checked, _ := config.Check(p.ImportPath, c.files, files, nil)
	c.done[p.ImportPath] = checked
	if !p.ours() {
		return nil
	}
	return wrong
}

type importer struct {
	checker *checker
	renamed map[string]string // of vendored packages of the standard library
}

func (i importer) Import(path string) (*types.Package, error) {
	if other, is := i.renamed[path]; is {
		path = other
	}
	if p := i.checker.done[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s was not checked before", path)
}

// TestGoForMacOS type-checks what is built for macOS. To know that the check can fail, it also checks a copy of each
// package with macOS code in which one call is wrong.
func TestGoForMacOS(t *testing.T) {
	packages := list(t)
	c := checker{files: token.NewFileSet(), done: map[string]*types.Package{}}
	ours, special := 0, 0
	for _, p := range packages {
		for _, err := range c.check(p) {
			t.Error(err)
		}
		if !p.ours() {
			continue
		}
		ours++
		if slices.ContainsFunc(p.GoFiles, isForMacOS) || len(p.CgoFiles) > 0 {
			special++
			again := checker{files: token.NewFileSet(), done: maps.Clone(c.done), change: breakFile}
			if len(again.check(p)) == 0 {
				t.Errorf("%s: a wrong call in its code for macOS is not noticed", p.ImportPath)
			}
		}
	}
	if ours < 30 || special < 5 {
		t.Errorf("only %d packages of ours were found, %d of them with code for macOS", ours, special)
	}
}

func isForMacOS(name string) bool { return strings.HasSuffix(name, "_darwin.go") }

// breakFile adds a function with a wrong call to a file for macOS.
func breakFile(path string, content []byte) []byte {
	if !isForMacOS(path) {
		return content
	}
	return append(content, "\nfunc wrongCall() { wrongCall(1) }\n"...)
}
