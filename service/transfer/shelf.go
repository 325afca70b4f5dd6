package transfer

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// listFresh is how long a list counts as seen lately. A deleted list goes on taking files for a while (L17).
const listFresh = 5 * time.Minute

// shelf is what is known to hang on one task: what was there before ours tells our own apart after an unknown outcome
// (L8). It is read once and then kept up by what TaskDrop attaches itself; what others add meanwhile is told apart by
// content.
type shelf struct {
	reading chan struct{} // one reader at a time; a channel, so that waiting for it ends with the item

	mu       sync.Mutex
	ids      map[string][]string // attachment ids by name
	listSeen time.Time

	statusRefused   atomic.Bool // GET of a session answered 404 here (L3)
	sessionsRefused atomic.Bool // an application gets no sessions here (C38)
}

type shelfAnswer struct {
	before []string
	err    error
}

func newShelf() *shelf {
	return &shelf{reading: make(chan struct{}, 1)}
}

func (s *shelf) add(name, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids != nil && id != "" {
		s.ids[name] = append(s.ids[name], id)
	}
}

// known returns the ids of a name, and what has to be read first.
func (s *shelf) known(name string) (ids []string, needIDs, needList bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ids[name]), s.ids == nil, time.Since(s.listSeen) > listFresh
}

// readShelf finds out, beside the sending, what of this name hangs on the task already, and that the list still
// exists.
func (r *run) readShelf(ctx context.Context) <-chan shelfAnswer {
	answer := make(chan shelfAnswer, 1)
	if r.rec.inDoubt() {
		answer <- shelfAnswer{before: r.rec.Before} // as it was before the act in doubt
		return answer
	}
	ids, needIDs, needList := r.shelf.known(r.rec.Name)
	if !needIDs && !needList {
		answer <- shelfAnswer{before: ids}
		return answer
	}
	reader := r.reader()
	go func() {
		ids, err := reader.fillShelf(ctx)
		answer <- shelfAnswer{before: ids, err: err}
	}()
	return answer
}

// reader is a second pair of hands for the same item: it asks, and changes nothing of the run's own.
func (r *run) reader() *run {
	return &run{q: r.q, rec: r.rec, mailbox: r.mailbox, shelf: r.shelf, live: r.live, log: r.log}
}

func (r *run) fillShelf(ctx context.Context) ([]string, error) {
	select {
	case r.shelf.reading <- struct{}{}:
		defer func() { <-r.shelf.reading }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	_, needIDs, needList := r.shelf.known(r.rec.Name)
	list := make(chan error, 1)
	if needList {
		reader := r.reader()
		go func() { list <- reader.seeList(ctx) }()
	} else {
		list <- nil
	}
	var err error
	if needIDs {
		err = r.readAttachments(ctx)
	}
	if listErr := <-list; listErr != nil {
		return nil, listErr
	}
	ids, _, _ := r.shelf.known(r.rec.Name)
	return ids, err
}

func (r *run) readAttachments(ctx context.Context) error {
	found, err := read(ctx, r, func(ctx context.Context) ([]graph.Attachment, error) {
		return r.mailbox.Attachments(ctx, r.ref())
	})
	if err != nil {
		return err
	}
	ids := make(map[string][]string, len(found))
	for _, a := range found {
		ids[a.Name] = append(ids[a.Name], a.ID)
	}
	r.shelf.mu.Lock()
	defer r.shelf.mu.Unlock()
	r.shelf.ids = ids
	return nil
}

// seeList makes sure that the list still exists. Where it can't be read by itself, all lists are, before it is given
// up.
func (r *run) seeList(ctx context.Context) error {
	_, err := read(ctx, r, func(ctx context.Context) (graph.List, error) {
		return r.mailbox.List(ctx, r.rec.Target.ListID)
	})
	if refusedAsRequest(err) {
		listed, listErr := read(ctx, r, r.mailbox.Lists)
		switch {
		case listErr != nil:
			return listErr
		case slices.ContainsFunc(listed, func(l graph.List) bool { return l.ID == r.rec.Target.ListID }):
			err = nil
		default:
			return problem.New(problem.ListGone).WithDetail(detail(err))
		}
	}
	if err != nil {
		return err
	}
	r.shelf.mu.Lock()
	defer r.shelf.mu.Unlock()
	r.shelf.listSeen = time.Now()
	return nil
}

// takeShelf waits for readShelf and keeps its answer in the record. nil means that it was taken before.
func (r *run) takeShelf(ctx context.Context, from <-chan shelfAnswer) error {
	if from == nil {
		return nil
	}
	select {
	case answer := <-from:
		if answer.err != nil {
			return answer.err
		}
		r.rec.Before = answer.before
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// For how long to look. No source tells how far a list may lag behind what was attached, and a file that is not seen in
// time is sent, and hangs there, twice: these times are what exactly-once rests on (R1).
const (
	// atOnce is for where a further act tells more, and can't attach the file twice.
	atOnce = time.Duration(0)
	// hardlyThere is before a last range is sent again, which tells more and can't attach the file twice.
	hardlyThere = 2 * time.Second
	// saidNot is after an answer of the service itself that it did nothing. It should be believed, but a POST that
	// attached all the same is attached twice if the list lags by more than this.
	saidNot = 6 * time.Second
	// mayBeThere is after one POST whose answer is not known. It bounds how soon that is repeated; a list that lags by
	// 10 s is allowed for. The file is looked for more often at first, so that one that is there is found at once.
	mayBeThere = 10 * time.Second
	// surelyThere is where the server took all bytes or has no session any more: only a list that lags hides it.
	surelyThere = 42 * time.Second
)

// lookFor looks for our file among the task's attachments: of its name, not there before, not another item's, and the
// same bytes (L8, C24). An empty id with no error means that it was not there within that time. Later looks come after
// longer pauses, because a request that had no answer may still be at work in the server.
func (r *run) lookFor(ctx context.Context, within time.Duration) (string, error) {
	until := time.Now().Add(within)
	for pause := time.Second; ; pause += time.Second {
		left := time.Until(until)
		r.q.showWait(r.rec.ID, Wait{Reason: WaitCheck})
		id, err := r.lookOnce(ctx)
		r.q.showWait(r.rec.ID, Wait{})
		if err != nil || id != "" || left <= 0 {
			return id, err
		}
		if err := r.wait(ctx, WaitCheck, min(pause, left)); err != nil {
			return "", err
		}
	}
}

func (r *run) lookOnce(ctx context.Context) (string, error) {
	found, err := read(ctx, r, func(ctx context.Context) ([]graph.Attachment, error) {
		return r.mailbox.Attachments(ctx, r.ref())
	})
	if err != nil {
		return "", err
	}
	for _, a := range found {
		if a.Name != r.rec.Name || slices.Contains(r.rec.Before, a.ID) || r.q.claimed(a.ID, r.rec.ID) {
			continue
		}
		same, err := r.sameContent(ctx, a.ID)
		if err != nil && decide(atRead, err) == gone {
			continue // taken off the task between the two questions
		}
		if err != nil {
			return "", err
		}
		if same {
			r.log.Info("found on the task after an unknown outcome", "item", r.rec.ID, "attachment", a.ID)
			return a.ID, nil
		}
	}
	return "", nil
}

// findAttached names an attachment that the server confirmed without saying its id (C23).
func (r *run) findAttached(ctx context.Context) (string, error) {
	id, err := r.lookFor(ctx, surelyThere)
	if err == nil && id == "" {
		return "", problem.New(problem.NotShown, "Name", r.rec.Name)
	}
	return id, err
}
