package diskfull

import (
	"fmt"
	"io/fs"
	"os"
	"testing"
)

func TestOnlyAFullDiskIsOne(t *testing.T) {
	for _, full := range reasons {
		if !Is(&os.PathError{Op: "write", Path: "x", Err: full}) {
			t.Errorf("%v is none", full)
		}
	}
	for _, other := range []error{nil, fs.ErrPermission, fs.ErrNotExist, fmt.Errorf("encoding: year out of range")} {
		if Is(other) {
			t.Errorf("%v is one", other)
		}
	}
}
