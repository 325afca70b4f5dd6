//go:build linux

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// startCertifiedProvider runs the OpenID provider that package auth is tested with, and returns its root.
func startCertifiedProvider(t *testing.T) string {
	t.Helper()
	const source = "../../../auth/testdata/openid"
	folder := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "server.mjs"} {
		content, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline")
	install.Dir = folder
	if said, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, said)
	}
	p := start(t, "provider", os.Environ(), "node", filepath.Join(folder, "server.mjs"))
	eventually(t, waitLimit, "the provider did not start", func() bool { return strings.Contains(p.output.String(), "listening on ") })
	_, root, _ := strings.Cut(strings.TrimSpace(p.output.String()), "listening on ")
	return root
}

// TestSignInAtAnotherProvider signs in at a certified provider, on its own pages in a real browser.
func TestSignInAtAnotherProvider(t *testing.T) {
	root := startCertifiedProvider(t)
	d := newDesktop(t)
	file := write(t, t.TempDir(), "a.txt", 1)
	p := d.taskdrop(t, fillsIn, "-login", root, "-graph", root, "-client-id", "taskdrop", "-list", "x", "-task", "y", "-attach", file)
	page := artifact(t, "landing-page.txt")
	eventually(t, jobTime, "no landing page came", func() bool {
		words, err := os.ReadFile(page)
		return err == nil && strings.Contains(string(words), "You are signed in, Ada of Elsewhere")
	})
	eventually(t, jobTime, "the program does not know who signed in", func() bool {
		log, err := os.ReadFile(p.log)
		return err == nil && strings.Contains(string(log), "account=ada."+root)
	})
	d.keep(t, "signed in")
}

// TestAnotherAccountInTheBrowser signs in as somebody else: files for one account go to no other.
func TestAnotherAccountInTheBrowser(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	file := write(t, t.TempDir(), "for-mia.txt", 10)
	const other = "m.berger@contoso.example"
	env := d.env("TASKDROP_BROWSER="+accepts, "TASKDROP_BROWSER_ACCOUNT="+other,
		"TASKDROP_BROWSER_PICTURES="+filepath.Dir(artifact(t, "taskdrop.log")))
	args := server.flags("-state", d.state(), "-account", person, "-list", sampleList, "-task", sampleTask, "-attach", "-quit", file)
	p := start(t, "taskdrop", env, filepath.Join(built, "taskdrop"), args...)
	if status := p.wait(t, jobTime); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	wantFailed(t, outcomes(t, p), file, other, "not as "+person)
	for _, a := range server.attachments(t, sampleTask) {
		if a.Name == filepath.Base(file) {
			t.Errorf("attached to a task of %s", a.Account)
		}
	}
}
