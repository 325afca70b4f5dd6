package bounded

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func TestNeverMoreThanAllowed(t *testing.T) {
	for size, fits := range map[int]bool{0: true, 1: true, 9: true, 10: true, 11: false, 5000: false} {
		text := strings.Repeat("x", size)
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		fromFile, fileErr := ReadFile(path, 10)
		data, err := ReadAll(iotest.OneByteReader(strings.NewReader(text)), 10)
		whole, wholeErr := ReadAll(strings.NewReader(text), 10)
		for _, got := range []struct {
			data []byte
			err  error
		}{{fromFile, fileErr}, {data, err}, {whole, wholeErr}} {
			if fits && (got.err != nil || string(got.data) != text) || !fits && (!errors.Is(got.err, ErrTooMuch) || got.data != nil) {
				t.Errorf("%d bytes: %q, %v", size, got.data, got.err)
			}
		}
	}
}
