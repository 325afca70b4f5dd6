package transfer_test

import (
	"encoding/base64"
	"testing"
	"testing/synctest"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

func base64URL(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// TestEverySizeArrivesByteForByte walks the sizes at which the way to send changes.
func TestEverySizeArrivesByteForByte(t *testing.T) {
	sizes := map[string]int{
		"zero.txt": 0, "one.txt": 1, "cutoff.bin": graph.FirstCutoff, "above.bin": graph.FirstCutoff + 1,
		"range.bin": transfer.RangeSize, "range+1.bin": transfer.RangeSize + 1, "two ranges.bin": 2 * transfer.RangeSize,
		"größe #1 %20.bin": 9_999_999, "largest.bin": transfer.MaxFileSize,
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{})
		var paths []string
		for name, size := range sizes {
			paths = append(paths, w.file(name, size))
		}
		ids := w.add(paths...)
		w.settle()
		for _, id := range ids {
			if item := w.item(id); item.State != transfer.StateAttached || item.AttachmentID == "" || item.Sent != item.Size {
				t.Errorf("%+v: %v", item, item.Problem.Sentence())
			}
		}
		w.attachedOnce(paths...)
		if most := w.server.MostInFlight()["mia.berger@outlook.example"]; most > 4 {
			t.Errorf("%d requests at once (R3 allows 4)", most)
		}
	})
}
