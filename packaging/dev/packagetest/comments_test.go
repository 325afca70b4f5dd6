package packagetest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

const widest = 120

// heldInProse matches a comment that asks its caller to hold a lock. The method's name says it instead: it ends in
// Locked.
var heldInProse = regexp.MustCompile(`\b(with|holds?|holding) (\w+\.)?(mu|mutex)\b|\b(mu|mutex|lock) (is |must be )?held\b`)

// TestCommentsKeepTheRules holds comments to their width, and keeps locks out of them.
func TestCommentsKeepTheRules(t *testing.T) {
	read := 0
	err := filepath.WalkDir(project, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		name, err := filepath.Rel(project, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read++
		for _, wrong := range wrongComments(t, name, string(content)) {
			t.Error(wrong)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 20 {
		t.Errorf("only %d files were read", read)
	}
}

func TestWrongCommentsAreFound(t *testing.T) {
	long := strings.Repeat("é", widest-3)
	for comment, want := range map[string]int{
		"// " + long:       0,
		"// " + long + "x": 1,
		"// show draws the row. It is called with " + "mu held.": 1,
		"// The caller holds s.mu.":                              1,
		"// The lock must be held.":                              1,
		"// hold marks an item as held, and lock takes a file.":  0,
	} {
		if got := wrongComments(t, "a.go", "package a\n\n"+comment+"\nvar a int\n"); len(got) != want {
			t.Errorf("%q: %q", comment, got)
		}
	}
}

// wrongComments returns a sentence for each line of a comment that breaks a rule.
func wrongComments(t *testing.T, name, source string) (wrong []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(source, "\n")
	for _, group := range file.Comments {
		for _, comment := range group.List {
			from, to := files.Position(comment.Pos()), files.Position(comment.End())
			for number := from.Line; number <= to.Line; number++ {
				line := strings.TrimSpace(lines[number-1])
				// A line of code may be longer, with what is said behind it.
				if strings.HasPrefix(line, "//") && utf8.RuneCountInString(lines[number-1]) > widest {
					wrong = append(wrong, files.Position(comment.Pos()).String()+": the comment ends after column 120")
				}
			}
			if heldInProse.MatchString(comment.Text) {
				wrong = append(wrong, from.String()+": a comment asks for a lock; let the method's name end in Locked")
			}
		}
	}
	return wrong
}
