package transfer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// Limits of patience for one file.
const (
	maxVersions = 3 // a file that changed this often while it was sent keeps changing (C31)
	maxSessions = 3 // the first session and two more (C25)
	maxChecks   = 2 // a damaged copy is sent again once
	maxPlaces   = 3 // lists in which the task is looked for (C15)
)

// Why a run ends without an attachment and without a Problem.
var (
	errLost     = errors.New("the upload session is gone or stands elsewhere")
	errHeld     = errors.New("the upload session waited for a range that a dead line has swallowed")
	errSignIn   = errors.New("a person must sign in first")
	errPaused   = errors.New("paused")
	errCanceled = errors.New("cancelled")
	errShutdown = errors.New("closing")
	errInline   = errors.New("sessions are refused; send inline")
	errSession  = errors.New("inline is refused; send by session")
	errDamage   = errors.New("the attachment differs from the file")
	errMoved    = errors.New("the task is in another list now")
)

// progress is what snapshots read of a run while it works.
type progress struct {
	answered atomic.Int64 // bytes the server has answered for
	inFlight atomic.Int64 // bytes written of the request on its way
	asked    atomic.Int32 // requests on their way
	moved    atomic.Int64 // when one of them last moved, in Unix nanoseconds
	tryNow   chan struct{}
	meter    meter
}

func newProgress() *progress { return &progress{tryNow: make(chan struct{}, 1)} }

// silenceShown is how long a request may go without a byte or an answer before its row says so.
const silenceShown = 10 * time.Second

// noteAsked notes that a request has left, or has ended.
func (p *progress) noteAsked(asked bool) {
	p.moved.Store(time.Now().UnixNano())
	if asked {
		p.asked.Add(1)
	} else {
		p.asked.Add(-1)
	}
}

// noteMoved notes that bytes of a request went out just now.
func (p *progress) noteMoved() { p.moved.Store(time.Now().UnixNano()) }

// quietSince is when the requests on their way last moved, zero if that was less than silenceShown ago or none is.
func (p *progress) quietSince() time.Time {
	moved := time.Unix(0, p.moved.Load())
	if p.asked.Load() == 0 || time.Since(moved) < silenceShown {
		return time.Time{}
	}
	return moved
}

func (p *progress) sent() int64 { return p.answered.Load() + p.inFlight.Load() }

// run takes one item from disk to task. It belongs to one goroutine; what others see goes through the queue.
type run struct {
	q        *Queue
	rec      Record
	signedIn *graph.Client // the account's as it was when the run began; another sign-in has another
	mailbox  *graph.Client
	shelf    *shelf
	src      *source
	live     *progress
	log      *slog.Logger
	lane     lanes // where the upload has a lane, else nil

	failures atomic.Int64           // of the whole file, see patience
	answered atomic.Pointer[string] // see Record.RequestID
	check    bool                   // download and compare after the upload

	oldKept *problem.Problem // what it replaces could not be taken off

	inlineRefusal error // why the file did not go inline, nil if that was not tried
	lookAgain     bool  // a session was given up in which all of the file may have been sent
}

// attach does the whole way and returns the attachment's id. It starts anew where the file changed or the session
// was lost, a limited number of times.
func (r *run) attach(ctx context.Context) (string, error) {
	ctx = graph.WatchWrites(ctx, func(requestID string) { r.answered.Store(&requestID) })
	versions, sessions, checks, places := 1, 1, 1, 1
	for {
		id, err := r.attempt(ctx)
		if errors.Is(err, errSignIn) && refusedThere(ctx, r, err) {
			return "", listRefused(cmp.Or(r.rec.Target.ListName, r.rec.Target.ListID), err)
		}
		if errors.Is(err, errLost) {
			err = cmp.Or(r.taskStillThere(ctx), err)
		}
		if missing(err) {
			err = r.followTask(ctx, err)
		}
		switch {
		case errors.Is(err, errMoved):
			if places++; places > maxPlaces {
				return "", problem.New(problem.TaskGone)
			}
			if r.rec.inDoubt() {
				continue // what may hang on the task moved along with it
			}
		case errors.Is(err, errChanged):
			if versions++; versions > maxVersions {
				return "", problem.New(problem.KeepsChanging, "Name", r.rec.Name)
			}
		case errors.Is(err, errHeld): // the line's doing, and limited as its failures are
		case errors.Is(err, errLost):
			if sessions++; sessions > maxSessions {
				return "", problem.New(problem.SessionLost, "Name", r.rec.Name)
			}
		case errors.Is(err, errDamage):
			if checks++; checks > maxChecks {
				return "", problem.New(problem.Mismatch, "Name", r.rec.Name)
			}
		default:
			return id, err
		}
		r.log.Info("starts over", "item", r.rec.ID, "because", err)
		if err := r.startOver(ctx); err != nil {
			return "", err
		}
	}
}

