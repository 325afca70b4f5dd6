package auth

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every threat names tests that are there, and no line goes without one.
func TestThreatsNameTestsThatExist(t *testing.T) {
	document, err := os.ReadFile("THREATS.md")
	if err != nil {
		t.Fatal(err)
	}
	there := testsOfTheHouse(t)
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`")
	threats := 0
	for line := range strings.Lines(string(document)) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| Threat |") {
			continue
		}
		threats++
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		names := named.FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(names) == 0 {
			t.Errorf("no test shows that this is stopped: %s", cells[0])
		}
		for _, name := range names {
			if !there[name[1]] {
				t.Errorf("%s is gone, which showed that this is stopped: %s", name[1], cells[0])
			}
		}
	}
	if threats < 30 {
		t.Errorf("only %d threats were read", threats)
	}
}

// testsOfTheHouse are the names of all tests and fuzz targets, whatever their build tags.
func testsOfTheHouse(t *testing.T) map[string]bool {
	t.Helper()
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z]+)\(`)
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, match := range function.FindAllSubmatch(source, -1) {
			names[string(bytes.Clone(match[1]))] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
