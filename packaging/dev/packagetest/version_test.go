// Package packagetest holds what the packages say against what the program is: one version number everywhere, every
// flag in the manual and the completions, and a macOS bundle that is whole.
//
// The bundle's test needs tools for pictures: it runs with -tags packages, from packaging/dev/package-test.
package packagetest

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// project is the folder of the whole project.
const project = "../../.."

const appID = "io.github.taskdrop.TaskDrop"

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(project, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// find gives what the one group of a pattern matches in a file.
func find(t *testing.T, path, pattern string) string {
	t.Helper()
	match := regexp.MustCompile(pattern).FindStringSubmatch(read(t, path))
	if match == nil {
		t.Fatalf("%s has nothing like %s", path, pattern)
	}
	return match[1]
}

// version is what FyneApp.toml says, the one place of the number.
func version(t *testing.T) string {
	t.Helper()
	return find(t, "FyneApp.toml", `(?m)^Version = "(\d+\.\d+\.\d+)"$`)
}

func TestOneVersionEverywhere(t *testing.T) {
	want := version(t)
	for path, pattern := range map[string]string{
		"main.go":           `(?m)^\s*version\s*=\s*"([^"]+)"$`,
		".github/STATUS.md": `(?m)^Version (\d+\.\d+\.\d+)\.$`,
		"packaging/linux/" + appID + ".metainfo.xml": `<release version="([^"]+)"`,
	} {
		if got := find(t, path, pattern); got != want {
			t.Errorf("%s says version %s, FyneApp.toml %s", path, got, want)
		}
	}
}

func TestNoVersionIsSpelledOutElsewhere(t *testing.T) {
	want := version(t)
	templates := []string{
		"packaging/linux/nfpm.yaml", "packaging/linux/taskdrop.1",
		"packaging/windows/installer.nsi", "packaging/windows/installer-texts.nsh", "packaging/windows/installer.wxs", "packaging/windows/taskdrop.rc",
		"packaging/windows/taskdrop.exe.manifest", "packaging/macos/Info.plist", "packaging/macos/taskdrop.rb",
		"packaging/flatpak/" + appID + ".yml",
		"packaging/windows/winget/TaskDrop.TaskDrop.yaml", "packaging/windows/winget/TaskDrop.TaskDrop.installer.yaml",
		"packaging/windows/winget/TaskDrop.TaskDrop.locale.en-US.yaml",
	}
	for _, path := range templates {
		if strings.Contains(read(t, path), want) {
			t.Errorf("%s spells out version %s; packages fill it in from FyneApp.toml", path, want)
		}
	}
}

// options is where the program declares its flags.
const options = "service/startup/options.go"

// flags returns the names of the program's flags.
func flags(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, match := range regexp.MustCompile(`flags\.\w+Var\([^,]+, "([^"]+)"`).FindAllStringSubmatch(read(t, options), -1) {
		names = append(names, match[1])
	}
	if len(names) == 0 {
		t.Fatal(options + " declares no flags")
	}
	return names
}

func TestEveryFlagIsInTheManualsAndTheCompletions(t *testing.T) {
	for path, form := range map[string]string{
		".github/SCRIPTING.md":                      "| `-NAME",
		"packaging/linux/taskdrop.1":                `\-NAME`,
		"packaging/linux/completions/taskdrop.bash": "-NAME",
		"packaging/linux/completions/_taskdrop":     "'-NAME[",
		"packaging/linux/completions/taskdrop.fish": "-o NAME ",
	} {
		text := read(t, path)
		for _, name := range flags(t) {
			if !strings.Contains(text, strings.ReplaceAll(form, "NAME", name)) {
				t.Errorf("%s does not tell of -%s", path, name)
			}
		}
	}
}

func TestEveryPlaceNamesTheSameApplication(t *testing.T) {
	for path, pattern := range map[string]string{
		"FyneApp.toml":               `(?m)^ID = "([^"]+)"$`,
		"main.go":                    `appID = "([^"]+)"`,
		"packaging/macos/Info.plist": `<key>CFBundleIdentifier</key>\s*<string>([^<]+)</string>`,
		"packaging/windows/winget/TaskDrop.TaskDrop.installer.yaml": `ProductCode: (\S+)`,
		"packaging/windows/installer.nsi":                           `!define ID "([^"]+)"`,
		"packaging/linux/" + appID + ".desktop":                     `(?m)^Icon=(.+)$`,
	} {
		if got := find(t, path, pattern); got != appID {
			t.Errorf("%s names %q, want %q", path, got, appID)
		}
	}
}

// What a desktop needs to know the window again, and to hand over files.
func TestDesktopFileStartsTheProgramWithFiles(t *testing.T) {
	path := "packaging/linux/" + appID + ".desktop"
	if got := find(t, path, `(?m)^Exec=(.+)$`); got != "taskdrop %F" {
		t.Errorf("Exec is %q", got)
	}
	if got, want := find(t, path, `(?m)^StartupWMClass=(.+)$`), find(t, "FyneApp.toml", `(?m)^Name = "(.+)"$`); got != want {
		t.Errorf("StartupWMClass is %q, and the window's first title %q", got, want)
	}
}

// Where nothing else says what opens folders, whoever claims them first by name does: "show in folder" would then open
// TaskDrop again. Folders come by Send to.
func TestDesktopFileDoesNotClaimFolders(t *testing.T) {
	path := "packaging/linux/" + appID + ".desktop"
	if got := find(t, path, `(?m)^MimeType=(.+)$`); strings.Contains(got, "inode/") {
		t.Errorf("MimeType is %q", got)
	}
}

// The languages that the packages claim are those that are there.
func TestBundleClaimsTheLanguagesThereAre(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(project, "assets/translations/*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no translations: %v", err)
	}
	plist := read(t, "packaging/macos/Info.plist")
	for _, file := range files {
		language := strings.TrimSuffix(filepath.Base(file), ".json")
		if !strings.Contains(plist, "<string>"+language+"</string>") {
			t.Errorf("Info.plist does not claim %s", language)
		}
	}
}

