package transfer

import "context"

// lanes let as many uploads of one account send contents at a time as its mailbox takes requests (R3). Without them
// all that run would share the mailbox's slots, and many files begun would end late together. One more upload than
// there are lanes gets ready meanwhile: it opens its session in the turn of a range.
type lanes chan struct{}

func newLanes() lanes { return make(lanes, maxRunners-1) }

// takeLane waits until the upload may send the file's content. The lane is the upload's until leaveLane.
func (r *run) takeLane(ctx context.Context) error {
	if r.lane != nil {
		return nil
	}
	free := r.q.learnt(r.rec.Target.AccountID).lanes
	select {
	case free <- struct{}{}:
		r.lane = free
		return nil
	default:
	}
	r.q.showWait(r.rec.ID, Wait{Reason: WaitTurn})
	defer r.q.showWait(r.rec.ID, Wait{})
	select {
	case free <- struct{}{}:
		r.lane = free
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// leaveLane gives the lane to another upload. It may be called without one.
func (r *run) leaveLane() {
	if r.lane != nil {
		<-r.lane
		r.lane = nil
	}
}
