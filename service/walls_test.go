package service_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// listed is what `go list` says of a package.
type listed struct {
	ImportPath string
	// Imports are the direct ones, Deps the indirect ones too.
	Imports, Deps []string
	Error         *struct{ Err string }
}

// wall forbids imports to the packages in a folder and below.
type wall struct {
	name    string
	applies func(importPath string) bool
	// direct and reached forbid packages, and those below them, as an import and as an indirect one.
	direct, reached []string
	why             string
}

var walls = []wall{{
	name:    "the window does no requests",
	applies: below("taskdrop/ui"),
	direct:  []string{"net/http", "taskdrop/service/graph", "taskdrop/service/transfer"},
	reached: []string{"taskdrop/service/simulator"},
	why:     "ui draws what service says; the wire and the engine stay behind service",
}, {
	name: "only main starts the toolkit, through its front",
	applies: func(path string) bool {
		return path != "taskdrop" && path != "taskdrop/ui/front" && path != "taskdrop/packaging/gallery"
	},
	reached: []string{"fyne.io/fyne/v2/app"},
	why:     "everything else then compiles and tests without a display; the gallery is a program too, for pictures",
}, {
	name:    "below the window there is no window",
	applies: below("taskdrop/auth", "taskdrop/service"),
	reached: []string{"fyne.io", "taskdrop/ui", "taskdrop/assets"},
	why:     "auth and service build with CGO_ENABLED=0 for every system",
}, {
	name:    "sign-in knows of no service",
	applies: below("taskdrop/auth"),
	reached: []string{"taskdrop/service/graph", "taskdrop/service/transfer", "taskdrop/service/simulator"},
	why:     "service imports auth, never the other way",
}, {
	name: "the stand-in is for main and tests",
	applies: func(path string) bool {
		return path != "taskdrop" && !below("taskdrop/service/simulator")(path)
	},
	direct: []string{"taskdrop/service/simulator"},
	why:    "what a person's account meets must not hold a server that imitates it",
}, {
	name:    "the stand-in shares nothing with the client",
	applies: below("taskdrop/service/simulator"),
	reached: []string{"taskdrop/auth", "taskdrop/service/graph", "taskdrop/service/transfer"},
	why:     "a stand-in that shared the client's code would share its mistakes",
}, {
	name:    "the fronts are main's",
	applies: func(path string) bool { return path != "taskdrop" },
	direct:  []string{"taskdrop/ui/front", "taskdrop/service/terminal"},
	why:     "a front is chosen once: a window, or a terminal",
}, {
	name:    "nothing imports main",
	applies: func(string) bool { return true },
	direct:  []string{"taskdrop"},
	why:     "imports run one way: main, ui, service",
}}

// TestImportWalls keeps the house's import walls, through indirect imports too.
func TestImportWalls(t *testing.T) {
	packages := listPackages(t)
	for _, wall := range walls {
		t.Run(wall.name, func(t *testing.T) {
			for _, p := range packages {
				if !wall.applies(p.ImportPath) {
					continue
				}
				for _, found := range slices.Concat(crossed(p.Imports, wall.direct), crossed(p.Deps, wall.reached)) {
					t.Errorf("%s must not import %s: %s", p.ImportPath, found, wall.why)
				}
			}
		})
	}
}

// crossed returns those of imports that a wall forbids. "taskdrop" itself forbids main alone, not all that is below
// it.
func crossed(imports, forbidden []string) []string {
	var found []string
	for _, path := range imports {
		for _, f := range forbidden {
			if path == f || (f != "taskdrop" && below(f)(path)) {
				found = append(found, path)
			}
		}
	}
	return found
}

func below(folders ...string) func(importPath string) bool {
	return func(path string) bool {
		for _, folder := range folders {
			if path == folder || strings.HasPrefix(path, folder+"/") {
				return true
			}
		}
		return false
	}
}

// listPackages asks go for every package of the program, as it is built for this system.
func listPackages(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-e", "-tags", "migrated_fynedo", "-json=ImportPath,Imports,Deps,Error", "taskdrop/...")
	command.Dir = ".."
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list printed what is not JSON: %v", err)
		}
		if p.Error != nil {
			t.Fatalf("go list: %s: %s", p.ImportPath, p.Error.Err)
		}
		packages = append(packages, p)
	}
	if len(packages) < 5 {
		t.Fatalf("go list found only %d packages", len(packages))
	}
	return packages
}
