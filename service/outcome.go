package service

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// Result is what became of one file, for the line on standard output.
type Result struct {
	Path         string // as it was given, or absolute for what an earlier run left
	Attached     bool
	AttachmentID string
	Reason       string // why it was not attached, one line
}

// outcome follows the items of this run: those the command line or a drop added, and those an earlier run left unfinished.
type outcome struct {
	mu       sync.Mutex
	followed []uint64
	paths    map[uint64]string
	started  bool // the command line has been carried out

	watching sync.Mutex
	watchers map[chan struct{}]bool
}

func (o *outcome) init() {
	o.paths, o.watchers = map[uint64]string{}, map[chan struct{}]bool{}
}

// watch returns a channel that receives after changes, merged into one, until stop.
func (o *outcome) watch() (stirred <-chan struct{}, stop func()) {
	watcher := make(chan struct{}, 1)
	o.watching.Lock()
	defer o.watching.Unlock()
	o.watchers[watcher] = true
	return watcher, func() {
		o.watching.Lock()
		defer o.watching.Unlock()
		delete(o.watchers, watcher)
	}
}

// stir never blocks: it is called with the queue locked.
func (o *outcome) stir() {
	o.watching.Lock()
	defer o.watching.Unlock()
	for watcher := range o.watchers {
		select {
		case watcher <- struct{}{}:
		default:
		}
	}
}

// restore follows what an earlier run left unfinished, and drops what it had finished from the journal; failures stay, to be
// tried again.
func (o *outcome) restore(journal *transfer.Journal, records []transfer.Record) []transfer.Record {
	var gone []uint64
	kept := slices.DeleteFunc(records, func(r transfer.Record) bool {
		if r.State == transfer.StateAttached || r.State == transfer.StateUndone {
			gone = append(gone, r.ID)
			return true
		}
		return false
	})
	if len(gone) > 0 {
		_ = journal.Remove(gone...) // they come again next time, no harm done
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.followed, o.paths = nil, map[uint64]string{}
	for i, r := range kept {
		kept[i].Given = "" // relative to a folder that this run does not know
		if !r.State.Terminal() {
			o.followed = append(o.followed, r.ID)
			o.paths[r.ID] = cmp.Or(r.Source, r.Path)
		}
	}
	return kept
}

func (o *outcome) follow(ids []uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.followed = append(o.followed, ids...)
}

func (o *outcome) begun() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.started = true
}

func (o *outcome) hasBegun() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.started
}

// unfinished reports whether something followed waits for an account.
func (o *outcome) unfinished(queue *transfer.Queue) bool {
	if len(queue.Wanted()) > 0 {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, item := range queue.Snapshot().Items {
		if item.Target.Chosen() && slices.Contains(o.followed, item.ID) && !item.State.Terminal() {
			return true
		}
	}
	return false
}

// Done is closed when, under -quit, everything is attached or has failed.
func (s *Service) Done() <-chan struct{} { return s.done }

// watchForEnd closes Done once nothing is left that could still come to an end by itself. Whatever waits for an answer that
// nobody will give is failed then, with a sentence that says so.
func (s *Service) watchForEnd(ctx context.Context) {
	stirred, stop := s.outcome.watch()
	defer stop()
	for {
		for !s.outcome.hasBegun() || s.Busy() || s.signingIn() || s.refusalUnnoticed() {
			select {
			case <-ctx.Done():
				return
			case <-stirred:
			}
		}
		lost := s.lostAccount()
		if lost == "" {
			break
		}
		s.signInFor(ctx, s.whois(lost), "") // nobody is there to press the button
	}
	s.queueNow().FailWaiting(s.whyWaiting)
	close(s.done)
}

func (s *Service) accountInUse() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account
}

func (s *Service) signingIn() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signIn != nil || s.view.Phase == PhaseSigningIn
}

// whyWaiting words why an item did not get its turn.
func (s *Service) whyWaiting(item Item) *Problem {
	s.mu.Lock()
	whyNobody := cmp.Or(s.whyNobody, s.view.SignInError)
	account := s.account
	s.mu.Unlock()
	switch {
	case whyNobody != nil:
		return whyNobody
	case account == "" || item.State == ItemSignIn:
		return problem.New(problem.SignInNeeded)
	default:
		return problem.New(problem.NoTaskChosen, "Name", item.Name)
	}
}

// Results are the files of this run in the order they came, for -quit.
func (s *Service) Results() []Result {
	s.outcome.mu.Lock()
	followed := slices.Clone(s.outcome.followed)
	s.outcome.mu.Unlock()
	return s.resultsOf(followed)
}

func (s *Service) resultsOf(ids []uint64) []Result {
	items := map[uint64]*Item{}
	for _, item := range s.queueNow().Snapshot().Items {
		items[item.ID] = item
	}
	s.outcome.mu.Lock()
	defer s.outcome.mu.Unlock()
	results := make([]Result, 0, len(ids))
	for _, id := range ids {
		results = append(results, resultOf(items[id], s.outcome.paths[id]))
	}
	return results
}

// Line is the result as a script reads it: tab-separated, one line. A tab or line end in a path is written as an escape.
func (r Result) Line() string {
	escape := strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`)
	if r.Attached {
		return "attached\t" + escape.Replace(r.Path) + "\t" + escape.Replace(r.AttachmentID)
	}
	return "failed\t" + escape.Replace(r.Path) + "\t" + escape.Replace(r.Reason)
}

func resultOf(item *Item, path string) Result {
	if item == nil {
		p := problem.New(problem.Cancelled, "Name", path)
		return Result{Path: path, Reason: p.Sentence()}
	}
	r := Result{Path: cmp.Or(item.Given, item.Path)}
	switch item.State {
	case ItemAttached:
		r.Attached, r.AttachmentID = true, item.AttachmentID
	case ItemFailed:
		r.Reason = item.Problem.Sentence()
	case ItemPaused:
		r.Reason = problem.New(problem.Paused, "Name", item.Name).Sentence()
	case ItemUndone:
		r.Reason = problem.New(problem.Undone, "Name", item.Name).Sentence()
	default:
		r.Reason = problem.New(problem.NotAttached, "Name", item.Name).Sentence()
	}
	return r
}
