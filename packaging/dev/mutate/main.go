// Command mutate takes the checks that auth/THREATS.md names out of the code, one by one, and says which of them no
// test misses.
//
//	cd packaging/dev && go run ./mutate [NAME ...]     all checks, or those whose name holds one of NAMEs
//
// checks.txt is the list. The code stays as it is: each change goes into the tests' build alone (go test -overlay).
// The exit status is 1 if a check can be taken out unnoticed. A weekly workflow runs it, as it takes a while.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// project is the program's folder, from packaging/dev.
const project = "../.."

const list = "mutate/checks.txt"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run(names []string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	checks, err := parse(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", list, err)
	}
	folder, err := os.MkdirTemp("", "taskdrop-mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	var unnoticed, broken []string
	tried := 0
	for _, c := range checks {
		if len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(c.name, name) }) {
			continue
		}
		tried++
		began := time.Now()
		noticed, said, err := c.try(project, folder)
		word := "noticed"
		switch {
		case err != nil:
			word, said = "BROKEN", ": "+err.Error()
			broken = append(broken, c.name)
		case !noticed:
			word = "NOT NOTICED"
			unnoticed = append(unnoticed, c.name)
		}
		fmt.Printf("%-12s %s (%.0f s)%s\n", word, c.name, time.Since(began).Seconds(), said)
	}
	fmt.Printf("%d checks taken out, %d unnoticed, %d that could not be tried\n", tried-len(broken), len(unnoticed), len(broken))
	if tried == 0 {
		return errors.New("no check has such a name")
	}
	if len(unnoticed) > 0 {
		return fmt.Errorf("no test misses: %s", strings.Join(unnoticed, "; "))
	}
	if len(broken) > 0 {
		return fmt.Errorf("could not be tried: %s", strings.Join(broken, "; "))
	}
	return nil
}

// try takes a check out and runs its tests. said names the first test that failed.
func (c check) try(root, folder string) (noticed bool, said string, err error) {
	path, changed, err := c.apply(root)
	if err != nil {
		return false, "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return false, "", err
	}
	replacement, overlay := filepath.Join(folder, filepath.Base(path)), filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(replacement, []byte(changed), 0o600); err != nil {
		return false, "", err
	}
	content, err := json.Marshal(map[string]map[string]string{"Replace": {path: replacement}})
	if err != nil {
		return false, "", err
	}
	if err := os.WriteFile(overlay, content, 0o600); err != nil {
		return false, "", err
	}
	flags := []string{"-tags", "migrated_fynedo", "-overlay", overlay}
	// What does not compile would fail every test, and show nothing.
	build := exec.Command("go", append(append([]string{"build", "-o", os.DevNull}, flags...), c.tests...)...)
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return false, "", fmt.Errorf("without it the code does not compile:\n%s", output)
	}
	test := exec.Command("go", append(append([]string{"test", "-count=1", "-failfast", "-timeout", "4m"}, flags...), c.tests...)...)
	test.Dir = root
	output, err := test.CombinedOutput()
	if err == nil {
		return false, "", nil
	}
	if strings.Contains(string(output), "panic: test timed out") {
		return true, " by a test that waits for ever", nil
	}
	for line := range strings.Lines(string(output)) {
		if name, found := strings.CutPrefix(strings.TrimSpace(line), "--- FAIL: "); found {
			name, _, _ = strings.Cut(name, " ")
			return true, " by " + name, nil
		}
	}
	return false, "", fmt.Errorf("the tests ended without a test that failed:\n%s", output)
}

// apply returns the file that holds the check, and its text without the check. The check must be there exactly once.
func (c check) apply(root string) (path, changed string, err error) {
	var found []string
	for _, folder := range c.in {
		err := filepath.WalkDir(filepath.Join(root, folder), func(at string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(at, ".go") || strings.HasSuffix(at, "_test.go") {
				return err
			}
			content, err := os.ReadFile(at)
			if err != nil {
				return err
			}
			for range strings.Count(string(content), c.before) {
				found = append(found, at)
				path, changed = at, strings.Replace(string(content), c.before, c.after, 1)
			}
			return nil
		})
		if err != nil {
			return "", "", err
		}
	}
	if len(found) != 1 {
		return "", "", fmt.Errorf("it is found %d times, want once: %v\n%s", len(found), found, c.before)
	}
	return path, changed, nil
}
