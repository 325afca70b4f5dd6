package startup

import (
	"os"
	"path/filepath"
	"testing"
)

// TestACrashIsToldOfOnce: its trace is put aside at the next start, and an empty one is no crash.
func TestACrashIsToldOfOnce(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "crash.log")
	if got := crashOfLastRun(name); got != "" {
		t.Errorf("without a file: %q", got)
	}
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := crashOfLastRun(name); got != "" {
		t.Errorf("with an empty file: %q", got)
	}
	const trace = "panic: nil map"
	if err := os.WriteFile(name, []byte(trace), 0o600); err != nil {
		t.Fatal(err)
	}
	aside := crashOfLastRun(name)
	if content, err := os.ReadFile(aside); err != nil || string(content) != trace {
		t.Errorf("put aside as %q: %q, %v", aside, content, err)
	}
	if got := crashOfLastRun(name); got != "" {
		t.Errorf("told again: %q", got)
	}
}
