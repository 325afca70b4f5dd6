package transfer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// maxRunners is one more than a mailbox takes requests at once (R3): while four are on the wire a fifth file writes
// its journal, or opens its session as soon as another's last range leaves a place.
const maxRunners = 5

// Config is what a Queue needs.
type Config struct {
	Journal *Journal
	Records []Record // what OpenJournal returned
	// Mailbox returns the client of a signed-in account, or nil. It must not block, nor call the queue.
	Mailbox func(accountID string) *graph.Client
	// SignInNeeded is told when an account's requests are refused until a person signs in again (C9).
	SignInNeeded func(accountID string, cause error)
	// Changed is told after each change that is not a mere byte count. It must not block, nor call the queue.
	Changed func()
	// CheckAfterUpload says whether each attachment is downloaded and compared. nil means no.
	CheckAfterUpload func() bool
	// Packer makes the .zips of AddPacking.
	Packer Packer
	// Packed is told of an item that waits to be released now that its .zip is made.
	Packed func(id uint64)
	// Unattended says that nobody is there to release anything: a .zip starts as soon as it is made.
	Unattended bool
	Logger     *slog.Logger
}

// Queue holds the items in the order shown and runs a few of them at a time. All methods are safe for concurrent use
// and none waits for the network.
type Queue struct {
	cfg     Config
	journal *Journal
	log     *slog.Logger
	ctx     context.Context
	stop    context.CancelCauseFunc
	work    sync.WaitGroup
	meter   meter // bytes of all items

	mu      sync.Mutex
	items   []*item
	byID    map[uint64]*item
	running map[string]*item // by place: account, task and name
	shelves map[Target]*shelf
	lines   map[string]*learnt // by account
	// givesWay are items that another one is to replace.
	givesWay map[uint64]bool
	// leftovers are cancelled items that left something on the server; true while that is being deleted.
	leftovers map[*item]bool
	nextID    uint64
	last      int64 // the greatest Order given out
	first     int   // no item before this place is ready to run
	packing   *item // whose .zip is being made
	toPack    bool  // there may be one that waits for that
	closed    bool
}

// item is a record and what there is of it in this run of the program. The queue's mu guards it.
type item struct {
	rec    Record
	live   *progress
	wait   Wait
	note   *problem.Problem
	cancel context.CancelCauseFunc // of the run, nil while none is under way
	shown  *Status                 // nil after a change

	stopPacking context.CancelCauseFunc // nil unless its .zip is being made
}

