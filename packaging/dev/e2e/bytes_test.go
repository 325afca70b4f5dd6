//go:build linux

package e2e

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestPathsAreBytes: files whose names are no text, or hold a line end, are attached by a first start and by a second
// one. Each line of output names its file byte for byte, apart from the escapes of a tab and a line end.
func TestPathsAreBytes(t *testing.T) {
	server := startStandIn(t)
	d := newDesktop(t)
	folder := t.TempDir()
	var sums []string
	files := func(prefix string) (paths []string) {
		for i, name := range []string{"gro\xdf.txt", "cut \xe2\x82", "two\nlines\tand a tab.txt", `AC\DC report.pdf`} {
			path := write(t, folder, prefix+name, int64(1000+i))
			paths, sums = append(paths, path), append(sums, sum(t, path))
		}
		return paths
	}
	check := func(p *process, paths []string) {
		t.Helper()
		reported := outcomes(t, p)
		for _, path := range paths {
			if got := reported[strings.NewReplacer("\t", `\t`, "\n", `\n`).Replace(path)]; got.verdict != "attached" {
				t.Errorf("%q is reported as %+v, want attached:\n%q", path, got, p.output)
			}
		}
	}

	order := []string{"-list", sampleList, "-task", sampleTask, "-attach", "-quit"}
	given := files("first ")
	p := d.taskdrop(t, accepts, server.flags(append(order, given...)...)...)
	if status := p.wait(t, jobTime); status != 0 {
		t.Errorf("status %d:\n%s", status, p.logTail())
	}
	check(p, given)

	d.taskdrop(t, accepts, server.flags("-list", sampleList, "-task", sampleTask)...)
	d.findWindow(t, "^TaskDrop")
	given = files("second ")
	p = d.taskdrop(t, accepts, server.flags(append(order, given...)...)...)
	if status := p.wait(t, jobTime); status != 0 {
		t.Errorf("status %d of the second start:\n%s", status, p.logTail())
	}
	check(p, given)

	for _, a := range server.attachments(t, sampleTask) {
		if at := slices.Index(sums, a.SHA256); at >= 0 {
			sums = slices.Delete(sums, at, at+1)
		}
		if !utf8.ValidString(a.Name) || strings.ContainsAny(a.Name, "\n\t") {
			t.Errorf("attached under the name %q", a.Name)
		}
	}
	if len(sums) > 0 {
		t.Errorf("%d files are not on the task", len(sums))
	}
}
