package background

import (
	"context"
	"testing"
)

func TestAGroupEndsWhatItBeganAndBeginsNothingAfterwards(t *testing.T) {
	g := New()
	ended := false
	g.Go(func(ctx context.Context) {
		<-ctx.Done()
		ended = true
	})
	g.Stop()
	g.Go(func(context.Context) { t.Error("began after the end") })
	g.Wait()
	if !ended || g.Context().Err() == nil {
		t.Errorf("ended %v, context %v", ended, g.Context().Err())
	}
}