// NewQueue makes a queue from what the journal holds. Unfinished items continue by themselves once their account is
// there.
func NewQueue(cfg Config) *Queue {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Changed == nil {
		cfg.Changed = func() {}
	}
	if cfg.SignInNeeded == nil {
		cfg.SignInNeeded = func(string, error) {}
	}
	if cfg.Packed == nil {
		cfg.Packed = func(uint64) {}
	}
	ctx, stop := context.WithCancelCause(context.Background())
	q := &Queue{
		cfg: cfg, journal: cfg.Journal, log: cfg.Logger, ctx: ctx, stop: stop,
		byID: map[uint64]*item{}, running: map[string]*item{}, shelves: map[Target]*shelf{}, lines: map[string]*learnt{}, givesWay: map[uint64]bool{}, leftovers: map[*item]bool{}, nextID: 1,
	}
	for _, rec := range cfg.Records {
		if rec.Cancelled {
			q.takeLeftovers(rec)
			continue
		}
		if rec.State == StateRunning || rec.State == StateSignIn {
			rec.State = StateQueued
		}
		q.insertLocked(rec)
	}
	for _, it := range q.items {
		q.noteReplacedLocked(it)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.dispatchLocked()
	return q
}

// insertLocked takes a record up as the last item.
func (q *Queue) insertLocked(rec Record) *item {
	it := &item{rec: rec, live: newProgress()}
	it.live.answered.Store(rec.Next)
	q.items = append(q.items, it)
	q.byID[rec.ID] = it
	q.nextID, q.last = max(q.nextID, rec.ID+1), max(q.last, rec.Order)
	q.toPack = q.toPack || rec.State == StatePacking
	return it
}

// Add queues files for a target, which may be none yet. What can't be sent is queued as failed, with the reason. The
// ids are in the order of the files.
func (q *Queue) Add(files []File, target Target) []uint64 {
	return q.add(newRecords(files, target, false))
}

// AddHeld queues files that start only when they are released.
func (q *Queue) AddHeld(files []File, target Target) []uint64 {
	return q.add(newRecords(files, target, true))
}

// add gives records their ids and places, and takes them up.
func (q *Queue) add(records []Record) []uint64 {
	q.mu.Lock()
	if q.closed || len(records) == 0 {
		q.mu.Unlock()
		return nil
	}
	ids := make([]uint64, len(records))
	for i := range records {
		q.last++
		records[i].ID, records[i].Order = q.nextID, q.last
		ids[i] = q.nextID
		q.nextID++
	}
	q.mu.Unlock()

	number, err := q.journal.append(records, nil)
	q.mu.Lock()
	for _, rec := range records {
		it := q.insertLocked(rec)
		if err != nil && !rec.State.Terminal() {
			it.fail(q.journal.failure(err))
		}
	}
	q.dispatchLocked()
	q.cfg.Changed()
	q.mu.Unlock()
	if err != nil {
		return ids
	}
	// The first requests are on their way meanwhile: what attaches a file waits for its own flush, which takes this
	// one along.
	if err := q.journal.flush(number); err != nil {
		q.change(func(it *item) bool {
			if it.cancel != nil || it.rec.State.Terminal() || it.rec.ID < ids[0] || it.rec.ID > ids[len(ids)-1] {
				return false
			}
			it.fail(q.journal.failure(err))
			return true
		})
	}
	return ids
}

func newRecords(files []File, target Target, held bool) []Record {
	records := make([]Record, len(files))
	for i, file := range files {
		records[i] = Record{
			Path: file.Path, Given: file.Given, Name: graph.CleanName(file.Path), Target: target,
			Print: fingerprint{Size: file.Size, ModTime: file.ModTime}, Problem: file.Problem,
		}
		records[i].hold(held)
		if file.Problem != nil {
			records[i].State, records[i].Held, records[i].Finished = StateFailed, false, time.Now()
		}
	}
	return records
}

// Assign gives items that have no task this one: those named, or all where ids is nil. They start at once.
func (q *Queue) Assign(target Target, ids []uint64) { q.assign(target, ids, false) }

// AssignHeld is Assign for items that start only when they are released. It returns the ids of those that got the
// task.
func (q *Queue) AssignHeld(target Target, ids []uint64) []uint64 { return q.assign(target, ids, true) }

func (q *Queue) assign(target Target, ids []uint64, held bool) (assigned []uint64) {
	named := setOf(ids)
	q.change(func(it *item) bool {
		if it.cancel != nil || !it.rec.wantsTask() || ids != nil && !named[it.rec.ID] {
			return false
		}
		it.rec.Target, it.rec.Wanted = target, Wanted{}
		if !it.rec.unpacked() { // else it goes there once its .zip is made
			it.rec.hold(held)
			assigned = append(assigned, it.rec.ID)
		}
		return true
	})
	return assigned
}

func setOf(ids []uint64) map[uint64]bool {
	set := make(map[uint64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// change offers every item to apply, writes down those it says it changed, and starts what is ready. An item that runs
// (cancel is set) belongs to its run: apply may end the run, and leaves the record alone.
func (q *Queue) change(apply func(*item) bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var touched []Record
	for _, it := range q.items {
		if apply(it) {
			it.shown = nil
			it.stopUnneededLocked()
			touched = append(touched, it.rec)
		}
	}
	if len(touched) == 0 {
		return
	}
	if err := q.journal.Note(touched...); err != nil {
		q.log.Error("could not write the journal", "err", err)
	}
	q.first, q.toPack = 0, true
	q.dispatchLocked()
	q.cfg.Changed()
}

// dispatchLocked starts items until enough are running.
func (q *Queue) dispatchLocked() {
	if q.closed {
		return
	}
	q.dispatchPackingLocked()
	passed := true // nothing ready so far has been stepped over
	for place := q.first; place < len(q.items) && len(q.running) < maxRunners; place++ {
		it := q.items[place]
		if it.rec.State == StateQueued {
			if !q.startLocked(it) {
				passed = passed && it.rec.State != StateQueued
			}
		}
		if passed {
			q.first = place + 1
		}
	}
}

// startLocked runs an item unless another of its name is on its way to the same task: which of the two an attachment
// is could not be told after an unknown outcome.
func (q *Queue) startLocked(it *item) bool {
	place := siblingKey(it.rec)
	if q.running[place] != nil {
		it.setWait(Wait{Reason: WaitSibling})
		return false
	}
	mailbox := q.cfg.Mailbox(it.rec.Target.AccountID)
	if mailbox == nil {
		it.rec.State, it.shown = StateSignIn, nil
		return false
	}
	ctx, cancel := context.WithCancelCause(q.ctx)
	it.rec.State, it.rec.Problem, it.note = StateRunning, nil, nil
	it.cancel, it.wait, it.shown = cancel, Wait{}, nil
	q.running[place] = it
	r := q.newRunLocked(it, mailbox)
	q.work.Go(func() {
		defer cancel(nil)
		id, err := r.attach(ctx)
		if err == nil {
			err = r.replace(ctx, id)
		}
		q.finish(ctx, it, r, id, err)
	})
	return true
}

func siblingKey(rec Record) string {
	return fmt.Sprintf("%q %q %q", rec.Target.AccountID, rec.Target.TaskID, rec.Name)
}

// newRunLocked makes the upload of an item.
func (q *Queue) newRunLocked(it *item, mailbox *graph.Client) *run {
	check := q.cfg.CheckAfterUpload != nil && q.cfg.CheckAfterUpload()
	return &run{
		q: q, rec: it.rec, signedIn: mailbox, mailbox: mailbox.Engine(q.watchWaits(it)), shelf: q.shelfAtLocked(it.rec.Target), live: it.live, log: q.log, check: check,
	}
}

// shelfAtLocked returns what is known of a task.
func (q *Queue) shelfAtLocked(target Target) *shelf {
	key := Target{AccountID: target.AccountID, ListID: target.ListID, TaskID: target.TaskID}
	known := q.shelves[key]
	if known == nil {
		known = newShelf()
		q.shelves[key] = known
	}
	return known
}

func (q *Queue) shelfOf(target Target) *shelf {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.shelfAtLocked(target)
}

// watchWaits shows what the mailbox's governor makes an item wait for (R6), and notes whether the server owes an
// answer.
func (q *Queue) watchWaits(it *item) func(graph.Waiting) {
	id, live := it.rec.ID, it.live
	reasons := map[graph.WaitingReason]WaitReason{
		graph.WaitingTurn: WaitTurn, graph.WaitingThrottled: WaitThrottled, graph.WaitingPace: WaitPace,
	}
	return func(w graph.Waiting) {
		switch w.Reason {
		case graph.WaitingAnswer, graph.WaitingOver:
			live.noteAsked(w.Reason == graph.WaitingAnswer)
		default:
			q.showWait(id, Wait{Reason: reasons[w.Reason], Until: w.Until})
		}
	}
}

// finish files what became of a run.
func (q *Queue) finish(ctx context.Context, it *item, r *run, id string, err error) {
	rec := &r.rec
	if id := r.answered.Load(); id != nil {
		rec.RequestID = *id
	}
	remove := false
	switch {
	case err == nil:
		rec.Sum = r.knownSum()
		rec.forgetSession()
		rec.State, rec.Attachment, rec.Finished, rec.Problem = StateAttached, id, time.Now(), r.remark()
		r.shelf.add(rec.Name, id)
	case errors.Is(err, errShutdown):
		rec.State = StateQueued
	case errors.Is(err, errPaused):
		rec.State = StatePaused
	case errors.Is(err, errCanceled):
		remove = true
		if r.takeBack(ctx) == nil {
			rec.forgetSession() // there is nothing left of it
		}
	case errors.Is(err, errSignIn):
		rec.State = StateSignIn
		if now := q.cfg.Mailbox(rec.Target.AccountID); now != nil && now != r.signedIn {
			rec.State = StateQueued // the person has signed in again meanwhile
		}
	default:
		q.fail(ctx, r, err)
	}
	q.file(it, *rec, remove)
	if rec.State == StateSignIn && !remove {
		q.cfg.SignInNeeded(rec.Target.AccountID, err)
	}
}

// fail words an error, and deletes the session (C26). Where that does not succeed the session is kept, to be gone on
// with by Retry or deleted by Cancel.
func (q *Queue) fail(ctx context.Context, r *run, err error) {
	rec := &r.rec
	rec.State, rec.Finished, rec.Problem = StateFailed, time.Now(), Explain(rec.Name, err)
	q.log.Error("not attached", "item", rec.ID, "err", err)
	if _, deleteErr := r.closeSession(ctx); deleteErr != nil {
		q.log.Warn("could not delete an upload session", "item", rec.ID, "err", deleteErr)
		return
	}
	was := *rec
	rec.forgetSession()
	if was.inDoubt() {
		rec.Stage, rec.SHA256 = was.Stage, was.SHA256 // Retry looks at the task first
	}
}

// file takes the record back from a run and starts what comes next.
func (q *Queue) file(it *item, rec Record, remove bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.running, siblingKey(it.rec))
	rec.Order = it.rec.Order
	it.rec, it.cancel, it.wait, it.shown = rec, nil, Wait{}, nil
	it.live.inFlight.Store(0)
	var err error
	if remove {
		if rec.leavesSomething() {
			q.leaveLocked(it)
		} else {
			err = q.journal.Remove(rec.ID)
		}
		q.dropLocked(func(other *item) bool { return other == it })
	} else {
		err = q.journal.Note(append(q.arrivedLocked(it), rec)...)
	}
	if err != nil {
		q.log.Error("could not write the journal", "item", rec.ID, "err", err)
	}
	q.first = 0
	q.dispatchLocked()
	q.cfg.Changed()
}

// dropLocked takes items out of the list.
func (q *Queue) dropLocked(which func(*item) bool) {
	q.items = slices.DeleteFunc(q.items, func(it *item) bool {
		if !which(it) {
			return false
		}
		delete(q.byID, it.rec.ID)
		return true
	})
	q.first = 0
}

// save writes a run's record to the journal and shows it. The number is that of the write, for the journal's flush.
func (q *Queue) save(rec Record) (number uint64, err error) {
	stored := rec
	stored.State = StateQueued // a run that is found in the journal is to be gone on with
	number, err = q.journal.append([]Record{stored}, nil)
	if err != nil {
		return 0, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if it := q.byID[rec.ID]; it != nil {
		rec.Order = it.rec.Order
		it.rec, it.shown = rec, nil
	}
	return number, nil
}

// claimed reports whether an attachment is known to be another item's.
func (q *Queue) claimed(attachment string, except uint64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, it := range q.items {
		if it.rec.Attachment == attachment && it.rec.ID != except {
			return true
		}
	}
	return false
}

func (q *Queue) count(live *progress, n int) {
	live.meter.add(n)
	live.noteMoved()
	q.meter.add(n)
}

func (q *Queue) showWait(id uint64, w Wait) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if it := q.byID[id]; it != nil && it.cancel != nil {
		it.setWait(w)
		q.cfg.Changed()
	}
}

func (it *item) setWait(w Wait) {
	if it.wait != w {
		it.wait, it.shown = w, nil
	}
}

// showNote puts a remark on a running item, such as that it starts over.
func (q *Queue) showNote(id uint64, note *problem.Problem) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if it := q.byID[id]; it != nil {
		it.note, it.shown = note, nil
		q.cfg.Changed()
	}
}

// SignedIn goes on with what waited for this account.
func (q *Queue) SignedIn(accountID string) {
	q.takeAwayOf(accountID)
	q.change(func(it *item) bool {
		if it.cancel != nil || it.rec.State != StateSignIn || it.rec.Target.AccountID != accountID {
			return false
		}
		it.rec.State = StateQueued
		return true
	})
}

// Close stops all runs, leaving everything resumable, and closes the journal.
func (q *Queue) Close() error {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.stop(errShutdown)
	q.work.Wait()
	return q.journal.Close()
}