// attempt sends one version of the file through at most one session.
func (r *run) attempt(ctx context.Context) (string, error) {
	r.rec.Attempts++
	src, err := openSource(ctx, r.rec.Path, r.q.journal.dir)
	if err != nil {
		return r.resolveWithoutFile(ctx, err)
	}
	defer src.Close()
	r.src = src
	if r.rec.Stage != stageNone && !r.goesOnWith(src) {
		if id, err := r.changedSince(ctx); id != "" || err != nil {
			return id, err
		}
	}
	r.rec.Print = src.print
	id, err := r.resolve(ctx)
	if id == "" && err == nil {
		id, err = r.send(ctx)
	}
	if err != nil {
		return "", err
	}
	return id, r.confirm(ctx, id)
}

// resolve settles what an earlier run left in doubt. An empty id means that nothing of ours hangs on the task.
func (r *run) resolve(ctx context.Context) (string, error) {
	if !r.rec.inDoubt() {
		return "", nil
	}
	within := hardlyThere // a last range tells more when it is sent again
	if r.rec.Stage == stageInline {
		within = mayBeThere
	}
	id, err := r.lookFor(ctx, within)
	if err != nil || id != "" {
		return id, err
	}
	if r.rec.Stage == stageInline {
		r.rec.Stage = stageNone
	}
	return "", nil
}

// resolveWithoutFile settles a doubt by the hash in the journal where the file is gone; otherwise the file's absence
// stands.
func (r *run) resolveWithoutFile(ctx context.Context, absence error) (string, error) {
	if !r.rec.inDoubt() || r.rec.SHA256 == "" {
		return "", absence
	}
	id, err := r.lookFor(ctx, hardlyThere)
	if err != nil || id != "" {
		return id, err
	}
	return "", absence
}

// send attaches the file inline or by a session. If the server refuses one way, the other one is tried once (C40).
func (r *run) send(ctx context.Context) (string, error) {
	inline := r.src.print.Size <= r.mailbox.InlineCutoff() || r.rec.NoSession
	if r.rec.SessionURL != "" {
		inline = false
	}
	r.inlineRefusal = nil
	for range 2 {
		var id string
		var err error
		if inline {
			id, err = r.sendInline(ctx)
		} else {
			id, err = r.sendBySession(ctx)
		}
		switch {
		case errors.Is(err, errInline):
			inline = true
		case errors.Is(err, errSession):
			inline = false
		default:
			return id, err
		}
	}
	return "", r.inlineRefusal
}

// confirm makes sure that what hangs on the task is the file as it is now. What is taken off again is certainly ours:
// the server named it.
func (r *run) confirm(ctx context.Context, id string) error {
	damaged := false
	if r.check && id != "" {
		same, err := r.sameContent(ctx, id)
		if err != nil {
			return err
		}
		damaged = !same
	}
	changed := !r.src.unchanged()
	if !damaged && !changed {
		return nil
	}
	if changed && !damaged {
		now, err := openSource(ctx, r.rec.Path, r.q.journal.dir)
		if err != nil {
			return nil // moved or deleted once it was sent: what hangs there is the whole file as it was
		}
		_ = now.Close()
	}
	if id != "" {
		if _, err := read(ctx, r, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, r.mailbox.DeleteAttachment(ctx, r.ref(), id)
		}); err != nil {
			return err
		}
	}
	if changed {
		return errChanged
	}
	return errDamage
}

// startOver deletes the session, if one is open, and forgets it.
func (r *run) startOver(ctx context.Context) error {
	if _, err := r.closeSession(ctx); err != nil {
		r.log.Warn("could not delete an upload session", "item", r.rec.ID, "err", err)
	}
	r.rec.forgetSession()
	r.live.answered.Store(0)
	r.live.inFlight.Store(0)
	return r.save(false)
}

// goesOnWith reports whether src is the version that an earlier upload was sending, and takes up its hash. If only the
// date is another one, the bytes sent so far decide; bytes in doubt can't, since nobody knows what they were.
func (r *run) goesOnWith(src *source) bool {
	same := src.print.equal(r.rec.Print)
	if !same && (!r.rec.Print.touched(src.print) || r.rec.inDoubt() || r.rec.MaybeSent > r.rec.Next) {
		return false
	}
	sum, err := src.hash.begin(r.rec.Next)
	switch {
	case err != nil:
		return false
	case r.rec.SentSum != "" || !same:
		return sum == r.rec.SentSum || r.rec.Next == 0
	}
	return true // a record of an older version of the program
}

