// Command licences writes the licences of all that is linked into TaskDrop, on any system, into assets/licences.txt,
// for the window to show.
//
//	cd packaging/dev && go run ./licences
//
// Run it after a change to go.mod; a test beside the file says when that was forgotten. Modules with the same text
// share it.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const head = `# The licences of what is linked into TaskDrop. Made by packaging/dev/licences, not by hand.
# "=== " names a module; those in a row share the text after them.
`

func main() {
	if err := run("../..", "../../assets/licences.txt"); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(root, file string) error {
	folders, err := linked(root)
	if err != nil {
		return err
	}
	byText := map[string][]string{}
	for module, folder := range folders {
		text, err := licenceIn(folder)
		if err != nil {
			return fmt.Errorf("%s: %w", module, err)
		}
		byText[text] = append(byText[text], module)
	}
	var blocks []string
	for text, modules := range byText {
		slices.Sort(modules)
		blocks = append(blocks, "=== "+strings.Join(modules, "\n=== ")+"\n"+text)
	}
	slices.Sort(blocks)
	return os.WriteFile(file, []byte(head+strings.Join(blocks, "")), 0o644)
}

// linked returns the folders of all modules of which a package is linked on some system, and Go's own.
func linked(root string) (map[string]string, error) {
	folders := map[string]string{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		list := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", ".")
		list.Dir, list.Stderr = root, os.Stderr
		list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		printed, err := list.Output()
		if err != nil {
			return nil, err
		}
		for lines := bufio.NewScanner(strings.NewReader(string(printed))); lines.Scan(); {
			if module, folder, found := strings.Cut(lines.Text(), "\t"); found {
				folders[module] = folder
			}
		}
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	folders["Go"] = strings.TrimSpace(string(goroot))
	return folders, nil
}

var licenceName = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|notice)([-._].*)?$`)

// licenceIn returns every licence in a module's folder and below: some modules carry other people's code or fonts. For
// Go it is the first alone.
func licenceIn(folder string) (string, error) {
	var texts []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path != folder && (slices.Contains([]string{"testdata", "cmd", "examples", "src", "test", "lib", "misc"}, entry.Name()) || strings.HasPrefix(entry.Name(), "_")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !licenceName.MatchString(entry.Name()) || strings.HasSuffix(entry.Name(), ".go") {
			return nil
		}
		content, err := os.ReadFile(path)
		if text := tidy(string(content)); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
		return err
	})
	if err == nil && len(texts) == 0 {
		err = errors.New("no licence in " + folder)
	}
	return strings.Join(texts, "\n"), err
}

// tidy removes invisible differences, and indents lines that look like the file's own marks.
func tidy(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = strings.TrimRight(line, " \t\n")
		if strings.HasPrefix(line, "=== ") {
			line = " " + line
		}
		b.WriteString(line + "\n")
	}
	return strings.Trim(b.String(), "\n") + "\n"
}
