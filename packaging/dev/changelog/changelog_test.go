package main

import (
	"os"
	"strings"
	"testing"
)

// ours reads the project's own changelog, from the folder in which the command runs.
func ours(t *testing.T) []release {
	t.Helper()
	t.Chdir("..")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	releases, err := parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return releases
}

func TestMetainfoIsMadeFromTheChangelog(t *testing.T) {
	releases := ours(t)
	file, err := os.ReadFile(metainfo)
	if err != nil {
		t.Fatal(err)
	}
	want, err := replaceReleases(string(file), releases)
	if err != nil {
		t.Fatal(err)
	}
	if string(file) != want {
		t.Errorf("%s differs from %s: run `cd packaging/dev && go run ./changelog`", metainfo, source)
	}
}

const example = `# Changes

## [Unreleased]

### Added

- Something that nobody has yet.

## [1.2.0] - 2026-03-01

A *short* word, with a
second line.

### Added

- **Bold** things & [links](https://example.com), which go on for so long that a line of the Debian changelog cannot hold
  them <all>.
- Another.

### Fixed

- One ` + "`-flag`" + `.

## [1.1.0] - 2026-02-01

### Removed

- All.
`

func TestForms(t *testing.T) {
	releases, err := parse(example)
	if err != nil {
		t.Fatal(err)
	}
	wantAppStream := `    <release version="1.2.0" date="2026-03-01" type="stable">
      <description>
        <p>A short word, with a second line.</p>
        <p>Added:</p>
        <ul>
          <li>Bold things &amp; links, which go on for so long that a line of the Debian changelog cannot hold them &lt;all&gt;.</li>
          <li>Another.</li>
        </ul>
        <p>Fixed:</p>
        <ul>
          <li>One -flag.</li>
        </ul>
      </description>
    </release>
    <release version="1.1.0" date="2026-02-01" type="stable">
      <description>
        <p>Removed:</p>
        <ul>
          <li>All.</li>
        </ul>
      </description>
    </release>
`
	if got := appStream(releases); got != wantAppStream {
		t.Errorf("AppStream:\n%s\nwant:\n%s", got, wantAppStream)
	}
	wantDebian := `taskdrop (1.2.0-1) unstable; urgency=medium

  * A short word, with a second line.
  * Added: Bold things & links, which go on for so long that a line of the
    Debian changelog cannot hold them <all>.
  * Added: Another.
  * Fixed: One -flag.

 -- TaskDrop contributors <taskdrop@users.noreply.github.com>  Sun, 01 Mar 2026 12:00:00 +0000

taskdrop (1.1.0-1) unstable; urgency=medium

  * Removed: All.

 -- TaskDrop contributors <taskdrop@users.noreply.github.com>  Sun, 01 Feb 2026 12:00:00 +0000
`
	if got := debian(releases); got != wantDebian {
		t.Errorf("Debian:\n%s\nwant:\n%s", got, wantDebian)
	}
	if got := releases[1].markdown; got != "### Removed\n\n- All.\n" {
		t.Errorf("the notes of 1.1.0 are %q", got)
	}
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no release":          "# Changes\n\n## [Unreleased]\n",
		"a heading of others": "## 1.0.0\n",
		"a day that is none":  "## [1.0.0] - 2026-02-30\n",
		"an unknown section":  "## [1.0.0] - 2026-02-01\n\n### Improved\n",
		"loose text":          "## [1.0.0] - 2026-02-01\n\n### Added\n\nText\n",
		"a wrong order":       "## [1.0.0] - 2026-02-01\n\n## [1.1.0] - 2026-03-01\n",
		"unreleased below":    "## [1.0.0] - 2026-02-01\n\n## [Unreleased]\n",
	} {
		if releases, err := parse(text); err == nil {
			t.Errorf("%s is taken for %v", name, releases)
		}
	}
	if _, err := replaceReleases("<component/>", nil); err == nil || !strings.Contains(err.Error(), "<releases>") {
		t.Errorf("a metainfo file without releases: %v", err)
	}
}
