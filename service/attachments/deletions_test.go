package attachments

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/view"
)

func TestADeletionWaitsForItsTime(t *testing.T) {
	for name, c := range map[string]struct {
		during func(d *deletions, stop context.CancelFunc)
		goes   bool
		after  time.Duration
	}{
		"nothing happens":             {func(*deletions, context.CancelFunc) {}, true, 8 * time.Second},
		"it is undone":                {func(d *deletions, _ context.CancelFunc) { d.undo("a") }, false, 5 * time.Second},
		"it is finished":              {func(d *deletions, _ context.CancelFunc) { d.finish("a") }, true, 5 * time.Second},
		"another one is undone":       {func(d *deletions, _ context.CancelFunc) { d.undo("b") }, true, 8 * time.Second},
		"the program ends, undeleted": {func(_ *deletions, stop context.CancelFunc) { stop() }, false, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var d deletions
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				entries := []view.Attachment{{ID: "a"}, {ID: "b"}}
				began := time.Now()
				w := d.begin("a", "a.txt", began)
				if left := d.left(entries); len(left) != 1 || left[0].ID != "b" || len(entries) != 2 {
					t.Errorf("left at once: %v of %v", left, entries)
				}
				if p := d.pending(); len(p) != 1 || p[0].ID != "a" || p[0].Until.Sub(began) != 8*time.Second {
					t.Errorf("pending: %v", p)
				}
				time.AfterFunc(5*time.Second, func() { c.during(&d, stop) })
				if goes := d.wait(ctx, w); goes != c.goes || time.Since(began) != c.after {
					t.Errorf("goes %v after %v, want %v after %v", goes, time.Since(began), c.goes, c.after)
				}
				if len(d.pending()) != 0 {
					t.Error("still pending")
				}
				if shown := len(d.left(entries)) == 2; shown == c.goes {
					t.Errorf("shown again: %v", shown)
				}
				d.failed("a")
				if len(d.left(entries)) != 2 {
					t.Error("not shown again after the server refused")
				}
			})
		})
	}
}
