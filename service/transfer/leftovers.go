package transfer

import "time"

// A cancelled item leaves the queue at once, and what it opened on the server is deleted with it (R7). Where that
// can't be asked for, because the account has to sign in again or the network is down, the record stays in the
// journal, out of sight, until it can: no request on the Graph host does without a token (L2, E13).

// leftoverLife is how long it is tried. A session does not outlive its two hours (L1); what is in doubt may have been
// attached.
const leftoverLife = 24 * time.Hour

// leavesSomething reports whether something of an item may be on the server that its cancel has to delete.
func (r *Record) leavesSomething() bool { return r.SessionURL != "" || r.inDoubt() }

// isOver reports whether nothing is left to delete, or it is too late to try.
func (r *Record) isOver(now time.Time) bool {
	expired := !r.Expires.IsZero() && now.After(r.Expires)
	return !r.inDoubt() && (r.SessionURL == "" || expired) || now.Sub(r.Finished) > leftoverLife
}

// leaveLocked keeps a cancelled item for what it left on the server.
func (q *Queue) leaveLocked(it *item) {
	it.rec.Cancelled, it.rec.Finished = true, time.Now()
	if err := q.journal.Note(it.rec); err != nil {
		q.log.Error("could not write the journal", "item", it.rec.ID, "err", err)
	}
	q.leftovers[it] = false
}

// takeLeftovers takes up what earlier runs left. It is called before the queue is shared.
func (q *Queue) takeLeftovers(rec Record) {
	q.nextID = max(q.nextID, rec.ID+1)
	if rec.isOver(time.Now()) {
		q.forgetLeftover(rec.ID)
		return
	}
	q.leftovers[&item{rec: rec, live: &progress{}}] = false
}

// takeAwayLocked deletes what a cancelled item left, where its account can be asked.
func (q *Queue) takeAwayLocked(it *item) {
	mailbox := q.cfg.Mailbox(it.rec.Target.AccountID)
	if mailbox == nil || q.closed || q.leftovers[it] {
		return
	}
	q.leftovers[it] = true
	r := q.newRunLocked(it, mailbox)
	q.work.Go(func() {
		err := r.takeBack(q.ctx)
		q.mu.Lock()
		defer q.mu.Unlock()
		q.leftovers[it] = false
		if err == nil || it.rec.isOver(time.Now()) {
			delete(q.leftovers, it)
			q.forgetLeftover(it.rec.ID)
		}
	})
}

func (q *Queue) forgetLeftover(id uint64) {
	if err := q.journal.Remove(id); err != nil {
		q.log.Error("could not write the journal", "item", id, "err", err)
	}
}

// takeAwayOf goes on with what cancelled items of an account left, now that it can be asked.
func (q *Queue) takeAwayOf(accountID string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for it := range q.leftovers {
		if it.rec.Target.AccountID == accountID {
			q.takeAwayLocked(it)
		}
	}
}
