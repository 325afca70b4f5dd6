package service_test

import (
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rulePlace is a place that defines codes, and which ones: by their letter, and for C by their number too.
type rulePlace struct {
	path    string // a file, or a folder whose package documentation counts
	defines func(code string) bool
}

var rulePlaces = []rulePlace{
	{"service/graph/FACTS.md", func(code string) bool {
		return strings.ContainsRune("LKF", rune(code[0])) || code[0] == 'C' && !signInRule(code)
	}},
	{"auth/FACTS.md", func(code string) bool { return code[0] == 'S' || signInRule(code) }},
	{"service/simulator", func(code string) bool { return code[0] == 'E' }},
	{"service/transfer", func(code string) bool { return code[0] == 'R' || code[0] == 'T' }},
}

// signInRule reports whether a code is one of C1 to C12.
func signInRule(code string) bool {
	var number int
	n, _ := fmt.Sscanf(code, "C%d", &number)
	return n == 1 && number <= 12
}

var (
	// citedCode is a code in a comment. F1 to F12 are keys of the keyboard, so that facts begin at F20. A code is
	// preceded by nothing that makes it a part of something else, as in %C3, E2E or issue/C3.
	citedCode = regexp.MustCompile(`(^|[^\w%/.$&#-])([CLKSERT][1-9]\d?|F[2-9]\d)\b`)
	// definedCode is a code at the start of a table's row or of a list's item.
	definedCode = regexp.MustCompile(`^\s*(?:\|\s*|- )([CLKSERT][1-9]\d?|F[2-9]\d)\s*[|:]`)
	// notKept is what a definition says if no code keeps it. The reason follows.
	notKept = regexp.MustCompile(`(?i)\bnot kept by code\b[^:|]*: \S+`)
	// oldCitation names a text that is not in the repository, by a number.
	oldCitation = regexp.MustCompile(`(?i)\bfacts? \d+(\.\d+)?\b|\bgraph-facts\b|\b(design|engine) rules? \d|\bdesign section \d|\bdesign\.md\b|\btable \d+\.\d|\(rule \d\)|\brule \d allows\b`)
)

// TestCitations holds citations and rules together: a code that a comment cites is defined where newcomers can read
// it, and a code that is defined is cited by the program's code or says why not.
func TestCitations(t *testing.T) {
	const root = ".."
	defined, texts := map[string]string{}, map[string]string{}
	for _, place := range rulePlaces {
		for _, definition := range definitions(t, filepath.Join(root, place.path)) {
			code := definition.code
			switch {
			case !place.defines(code):
				t.Errorf("%s defines %s, which belongs elsewhere", place.path, code)
			case defined[code] != "":
				t.Errorf("%s defines %s, and %s does so too", place.path, code, defined[code])
			}
			defined[code], texts[code] = place.path, definition.text
		}
	}
	if len(defined) < 100 {
		t.Fatalf("only %d codes are defined: %v", len(defined), slices.Sorted(maps.Keys(defined)))
	}

	kept := map[string]bool{}
	for _, comment := range comments(t, root) {
		if old := oldCitation.FindString(comment.text); old != "" {
			t.Errorf("%s cites %q, which is not in the repository", comment.where, old)
		}
		for _, code := range cited(comment.text) {
			if defined[code] == "" {
				t.Errorf("%s cites %s, which nothing defines", comment.where, code)
			}
			kept[code] = kept[code] || comment.keeps
		}
	}
	for code, place := range defined {
		marked := notKept.MatchString(texts[code])
		switch {
		case kept[code] && marked:
			t.Errorf("%s says that no code keeps %s, and code cites it", place, code)
		case !kept[code] && !marked:
			t.Errorf("%s defines %s, which no code cites: cite it, or write \"Not kept by code: \" and why", place, code)
		}
	}
}

// TestCitedCodes: what looks like a code and is none is left alone.
func TestCitedCodes(t *testing.T) {
	for text, want := range map[string][]string{
		"sends no $select (C13, L15).":               {"C13", "L15"},
		"E1 to E46, and the rows T1-T9 of the table": {"E1", "E46", "T1"},
		"C24: looks first":                           {"C24"},
		"F1 and F5 are keys, F20 is a fact":          {"F20"},
		"an E2E test of X11 at 2026-01-01T00:00:00":  nil,
		"file:///a%20%C3%A4 and C3PO, see #E1, R128": nil,
	} {
		if got := cited(text); !slices.Equal(got, want) {
			t.Errorf("cited(%q) = %v, want %v", text, got, want)
		}
	}
	for _, old := range []string{"(facts 1.8)", "graph-facts 5", "(design rule 3)", "(engine rule 6)", "design section 2", "table 4.6", "(rule 7)"} {
		if !oldCitation.MatchString(old) {
			t.Errorf("%q passes", old)
		}
	}
}

func cited(text string) []string {
	var codes []string
	for _, match := range citedCode.FindAllStringSubmatch(text, -1) {
		codes = append(codes, match[2])
	}
	return codes
}

// definition is a code with the text that explains it.
type definition struct{ code, text string }

// definitions reads the definitions of a file, or of the package documentation of a folder.
func definitions(t *testing.T, path string) []definition {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	if info.IsDir() {
		text = packageDocumentation(t, path)
	} else {
		text = readText(t, path)
	}
	var found []definition
	open := false // whether the line belongs to the definition before it
	for _, line := range strings.Split(text, "\n") {
		match := definedCode.FindStringSubmatch(line)
		switch {
		case match != nil:
			found, open = append(found, definition{match[1], line}), true
		case strings.TrimSpace(line) == "":
			open = false
		case open:
			found[len(found)-1].text += " " + strings.TrimSpace(line)
		}
	}
	return found
}

func packageDocumentation(t *testing.T, folder string) string {
	t.Helper()
	var texts []string
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, parsed.Doc.Text())
	}
	return strings.Join(texts, "\n\n")
}

