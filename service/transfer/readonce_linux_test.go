package transfer_test

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"taskdrop/service/simulator"
)

// TestAFileIsReadOnce counts by what the system says that this process has read. The wire is in memory, and the journal
// is only written.
func TestAFileIsReadOnce(t *testing.T) {
	for name, size := range map[string]int{"inline": 300_000, "by session": 10_000_000} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{})
				path := w.file(name, size)
				before := bytesRead(t)
				w.add(path)
				w.settle()
				read := bytesRead(t) - before
				w.attachedOnce(path)
				if most := size + 64<<10; read < size || read > most {
					t.Errorf("%d bytes were read for a file of %d", read, size)
				}
			})
		})
	}
}

// bytesRead is how many bytes this process has read of files and all else.
func bytesRead(t *testing.T) int {
	t.Helper()
	file, err := os.Open("/proc/self/io")
	if err != nil {
		t.Skip(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if count, ok := strings.CutPrefix(lines.Text(), "rchar: "); ok {
			n, err := strconv.Atoi(count)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Skip("the system does not count")
	return 0
}
