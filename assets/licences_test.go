package assets_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"taskdrop/assets"
)

// TestEveryLinkedModuleHasItsLicence asks go what is linked on each system.
func TestEveryLinkedModuleHasItsLicence(t *testing.T) {
	shown := map[string]string{}
	for _, licence := range assets.Licences() {
		for _, module := range licence.Modules {
			shown[module] = licence.Text
		}
	}
	used := map[string]bool{"Go": true}
	for _, system := range []string{"linux", "windows", "darwin"} {
		list := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "taskdrop")
		list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		list.Stderr = os.Stderr
		printed, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, module := range strings.Fields(string(printed)) {
			used[module] = true
		}
	}
	if len(used) < 20 {
		t.Fatalf("only %d modules are linked", len(used))
	}
	var missing, spare []string
	for module := range used {
		if len(shown[module]) < 200 {
			missing = append(missing, module)
		}
	}
	for module := range shown {
		if !used[module] {
			spare = append(spare, module)
		}
	}
	slices.Sort(missing)
	slices.Sort(spare)
	if len(missing)+len(spare) > 0 {
		t.Errorf("licences.txt lacks %q and has %q too many; (cd packaging/dev && go run ./licences) writes it anew", missing, spare)
	}
}