func TestXMLIsWellFormed(t *testing.T) {
	for _, path := range []string{
		"packaging/windows/taskdrop.exe.manifest", "packaging/windows/installer.wxs", "packaging/linux/" + appID + ".metainfo.xml",
	} {
		var anything struct{}
		if err := xml.Unmarshal([]byte(read(t, path)), &anything); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestManifestAsksForLongPathsAndEachMonitorsScale(t *testing.T) {
	manifest := read(t, "packaging/windows/taskdrop.exe.manifest")
	for _, want := range []string{">true</longPathAware>", "PerMonitorV2", `level="asInvoker"`} {
		if !strings.Contains(manifest, want) {
			t.Errorf("the manifest lacks %s", want)
		}
	}
}

// A tag can be moved, a commit can't.
func TestWorkflowsPinEveryActionByCommit(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(project, ".github/workflows/*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	pinned := regexp.MustCompile(`^[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	uses := regexp.MustCompile(`(?m)uses:\s*(.+)$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range uses.FindAllStringSubmatch(string(text), -1) {
			if !pinned.MatchString(match[1]) && !strings.HasPrefix(match[1], "./") {
				t.Errorf("%s: %s is not pinned by commit and version", filepath.Base(file), match[1])
			}
		}
		if !strings.Contains(string(text), "\npermissions:\n  contents: read\n") {
			t.Errorf("%s does not start out with read permission alone", filepath.Base(file))
		}
	}
}

// TestLinksOfThePagesLeadSomewhere follows the links between the pages of the repository, to their headings too.
func TestLinksOfThePagesLeadSomewhere(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(project, ".github/*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, page := range append(pages, filepath.Join(project, "README.md")) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(match[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			content, err := os.ReadFile(target)
			if err != nil {
				t.Errorf("%s: the link to %s: %v", filepath.Base(page), match[1], err)
			} else if anchor != "" && !slices.Contains(anchors(string(content)), anchor) {
				t.Errorf("%s: %s has no heading #%s", filepath.Base(page), filepath.Base(target), anchor)
			}
		}
	}
}

// anchors returns the names that GitHub gives to a page's headings.
func anchors(page string) []string {
	var names []string
	for _, match := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(page, -1) {
		name := regexp.MustCompile(`[^\w\- ]`).ReplaceAllString(strings.ToLower(match[1]), "")
		names = append(names, strings.ReplaceAll(name, " ", "-"))
	}
	return names
}
