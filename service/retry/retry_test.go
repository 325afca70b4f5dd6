package retry

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/graph"
)

// TestLongRepeatsPassingFaultsOnly: what nobody is there to repeat outlasts a minute's outage, a first 404 counts as
// one whatever came before it (L18), and a refusal ends at once.
func TestLongRepeatsPassingFaultsOnly(t *testing.T) {
	status := func(codes ...int) []int { return codes }
	for name, test := range map[string]struct {
		answers []int // the last one goes on
		want    int   // 200 or the refusal
		within  time.Duration
	}{
		"outage":           {status(503, 503, 502, 500, 504, 520, 200), 200, time.Minute + 10*time.Second},
		"404 after faults": {status(503, 500, 404, 200), 200, 10 * time.Second},
		"404 twice":        {status(404, 404), 404, 2 * time.Second},
		"forbidden":        {status(403), 403, 0},
		"down":             {status(500), 500, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked, began := 0, time.Now()
				_, err := Long(context.Background(), func() (struct{}, error) {
					answer := test.answers[min(asked, len(test.answers)-1)]
					asked++
					if answer == 200 {
						return struct{}{}, nil
					}
					return struct{}{}, &graph.Error{Status: answer}
				})
				got := 200
				if e := new(graph.Error); errors.As(err, &e) {
					got = e.Status
				}
				if took := time.Since(began); got != test.want || took > test.within {
					t.Errorf("%d after %v, want %d within %v", got, took, test.want, test.within)
				}
			})
		})
	}
}