// changedSince deals with a file that is not the one an earlier upload was sending. The id is that of an attachment
// which holds what the file holds now, or what was copied of it.
func (r *run) changedSince(ctx context.Context) (string, error) {
	if r.rec.inDoubt() {
		id, err := r.lookFor(ctx, hardlyThere)
		if err != nil {
			return "", err
		}
		if id != "" {
			sum, err := sumOf(r.src.content())
			if r.rec.Print.Content != "" || err == nil && (r.rec.SHA256 == "" || sum == r.rec.SHA256) {
				return id, nil
			}
			return "", problem.New(problem.ChangedInDoubt, "Name", r.rec.Name)
		}
	}
	return "", r.startOver(ctx)
}

// taskStillThere asks for the task before a file is sent to it anew: a lost session may mean a deleted task.
func (r *run) taskStillThere(ctx context.Context) error {
	_, err := read(ctx, r, func(ctx context.Context) (graph.Task, error) { return r.mailbox.Task(ctx, r.ref()) })
	if !refusedAsRequest(err) {
		return err
	}
	tasks, listErr := read(ctx, r, func(ctx context.Context) ([]graph.Task, error) {
		return r.mailbox.Tasks(ctx, r.rec.Target.ListID, nil)
	})
	if listErr == nil && slices.ContainsFunc(tasks, func(t graph.Task) bool { return t.ID == r.rec.Target.TaskID }) {
		return nil // it can't be read by itself here, but it is there
	}
	return err
}

// sameContent compares an attachment's bytes with the file's by SHA-256; the listed size says nothing (L9, C36).
func (r *run) sameContent(ctx context.Context, id string) (bool, error) {
	want, err := r.sum()
	if err != nil {
		return false, err
	}
	got, err := read(ctx, r, func(ctx context.Context) (string, error) {
		body, _, err := r.mailbox.AttachmentContent(ctx, r.ref(), id)
		if err != nil {
			return "", err
		}
		defer body.Close()
		hash := sha256.New()
		// One byte more than could match is enough to see that it is not ours.
		if _, err := io.Copy(hash, io.LimitReader(body, MaxFileSize+1)); err != nil {
			return "", &graph.Error{Op: "download an attachment", Err: err}
		}
		return hex.EncodeToString(hash.Sum(nil)), nil
	})
	return got == want, err
}

// knownSum is the SHA-256 of the bytes as they were sent, "" where that is not known.
func (r *run) knownSum() string {
	switch {
	case r.rec.SHA256 != "":
		return r.rec.SHA256
	case r.src == nil:
		return ""
	case r.src.whole != "":
		return r.src.whole
	}
	sum, _ := r.src.hash.sum(r.src.print.Size)
	return sum
}

// sum is the SHA-256 of this version of the file: of the bytes as they were sent, else read again from the disk, which
// happens only when in doubt.
func (r *run) sum() (string, error) {
	if sum := r.knownSum(); sum != "" {
		return sum, nil
	}
	sum, err := sumOf(r.src.content())
	if err != nil {
		return "", pathProblem(r.rec.Path, err)
	}
	if !r.src.unchanged() {
		return "", errChanged
	}
	return sum, nil
}

func (r *run) ref() graph.TaskRef {
	return graph.TaskRef{ListID: r.rec.Target.ListID, TaskID: r.rec.Target.TaskID}
}

func (r *run) attachment() graph.NewAttachment {
	return graph.NewAttachment{Name: r.rec.Name, ContentType: graph.ContentType(r.rec.Name), Size: r.src.print.Size}
}

// save puts the record into the journal, before the act it announces. durable waits for the disk.
func (r *run) save(durable bool) error {
	number, err := r.q.save(r.rec)
	if err == nil && durable {
		err = r.q.journal.flush(number)
	}
	if err != nil {
		return r.q.journal.failure(err)
	}
	return nil
}

// closeSession deletes the upload session, again after a passing fault (L18), and reports whether it was there. It has
// time of its own, since it runs when the run's has ended (C26).
func (r *run) closeSession(ctx context.Context) (existed bool, err error) {
	if r.rec.SessionURL == "" {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	existed, err = read(ctx, r, func(ctx context.Context) (bool, error) {
		return r.mailbox.DeleteSession(ctx, r.rec.SessionURL)
	})
	if err != nil {
		return false, fmt.Errorf("delete upload session: %w", err)
	}
	return existed, nil
}
