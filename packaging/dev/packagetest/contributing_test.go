package packagetest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContributingNamesWhatIsThere looks up every file, folder and function that CONTRIBUTING.md names.
func TestContributingNamesWhatIsThere(t *testing.T) {
	page := read(t, ".github/CONTRIBUTING.md")
	code := goSources(t)
	named := regexp.MustCompile("`([^`\n]+)`")
	isPath := regexp.MustCompile(`^(\.github|assets|auth|packaging|service|ui)/[\w./-]*$`)
	isName := regexp.MustCompile(`^([A-Za-z]+)\.([A-Za-z]\w*)$`)
	paths, names := 0, 0
	for _, match := range named.FindAllStringSubmatch(page, -1) {
		token := match[1]
		if isPath.MatchString(token) {
			paths++
			if _, err := os.Stat(filepath.Join(project, token)); err != nil {
				t.Errorf("%s is not there", token)
			}
			continue
		}
		if parts := isName.FindStringSubmatch(token); parts != nil && !isFile(token) {
			names++
			if !declared(code, parts[1], parts[2]) {
				t.Errorf("nothing declares %s", token)
			}
		}
	}
	if paths < 20 || names < 10 {
		t.Errorf("only %d paths and %d names were found", paths, names)
	}
}

// isFile reports whether a name with a dot is a file's, such as main.go.
func isFile(name string) bool {
	switch filepath.Ext(name) {
	case ".go", ".md", ".yml", ".toml", ".json", ".txt":
		return true
	}
	return false
}

// goSources returns the code of each folder of the program, tests left out, by the last part of the folder's name.
func goSources(t *testing.T) map[string]string {
	t.Helper()
	code := map[string]string{}
	for _, root := range []string{"auth", "service", "ui"} {
		err := filepath.WalkDir(filepath.Join(project, root), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			content, err := os.ReadFile(path)
			code[filepath.Base(filepath.Dir(path))] += string(content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return code
}

// declared reports whether a package declares a function or type of this name, or a type has a method or field of it.
func declared(code map[string]string, owner, name string) bool {
	if source, is := code[owner]; is && regexp.MustCompile(`(?m)^(func|type) `+name+`\b`).MatchString(source) {
		return true
	}
	method := regexp.MustCompile(`(?m)^func \(\w+ \*?` + owner + `\) ` + name + `\(`)
	for _, source := range code {
		if method.MatchString(source) {
			return true
		}
	}
	return false
}
