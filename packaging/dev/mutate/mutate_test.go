package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryCheckIsInTheCode finds each check of the list in the code, so that the weekly run does not fail for a line
// that was rewritten since.
func TestEveryCheckIsInTheCode(t *testing.T) {
	t.Chdir("..")
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	checks, err := parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if _, changed, err := c.apply(project); err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if !strings.Contains(changed, c.after) {
			t.Errorf("%s: what takes its place is not there", c.name)
		}
	}
}

// TestUnnoticedAndNoticed tries the tool on a module of its own, with a check that has a test and one that has none.
func TestUnnoticedAndNoticed(t *testing.T) {
	root := t.TempDir()
	for name, content := range map[string]string{
		"go.mod": "module example\n\ngo 1.26.0\n",
		"a.go":   "package example\n\nfunc small(n int) bool {\n\tif n > 9 {\n\t\treturn false\n\t}\n\tif n < -9 {\n\t\treturn false\n\t}\n\treturn true\n}\n",
		"a_test.go": "package example\n\nimport \"testing\"\n\n" +
			"func TestLargeIsNotSmall(t *testing.T) {\n\tif small(10) {\n\t\tt.Error(10)\n\t}\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	checks, err := parse("# words\n== upper\nin: .\ntests: ./...\n-\tif n > 9 {\n+\tif false {\n\n== lower\nin: .\ntests: ./...\n-\tif n < -9 {\n+\tif false {\n" +
		"\n== wrong\nin: .\ntests: ./...\n-\tif n > 9 {\n+\tif nothing {\n\n== gone\nin: .\ntests: ./...\n-\tif n > 10 {\n")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		noticed bool
		said    string
		failed  string
	}{{true, " by TestLargeIsNotSmall", ""}, {false, "", ""}, {false, "", "does not compile"}, {false, "", "found 0 times"}} {
		noticed, said, err := checks[i].try(root, t.TempDir())
		if (err != nil) != (want.failed != "") || err != nil && !strings.Contains(err.Error(), want.failed) {
			t.Errorf("%s: %v", checks[i].name, err)
		}
		if noticed != want.noticed || said != want.said {
			t.Errorf("%s: %v%q, want %v%q", checks[i].name, noticed, said, want.noticed, want.said)
		}
	}
	if output, err := exec.Command("go", "-C", root, "test", "./...").CombinedOutput(); err != nil {
		t.Errorf("the code itself was changed: %v\n%s", err, output)
	}
}

func TestListsThatAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":        "# nothing\n",
		"no heading":     "in: auth\n",
		"no code":        "== a\nin: auth\ntests: ./auth\n",
		"no tests":       "== a\nin: auth\n-x\n",
		"the same twice": "== a\nin: auth\ntests: ./auth\n-x\n== a\nin: auth\ntests: ./auth\n-y\n",
		"two places":     "== a\nin: auth\ntests: ./auth\n-x\n+y\n-z\n",
		"stray text":     "== a\nin: auth\ntests: ./auth\nx\n",
	} {
		if checks, err := parse(text); err == nil {
			t.Errorf("%s is taken for %v", name, checks)
		}
	}
}