// comment is text in which codes may be cited.
type comment struct {
	where, text string
	// keeps is true for the program's code: neither a test, nor a text, nor a package documentation that defines
	// codes.
	keeps bool
}

// comments are all comments of the repository's Go files and scripts, and all lines of its texts.
func comments(t *testing.T, root string) []comment {
	t.Helper()
	var found []comment
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if name == ".git" || name == ".flatpak-builder" || name == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		switch filepath.Ext(name) {
		case ".go":
			found = append(found, goComments(t, path)...)
		case ".md", ".sh":
			for i, line := range strings.Split(readText(t, path), "\n") {
				if filepath.Ext(name) == ".sh" && !strings.HasPrefix(strings.TrimSpace(line), "#") {
					continue
				}
				found = append(found, comment{where: fmt.Sprintf("%s:%d", path, i+1), text: line})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// goComments are the comments of a Go file: codes in strings and identifiers are none.
func goComments(t *testing.T, path string) []comment {
	t.Helper()
	source := []byte(readText(t, path))
	files := token.NewFileSet()
	file := files.AddFile(path, -1, len(source))
	var scan scanner.Scanner
	scan.Init(file, source, nil, scanner.ScanComments)
	var found []comment
	// The documentation of a package that defines codes speaks of them and keeps none.
	documentation := slices.ContainsFunc(rulePlaces, func(place rulePlace) bool {
		return filepath.Dir(path) == filepath.Join("..", place.path)
	})
	for {
		position, kind, text := scan.Scan()
		switch kind {
		case token.EOF:
			return found
		case token.PACKAGE:
			documentation = false
		case token.COMMENT:
			found = append(found, comment{
				where: files.Position(position).String(), text: strings.TrimLeft(text, "/*"),
				keeps: !strings.HasSuffix(path, "_test.go") && !documentation,
			})
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
