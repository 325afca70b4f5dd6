package transfer

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// Packed is a .zip that stands for a file or folder.
type Packed struct {
	Path    string
	Size    int64
	LeftOut int // entries of the folder that are not in it: links that lead elsewhere, pipes, devices
}

// Packer makes .zips.
type Packer interface {
	// Pack makes the .zip of a file or folder, and tells read how many bytes it has read of it so far. Its errors are
	// for a person.
	Pack(ctx context.Context, source string, read func(total int64)) (Packed, error)
	// Discard deletes a .zip that is not needed any more.
	Discard(Packed)
}

// AddPacking queues the .zip of a file or folder that has so many bytes. It is in the journal before the first is
// read, so that nothing of it is lost; a restart packs it again. Once it is made the item is held, and Config.Packed
// is told. Without a target it is for a task that is still to be found.
func (q *Queue) AddPacking(source Dropped, bytes int64, target Target, wanted Wanted) (id uint64) {
	ids := q.add([]Record{{
		Source: source.Path, Given: source.Given, Name: zipName(source.Path), Target: target, Wanted: wanted, State: StatePacking,
		Print: fingerprint{Size: bytes},
	}})
	if len(ids) == 0 {
		return 0 // closing
	}
	return ids[0]
}

// zipName is what the .zip of a path is called.
func zipName(path string) string { return graph.CleanName(displayName(path) + ".zip") }

// Substitute puts the .zip of a failed item into its place, held where it has a task, and reports whether the item was
// there.
func (q *Queue) Substitute(id uint64, by Packed) (done bool) {
	q.change(func(it *item) bool {
		if it.rec.ID != id || it.cancel != nil || it.rec.State != StateFailed {
			return false
		}
		it.rec.Source, it.rec.Name = it.rec.Path, zipName(it.rec.Path)
		it.rec.take(by)
		it.rec.hold(true)
		it.rec.Problem, it.rec.Finished = nil, time.Time{}
		done = true
		return true
	})
	return done
}

// take makes a .zip what is sent.
func (r *Record) take(by Packed) {
	r.Path, r.Packed, r.LeftOut = by.Path, true, by.LeftOut
	r.Print = fingerprint{Size: by.Size}
}

// hold makes an item wait for the person's word, or for a task where it has none.
func (r *Record) hold(asked bool) {
	switch {
	case !r.Target.Chosen():
		r.State = StateUnassigned
	case asked:
		r.State, r.Held = StatePaused, true
	default:
		r.State = StateQueued
	}
}

// unpacked reports whether the .zip is still to be made.
func (r *Record) unpacked() bool { return r.Source != "" && !r.Packed }

// remark is what the person should know of an attached item.
func (r *run) remark() *problem.Problem {
	if r.oldKept == nil && r.rec.LeftOut > 0 {
		return problem.New(problem.AttachedWithout, "Name", r.rec.Name, "Count", strconv.Itoa(r.rec.LeftOut))
	}
	return r.oldKept
}

// dispatchPackingLocked packs one item after the other: the disk has other things to do.
func (q *Queue) dispatchPackingLocked() {
	if q.closed || q.packing != nil || !q.toPack || q.cfg.Packer == nil {
		return
	}
	for _, it := range q.items {
		if it.rec.State == StatePacking {
			q.startPacking(it)
			return
		}
	}
	q.toPack = false
}

// startPacking leaves the record alone: unlike an upload, packing changes nothing of it before it ends.
func (q *Queue) startPacking(it *item) {
	ctx, cancel := context.WithCancelCause(q.ctx)
	source, live := it.rec.Source, it.live
	q.packing, it.stopPacking, it.shown = it, cancel, nil
	live.answered.Store(0)
	q.work.Go(func() {
		defer cancel(nil)
		packed, err := q.cfg.Packer.Pack(ctx, source, live.answered.Store)
		q.filePacked(ctx, it, packed, err)
	})
}

// filePacked takes up what became of packing. Where it was stopped the record says already what comes next.
func (q *Queue) filePacked(ctx context.Context, it *item, packed Packed, err error) {
	q.mu.Lock()
	q.packing, it.stopPacking, it.shown = nil, nil, nil
	q.toPack = true
	it.live.answered.Store(0)
	stopped := ctx.Err() != nil
	switch {
	case stopped:
	case err != nil:
		q.log.Error("not packed", "item", it.rec.ID, "err", err)
		it.fail(Explain(displayName(it.rec.Source), err))
	default:
		it.rec.take(packed)
		it.rec.hold(!q.cfg.Unattended)
	}
	if !stopped {
		if err := q.journal.Note(it.rec); err != nil {
			q.log.Error("could not write the journal", "item", it.rec.ID, "err", err)
		}
	}
	held := it.rec.Held && !stopped
	q.first = 0
	q.dispatchLocked()
	q.cfg.Changed()
	q.mu.Unlock()

	if stopped && err == nil {
		q.cfg.Packer.Discard(packed)
	}
	if held {
		q.cfg.Packed(it.rec.ID)
	}
}

// stopUnneededLocked ends packing that an item has been taken from.
func (it *item) stopUnneededLocked() {
	if it.stopPacking != nil && it.rec.State != StatePacking {
		it.stopPacking(errCanceled)
	}
}

// shownPath is the path a person knows: of a .zip what it was made of.
func (r *Record) shownPath() string { return cmp.Or(r.Source, r.Path) }
