package transfer

import (
	"context"
	"errors"
	"io"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

const (
	// RangeSize is the length of a range in bytes on a line that carries it: the largest multiple of 320 KiB below
	// 4,000,000 (C20), so that a file takes as few round trips as the service allows.
	RangeSize = 12 * smallestRange
	// smallestRange is where ranges get no shorter, and what longer ones are a multiple of, in bytes.
	smallestRange = 327_680
	// maxStalls is how many rounds without progress the server may ask for (C22).
	maxStalls = 5
	// maxDoubts is how often a range in doubt is tried again against a server that refuses it.
	maxDoubts = 3
	// sessionMargin is how long before its expiry a session is no longer tried (C25).
	sessionMargin = 10 * time.Second
)

// sendBySession opens an upload session, or goes on with the one there is, and sends the ranges in order.
func (r *run) sendBySession(ctx context.Context) (string, error) {
	before := r.readShelf(ctx) // at the same time as the first requests: it is needed before the last range only
	if r.rec.SessionURL != "" && sessionOver(r.rec.Expires) {
		// Known to be dead: nothing is sent to it, and the person is told (L1, C25).
		r.rec.forgetSession()
		r.q.showNote(r.rec.ID, problem.New(problem.StartsOver, "Name", r.rec.Name))
	}
	if r.rec.SessionURL == "" {
		if err := r.openSession(ctx); err != nil {
			return "", err
		}
	}
	s := sender{run: r, before: before, assumed: nothingAssumed}
	return s.send(ctx)
}

func sessionOver(expires time.Time) bool {
	return !expires.IsZero() && time.Until(expires) < sessionMargin
}

func (r *run) openSession(ctx context.Context) error {
	if r.shelf.sessionsRefused.Load() || r.src.print.Size <= r.q.learnt(r.rec.Target.AccountID).inline.Load() {
		return r.withoutSession(nil)
	}
	var p patience
	for {
		session, err := r.mailbox.CreateUploadSession(ctx, r.ref(), r.attachment())
		if err == nil {
			r.rec.forgetSession()
			r.rec.Stage, r.rec.SessionURL, r.rec.Expires = stageSession, session.URL, session.Expires
			r.rec.RangeSize = r.q.learnt(r.rec.Target.AccountID).rangeSize()
			return r.save(false)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch decide(atCreate, err) {
		case tryAgain:
			err = p.again(ctx, r, err)
		case pause:
			err = p.throttled(err)
		case signIn:
			err = errors.Join(errSignIn, err)
		case gone:
			if p.missed() {
				err = r.wait(ctx, WaitRetry, secondLook)
			} else {
				err = r.sessionRefused(ctx, err)
			}
		case otherWay:
			err = r.sessionRefused(ctx, err)
		}
		if err != nil {
			return err
		}
	}
}

// sessionRefused falls back to one inline POST, once, while the task is there and the JSON body stays within what
// mailboxes take (C40).
func (r *run) sessionRefused(ctx context.Context, cause error) error {
	if err := r.taskStillThere(ctx); err != nil {
		return err
	}
	if r.inlineRefusal != nil {
		return cause // both ways are refused
	}
	if r.rec.NoSession {
		return cause
	}
	if r.mailbox.User() != "" {
		r.shelf.sessionsRefused.Store(true) // it is refused each time (C38): the next file need not ask
	}
	return r.withoutSession(cause)
}

// withoutSession leads to the one inline POST, or refuses before anything is sent what that can't take.
func (r *run) withoutSession(cause error) error {
	if graph.InlineBodyLength(r.attachment()) >= graph.InlineBodyLimit {
		told := problem.New(problem.PieceTooLarge, append(sizeFields(r.src.print.Size),
			"Name", r.rec.Name, "Limit", inlineLimitMB()+" MB", "LimitMB", inlineLimitMB())...)
		if cause != nil {
			told = told.WithDetail(detail(cause))
		}
		return told
	}
	r.rec.NoSession = true
	r.q.showNote(r.rec.ID, problem.New(problem.SentInline, "Name", r.rec.Name))
	return errInline
}

// sender sends the ranges of one session, one at a time (C20).
type sender struct {
	*run
	before <-chan shelfAnswer
	p      patience
	stalls int // rounds in a row that the server did not go on

	// assumed is where a range starts that was taken for landed because the server refused its repetition.
	assumed int64
	doubts  int // how often such an assumption was tried again

	longest int64 // bytes of a range that this server is known to take, 0 while it takes any

	// stalled says that nothing moved any more at the last try of the range. The server may wait for the rest of it
	// for minutes.
	stalled   bool
	deadLines int // how often a line was found dead

	// mayBeWhole says that the server may have all bytes of the file in this session, and be at work on them.
	mayBeWhole bool
}

const nothingAssumed = -1

func (s *sender) send(ctx context.Context) (string, error) {
	defer s.leaveLane()
	for {
		if err := s.takeLane(ctx); err != nil {
			return "", err
		}
		s.live.answered.Store(s.rec.Next)
		s.live.inFlight.Store(0)
		if !s.src.unchanged() {
			return "", errChanged
		}
		part := s.nextRange()
		if isLast(part) && s.lookAgain {
			if id, err := s.lookAgainFor(ctx); id != "" || err != nil {
				return id, err
			}
		}
		wasSent := s.rec.MaybeSent > part.Start
		began := time.Now()
		file, err := s.announce(ctx, part)
		if err != nil {
			return "", err
		}
		ended := s.put(ctx, part, file)
		part, err = ended.part, ended.err
		if failure := file.failure(); err != nil && failure != nil {
			return "", s.q.journal.failure(failure)
		}
		var id string
		if err == nil {
			s.lengthen(part, time.Since(began))
			id, err = s.taken(ctx, part, ended.answer)
		} else {
			s.shorten(ctx, part, time.Since(began), err)
			id, err = s.refused(ctx, part, wasSent || ended.again, err)
		}
		if id != "" || err != nil {
			return id, err
		}
	}
}

// nextRange is a short one after a standstill: it finds out soon whether the session is free.
func (s *sender) nextRange() graph.Range {
	total, length := s.src.print.Size, s.rec.RangeSize
	if s.stalled {
		length = min(length, smallestRange)
	}
	return graph.Range{Start: s.rec.Next, Length: min(length, total-s.rec.Next), Total: total}
}

func isLast(part graph.Range) bool { return part.Start+part.Length == part.Total }

// mayAttach reports whether the file may hang on the task once a range was sent: it is the last one, or a longer one
// that began here was and its answer is not known.
func (s *sender) mayAttach(part graph.Range) bool {
	return isLast(part) || s.rec.MaybeSent >= part.Total
}

// announce writes down that a range is about to be sent, and returns the file to send it from. What attaches the file,
// the end of the last range, waits for the disk, and for the knowledge of what hung on the task before it.
func (s *sender) announce(ctx context.Context, part graph.Range) (*announcedFile, error) {
	if isLast(part) {
		if err := s.knowBefore(ctx); err != nil {
			return nil, err
		}
	}
	attaching := s.mayAttach(part)
	s.rec.MaybeSent = max(s.rec.MaybeSent, part.Start+part.Length)
	s.rec.Stage = stageSession
	if attaching {
		s.rec.Stage = stageLast
	}
	file := &announcedFile{file: s.src.reader()}
	if !isLast(part) {
		return file, s.save(false)
	}
	s.rec.SHA256 = s.src.whole
	number, err := s.q.save(s.rec)
	if err != nil {
		return nil, s.q.journal.failure(err)
	}
	file.end, file.onDisk = part.Total, make(chan struct{})
	s.q.work.Go(func() {
		file.err = s.q.journal.flush(number)
		close(file.onDisk)
	})
	return file, nil
}

// knowBefore waits for what hung on the task before. That may take long, so what the server has answered for is
// written down first.
func (s *sender) knowBefore(ctx context.Context) error {
	if s.before == nil {
		return nil
	}
	if err := s.save(false); err != nil {
		return err
	}
	if err := s.takeShelf(ctx, s.before); err != nil {
		return err
	}
	s.before = nil
	return nil
}

// announcedFile keeps a file's end back until the journal's announcement is on the disk: the rest of the last range is
// on its way meanwhile, and the server can take the range only when it has all of it.
type announcedFile struct {
	file   io.ReaderAt
	end    int64
	onDisk chan struct{} // closed when err is set; nil where nothing is waited for
	err    error
}

func (a *announcedFile) ReadAt(p []byte, off int64) (int, error) {
	if a.onDisk != nil && off+int64(len(p)) >= a.end {
		<-a.onDisk
		if a.err != nil {
			return 0, a.err
		}
	}
	return a.file.ReadAt(p, off)
}

// failure is why the announcement did not reach the disk, nil where it did or has not yet.
func (a *announcedFile) failure() error {
	if a.onDisk == nil {
		return nil
	}
	select {
	case <-a.onDisk:
		return a.err
	default:
		return nil
	}
}

// taken goes on from where the server says it stands (C22, C23).
func (s *sender) taken(ctx context.Context, part graph.Range, answer graph.RangeAnswer) (string, error) {
	s.p.progressed()
	end := part.Start + part.Length
	if answer.Done {
		s.src.taken(end)
		s.live.answered.Store(end)
		s.live.inFlight.Store(0)
		if answer.AttachmentID != "" {
			return answer.AttachmentID, nil
		}
		return s.findAttached(ctx) // no Location (C23)
	}
	next := answer.Next
	if next < 0 {
		next = end
	}
	switch {
	case next >= part.Total && isLast(part):
		// All bytes taken, yet no 201: only the task's attachments tell.
		return s.lookOrLose(ctx)
	case next > end:
		return "", errLost // it claims bytes that were never sent
	case next <= part.Start:
		if s.stalls++; s.stalls > maxStalls {
			return "", errLost
		}
	default:
		s.stalls = 0
	}
	s.src.taken(next)
	s.goOnAt(next)
	s.rec.MaybeSent = next
	s.assumed, s.doubts, s.stalled, s.mayBeWhole = nothingAssumed, 0, false, false
	return "", nil
}

// goOnAt sets the first byte of the next range. What lies below it is vouched for by its hash, if that is known.
func (s *sender) goOnAt(next int64) {
	s.rec.Next, s.rec.SentSum = next, ""
	if length, sum, ok := s.src.hash.soFar(); ok && length == next {
		s.rec.SentSum = sum
	}
}

// refused decides what follows from a failed range. wasSent says that an earlier try of it had no answer.
func (s *sender) refused(ctx context.Context, part graph.Range, wasSent bool, err error) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if !s.src.unchanged() {
		return "", errChanged
	}
	at := atRange
	attaching := s.mayAttach(part)
	if attaching {
		at = atLast
	}
	act := decide(at, err)
	var stall *graph.StallError
	s.stalled = s.stalled || errors.As(err, &stall)
	s.mayBeWhole = s.mayBeWhole || act == lookFirst
	if graph.DeadLine(err) {
		s.deadLines++
	}
	if act != tryAgain && act != lookFirst && !wasSent {
		s.rec.MaybeSent, s.rec.Stage = part.Start, stageSession // it was answered: nothing of this range was kept
	}
	if act == giveUp && (wasSent || s.assumed != nothingAssumed) && maybeConflict(err) {
		act = conflict
	}
	switch act {
	case lookFirst:
		return s.lookThenRepeat(ctx, err)
	case tryAgain:
		return "", s.repeat(ctx, part, err)
	case pause:
		return "", s.p.throttled(err)
	case conflict:
		return s.conflicted(ctx, part, wasSent, err)
	case gone:
		return s.vanished(ctx, part, wasSent)
	case smaller:
		if s.rec.RangeSize/2 < smallestRange {
			return "", problem.New(problem.SizeRefused, "Name", s.rec.Name).WithDetail(detail(err))
		}
		s.rec.RangeSize /= 2
		s.longest = s.rec.RangeSize
		return "", nil
	case signIn:
		return "", errors.Join(errSignIn, err)
	default:
		return s.giveUp(ctx, part, wasSent, err)
	}
}

// giveUp looks a last time where an earlier try of the last range may have attached the file.
func (s *sender) giveUp(ctx context.Context, part graph.Range, wasSent bool, cause error) (string, error) {
	if s.mayAttach(part) && wasSent {
		if id, err := s.lookFor(ctx, atOnce); err == nil && id != "" {
			return id, nil
		}
	}
	return "", cause
}

// lookThenRepeat is for the last range: it may have been taken although no good answer came (L8, C24). If nothing of
// ours hangs on the task it is sent again, in the same session, which can attach the file only once.
func (s *sender) lookThenRepeat(ctx context.Context, cause error) (string, error) {
	id, err := s.lookFor(ctx, atOnce)
	if err != nil || id != "" {
		return id, err
	}
	return "", s.p.again(ctx, s.run, cause)
}

// repeat sends a range again whose answer was lost. Where this server answers questions about a session, that may save
// the bytes (L3, R2).
func (s *sender) repeat(ctx context.Context, part graph.Range, cause error) error {
	if err := s.p.again(ctx, s.run, cause); err != nil {
		return err
	}
	if next, ok := s.askStatus(ctx); ok && next > part.Start && next <= part.Start+part.Length {
		s.src.taken(next)
		s.goOnAt(next)
		s.rec.MaybeSent = next
		s.p.progressed()
	}
	return nil
}

// conflicted: a range that was sent before has landed then (L5), unless the server is still busy with that earlier try
// (E32); so what was taken for landed is tried once more before the session is given up. A range that never was sent
// shows that the session is not where we think it is.
func (s *sender) conflicted(ctx context.Context, part graph.Range, wasSent bool, cause error) (string, error) {
	switch {
	case s.stalled && (isBusy(cause) || !wasSent && s.assumed != nothingAssumed || wasSent && s.mayAttach(part)):
		return s.held(ctx, part, cause)
	case isBusy(cause) && s.doubts < maxDoubts:
		s.doubts++
		return "", s.p.again(ctx, s.run, cause)
	case wasSent && s.mayAttach(part):
		id, err := s.lookFor(ctx, hardlyThere)
		if err != nil || id != "" {
			return id, err
		}
		if s.doubts++; s.doubts > maxDoubts {
			return "", errLost
		}
		return "", s.p.again(ctx, s.run, cause)
	case wasSent:
		end := part.Start + part.Length
		if s.stalled {
			end = s.rec.MaybeSent // where the range ended that was swallowed
		}
		s.assumed = part.Start
		s.src.taken(end)
		s.goOnAt(end)
		s.p.progressed()
		return "", nil
	case s.assumed != nothingAssumed && s.doubts < maxDoubts:
		s.doubts++
		s.goOnAt(s.assumed)
		s.assumed = nothingAssumed
		return "", s.p.again(ctx, s.run, cause)
	}
	next, ok := s.askStatus(ctx)
	if s.stalls++; !ok || next == part.Start || next >= part.Total || s.stalls > maxStalls {
		return "", errLost
	}
	s.goOnAt(next)
	s.rec.MaybeSent = next
	return "", nil
}

// held is for a session in which the server still waits for a range that was swallowed (E32), whatever it says to the
// next one. That may take minutes, and a new session goes on sooner (R8). It is given one more try where it has ranges
// that would be sent anew.
//
// A session that is deleted attaches nothing more (C26). Whether the swallowed range came whole before, and attached
// the file, is told by the deletion, for which such a session was gone (L8), and by the task's attachments: they are
// looked at for longer where the server may be at work on the whole file, and once more before the file is sent whole.
func (s *sender) held(ctx context.Context, part graph.Range, cause error) (string, error) {
	if s.assumed != nothingAssumed {
		s.goOnAt(s.assumed)
		s.assumed = nothingAssumed
	}
	if s.rec.Next > 0 && s.doubts == 0 {
		s.doubts++
		return "", s.p.again(ctx, s.run, cause)
	}
	existed, err := s.closeSession(ctx)
	if err != nil {
		return "", s.p.again(ctx, s.run, cause) // as long as it is there, it may attach the file
	}
	if s.mayAttach(part) {
		within := atOnce
		switch {
		case !existed:
			within = surelyThere
		case s.mayBeWhole:
			within = mayBeThere
		}
		s.lookAgain = true
		if id, err := s.lookFor(ctx, within); err != nil || id != "" {
			return id, err
		}
	}
	s.rec.forgetSession()
	return "", errHeld
}

// lookAgainFor looks for what an earlier session, which was given up, attached late after all.
func (s *sender) lookAgainFor(ctx context.Context) (string, error) {
	id, err := s.lookFor(ctx, atOnce)
	if id == "" || err != nil {
		return "", err
	}
	if _, err := s.closeSession(ctx); err != nil {
		s.log.Warn("could not delete an upload session", "item", s.rec.ID, "err", err)
	}
	return id, nil
}

func isBusy(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && contended(answer)
}

// vanished: a session that is gone may be gone because its last range was taken (L8); otherwise 404 is asked twice
// (L18).
func (s *sender) vanished(ctx context.Context, part graph.Range, wasSent bool) (string, error) {
	if wasSent && s.mayAttach(part) {
		id, err := s.lookFor(ctx, atOnce)
		if err != nil || id != "" {
			return id, err
		}
	}
	if s.p.missed() {
		return "", s.wait(ctx, WaitRetry, secondLook)
	}
	if s.mayAttach(part) && wasSent {
		return s.lookOrLose(ctx)
	}
	return "", errLost
}

// lookOrLose looks for the attachment with patience, and starts over where there is none.
func (s *sender) lookOrLose(ctx context.Context) (string, error) {
	id, err := s.lookFor(ctx, surelyThere)
	if err != nil || id != "" {
		return id, err
	}
	return "", errLost
}

// askStatus asks where the session stands. The real service answers 404 while the session lives (L3), so one refusal
// ends the asking for this mailbox, and nothing is concluded from it.
func (s *sender) askStatus(ctx context.Context) (int64, bool) {
	if s.shelf.statusRefused.Load() {
		return 0, false
	}
	session, err := s.mailbox.SessionStatus(ctx, s.rec.SessionURL)
	if err != nil {
		var answer *graph.Error
		if errors.As(err, &answer) && answer.Missing() {
			s.shelf.statusRefused.Store(true)
		}
		return 0, false
	}
	return session.Next, session.Next >= 0
}
