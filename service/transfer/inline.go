package transfer

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// sendInline attaches the whole file with one POST. Its outcome is settled by looking (L8), as nothing but the look
// can tell whether a POST without an answer was carried out.
func (r *run) sendInline(ctx context.Context) (string, error) {
	if err := r.takeShelf(ctx, r.readShelf(ctx)); err != nil {
		return "", err
	}
	defer r.leaveLane()
	var p patience
	for {
		if err := r.takeLane(ctx); err != nil {
			return "", err
		}
		r.live.inFlight.Store(0)
		if !r.src.unchanged() {
			return "", errChanged
		}
		file := r.inlineFile()
		if r.src.print.Size == 0 {
			if err := file.announce(); err != nil { // nothing of it is ever read
				return "", r.q.journal.failure(err)
			}
		}
		id, err := r.mailbox.AttachInline(ctx, r.ref(), r.attachment(), file, func(n int) {
			r.live.inFlight.Add(int64(n))
			r.q.count(r.live, n)
		})
		if failure := r.endInline(file); err != nil && failure != nil {
			return "", r.q.journal.failure(failure)
		}
		switch {
		case err == nil && id != "":
			r.wentInline()
			return id, nil
		case err == nil:
			return r.findAttached(ctx)
		}
		id, err = r.inlineFailed(ctx, &p, err)
		if id != "" || err != nil {
			return id, err
		}
	}
}

// inlineFile is a file on its way in one POST, which is read once. Its end is kept back until the journal on the disk
// has the announcement with the hash of all bytes (R1): the server can attach the file only when it has all of it, and
// the file may be gone when a doubt is settled.
type inlineFile struct {
	src     *source
	record  Record // what is announced, but for the hash
	queue   *Queue
	mu      sync.Mutex
	sum     string // SHA-256 that was announced, "" before
	failure error  // why nothing could be announced
	over    bool   // the POST has ended: a transport may still read what was answered early
}

func (r *run) inlineFile() *inlineFile {
	record := r.rec
	record.Stage = stageInline
	return &inlineFile{src: r.src, record: record, queue: r.q}
}

// ReadAt implements io.ReaderAt.
func (f *inlineFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.src.reader().ReadAt(p, off)
	if off+int64(n) < f.src.print.Size {
		return n, err
	}
	if failure := f.announce(); failure != nil {
		return 0, failure
	}
	return n, err
}

// announce writes down that all of the file is about to be sent, and waits for the disk.
func (f *inlineFile) announce() error {
	sum, err := f.src.readSum()
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.over:
		return io.ErrClosedPipe
	case err != nil:
		return err
	case sum == f.sum:
		return nil // sent again, after a 401, say
	}
	f.record.SHA256 = sum
	number, err := f.queue.save(f.record)
	if err == nil {
		err = f.queue.journal.flush(number)
	}
	if f.failure = err; err == nil {
		f.sum = sum
	}
	return err
}

// endInline takes up what was announced, and returns why that failed.
func (r *run) endInline(file *inlineFile) error {
	file.mu.Lock()
	defer file.mu.Unlock()
	file.over = true
	if file.sum != "" {
		r.rec.Stage, r.rec.SHA256, r.src.whole = stageInline, file.sum, file.sum
	}
	return file.failure
}

// settleInline looks whether a POST attached the file although no good answer came. Looking counts as waiting.
func (r *run) settleInline(ctx context.Context, p *patience, cause error) (string, error) {
	began, within := time.Now(), mayBeThere
	if didNothing(cause) {
		within = saidNot
	}
	id, err := r.lookFor(ctx, within)
	if id != "" || err != nil {
		return id, err
	}
	if err := p.againSince(ctx, r, cause, began); err != nil {
		return "", err // the journal says that it is in doubt, and Retry looks first
	}
	return "", r.inRanges(cause)
}

// inRanges leads from a POST that was cut off on its way to an upload session, whose ranges get shorter (R8, T13).
// Nothing of the POST hangs on the task. A file that is no longer than the shortest range is sent as it was.
func (r *run) inRanges(cause error) error {
	size := r.src.print.Size
	if !cutOff(cause) || size <= smallestRange || r.rec.NoSession || r.shelf.sessionsRefused.Load() {
		return nil
	}
	r.mailbox.InlineRefused(smallestRange + 1)
	r.rec.Stage, r.inlineRefusal = stageNone, cause
	return errSession
}

// inlineFailed returns an id where the file was attached all the same, nothing where the POST is to be repeated, and
// an error otherwise.
func (r *run) inlineFailed(ctx context.Context, p *patience, cause error) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	act := decide(atInline, cause)
	if act == lookFirst && r.rec.Stage == stageInline {
		return r.settleInline(ctx, p, cause)
	}
	if !r.src.unchanged() {
		return "", errChanged
	}
	switch act {
	case tryAgain, lookFirst: // its end never left
		if err := p.again(ctx, r, cause); err != nil {
			return "", err
		}
		return "", r.inRanges(cause)
	case pause:
		return "", p.throttled(cause)
	}
	r.rec.Stage = stageNone // answered with a refusal: nothing hangs there
	switch act {
	case signIn:
		return "", errors.Join(errSignIn, cause)
	case gone:
		if p.missed() {
			return "", r.wait(ctx, WaitRetry, secondLook)
		}
		if err := r.taskStillThere(ctx); err != nil {
			return "", err
		}
		return "", cause
	case otherWay:
		if !r.rec.NoSession && r.src.print.Size > 0 {
			r.inlineRefusal = cause
			if tooLong(cause) {
				r.mailbox.InlineRefused(r.src.print.Size)
			}
			return "", errSession
		}
		if r.src.print.Size > 0 && tooLong(cause) {
			return "", problem.New(problem.PieceRefused, append(sizeFields(r.src.print.Size), "Name", r.rec.Name)...).WithDetail(detail(cause))
		}
	}
	return "", r.emptyRefused(cause)
}

// emptyRefused words the refusal of a file of no bytes, which no documented way attaches (F26).
func (r *run) emptyRefused(cause error) error {
	var answer *graph.Error
	if r.src.print.Size == 0 && errors.As(cause, &answer) && answer.Status == http.StatusBadRequest {
		return problem.New(problem.EmptyRefused, "Name", r.rec.Name).WithDetail(answer.Detail())
	}
	return cause
}
