package transfer

import (
	"context"
	"errors"
	"net/http"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// InlineCutoff is the largest file, in bytes, that goes by one inline POST: it saves a round trip and costs a third
// more bytes, so the two ways meet at three times what the line carries while the server takes for one answer. That
// was measured at 280 kB with 100 ms and 1 MB/s, and between 40 kB and 600 kB on other lines within reason
// (BenchmarkInlineCutoff, BENCHMARKS.md). The service would take just under 3 MiB everywhere (C16).
const InlineCutoff = 327_680

// sendInline attaches the whole file with one POST. Its outcome is settled by looking (L8), as nothing but the look
// can tell whether a POST without an answer was carried out.
func (r *run) sendInline(ctx context.Context) (string, error) {
	if err := r.takeShelf(ctx, r.readShelf(ctx)); err != nil {
		return "", err
	}
	// Its hash goes into the journal with the announcement: the file may be gone when the doubt is settled.
	sum, err := sumOf(r.src.content())
	if err != nil {
		return "", pathProblem(r.rec.Path, err)
	}
	r.src.whole = sum
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
		r.rec.Stage, r.rec.SHA256 = stageInline, sum
		if err := r.save(true); err != nil {
			return "", err
		}
		id, err := r.mailbox.AttachInline(ctx, r.ref(), r.attachment(), r.src.file, func(n int) {
			r.live.inFlight.Add(int64(n))
			r.q.count(r.live, n)
		})
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

// inlineFailed returns an id where the file was attached all the same, nothing where the POST is to be repeated, and
// an error otherwise.
func (r *run) inlineFailed(ctx context.Context, p *patience, cause error) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	act := decide(atInline, cause)
	if act == lookFirst {
		if err := p.again(ctx, r, cause); err != nil {
			return "", err // still in doubt: the journal says so, and Retry looks first
		}
		return r.lookFor(ctx, mayBeThere)
	}
	if !r.src.unchanged() {
		return "", errChanged
	}
	switch act {
	case tryAgain:
		return "", p.again(ctx, r, cause)
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
