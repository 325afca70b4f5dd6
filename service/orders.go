package service

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"taskdrop/service/accounts"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/retry"
	"taskdrop/service/transfer"
)

// orders carries out what a start was asked to do, and reports what became of it.
type orders struct {
	*core
	accounts *accounts.Accounts
	browsing *browsing
	queues   *queues
	review   *review
	intake   *intake
	outcome  *outcome
	setup    *setup
	done     chan struct{} // closed when nothing is left to do under -quit

	mu      sync.Mutex
	pending []pendingOrder
}

// pendingOrder waits for somebody to sign in.
type pendingOrder struct {
	order Order
	ids   []uint64 // its files' items
}

// begin carries out the command line. What an earlier run left goes first: it is in the queue already.
func (s *orders) begin(ctx context.Context) {
	if s.cfg.Quit {
		// Nobody is asked, and the log says what was taken for the answer.
		s.log.Info("nothing is asked: a folder is taken file by file, and a file whose name is on the task already is added beside it")
	}
	signIn := s.cfg.Order.Attach || s.cfg.Quit && s.outcome.unfinished(s.queues.now())
	s.resumeOrders(ctx)
	order := s.cfg.Order
	order.Account, order.made = s.cfg.Account, &madeTask{}
	s.carryOut(ctx, order, signIn)
	s.outcome.begun()
	s.board.Wake()
}

// carryOut queues an order's files and sends them to the list and task it names. It returns the ids of the queued
// items.
func (s *orders) carryOut(ctx context.Context, order Order, signIn bool) []uint64 {
	ids, handOn := s.accept(ctx, order, signIn)
	handOn(ctx)
	return ids
}

// accept queues an order's files at once, so that nothing is lost from here on. handOn sends them where they are meant
// to go: where nobody is signed in it signs in, if that is asked for, and otherwise they wait until the person does.
func (s *orders) accept(ctx context.Context, order Order, signIn bool) (ids []uint64, handOn func(context.Context)) {
	ids = s.intake.take(ctx, order.Files, destination{order: &order, unattended: s.unattended(order)})
	return ids, func(ctx context.Context) { s.handOn(ctx, order, ids, signIn) }
}

// resumeOrders carries on with what an earlier run was told and had not found the task of when it ended.
func (s *orders) resumeOrders(ctx context.Context) {
	for wanted, ids := range s.queues.now().Wanted() {
		s.log.Info("goes on with an earlier order", "list", wanted.List, "task", wanted.Task, "files", len(ids))
		s.followUp(ctx, Order{
			List: wanted.List, Task: wanted.Task, NewTask: wanted.NewTask, Account: wanted.Account, Unattended: s.cfg.Quit, made: &madeTask{},
		}, ids)
	}
}

func (s *orders) handOn(ctx context.Context, order Order, ids []uint64, signIn bool) {
	if stranger := s.accounts.Stranger(order.Account); stranger != nil {
		s.log.Warn("the account that was asked for is not signed in", "err", stranger)
		s.board.Tell(stranger, false)
		if s.unattended(order) {
			s.queues.now().FailUnassigned(stranger, ids)
			return
		}
	}
	if !s.followUp(ctx, order, ids) && signIn {
		s.accounts.SignInFor(ctx, s.accounts.PersonFor(order.Account), "")
	}
}

// followUp sends an order's items where they are meant to go, or lets them wait for a sign-in and reports false.
func (s *orders) followUp(ctx context.Context, order Order, ids []uint64) bool {
	if s.accounts.Reach(ctx, order.Account) {
		s.direct(ctx, order, ids)
		return true
	}
	s.letWait(order, ids)
	return false
}

// letWait keeps an order until somebody signs in.
func (s *orders) letWait(order Order, ids []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = append(s.pending, pendingOrder{order, ids})
}

// unattended reports whether nobody is there to be asked about this order.
func (s *orders) unattended(order Order) bool { return s.cfg.Quit || order.Unattended }

// directPending carries on with what waited for a sign-in.
func (s *orders) directPending(ctx context.Context) {
	s.mu.Lock()
	pending := s.pending
	s.pending = nil
	s.mu.Unlock()
	for _, p := range pending {
		s.followUp(ctx, p.order, p.ids)
	}
}

// direct chooses the list and task an order names, and gives them its files.
func (s *orders) direct(ctx context.Context, order Order, ids []uint64) {
	if order.List != "" || order.Task != "" || order.NewTask != "" {
		client := s.accounts.InUse()
		if client == nil { // it had one a moment ago
			s.letWait(order, ids)
			return
		}
		if err := s.choose(ctx, client, order); err != nil {
			switch {
			case ctx.Err() != nil:
			case transfer.SignInRequired(err): // such as a claims challenge: the order goes on after it (C9)
				s.accounts.Refused(client, err)
				s.letWait(order, ids)
			default:
				s.log.Error("could not choose list and task", "err", err)
				told := transfer.Explain(cmp.Or(order.NewTask, order.Task, order.List), err)
				s.board.Tell(told, false)
				s.queues.now().FailUnassigned(told, ids)
			}
			return
		}
	}
	if target := s.browsing.target(); target.Chosen() && len(ids) > 0 {
		s.review.assign(ctx, target, ids, s.unattended(order))
	}
}

// choose finds what -list and -task name, or makes the task of -new-task. It asks the server itself rather than wait
// for the dropdowns.
func (s *orders) choose(ctx context.Context, client *graph.Client, order Order) error {
	if order.List != "" {
		found, err := findList(ctx, client, order.List)
		if err != nil {
			return err
		}
		s.browsing.setList(found.ID, found.DisplayName)
	}
	list := graph.List{ID: s.browsing.target().ListID, DisplayName: s.browsing.target().ListName}
	if order.Task == "" && order.NewTask == "" {
		return nil
	}
	if list.ID == "" {
		return problem.New(problem.ListUnknown, "Name", order.List)
	}
	found, err := order.find(ctx, client, list)
	if err != nil {
		return err
	}
	if order.NewTask != "" {
		// After a restart the rest of its files finds the task that was made, and makes none.
		before := destination{order: &order}.wanted()
		made := transfer.Wanted{List: "id:" + list.ID, Task: "id:" + found.ID, Account: order.Account}
		order.made.wanted.Store(&made)
		s.queues.now().WantInstead(before, made)
	}
	s.browsing.setTask(found.ID, found.Title)
	return nil
}

// find returns the task that an order names. One that it is to make is made once, however often the order goes on.
func (o Order) find(ctx context.Context, client *graph.Client, list graph.List) (graph.Task, error) {
	if o.NewTask == "" {
		return findTask(ctx, client, list, o.Task)
	}
	o.made.mu.Lock() // a request long: who else wants the task waits for it anyway
	defer o.made.mu.Unlock()
	if o.made.task.ID != "" {
		return o.made.task, nil
	}
	made, err := makeTask(ctx, client, list, o.NewTask)
	o.made.task = made
	return made, err
}

// madeTask is the task that an order has made.
type madeTask struct {
	mu     sync.Mutex
	task   graph.Task
	wanted atomic.Pointer[transfer.Wanted] // where the order's files are to go, once the task is made
}

// findList returns the list of an exact name, or of id:ID.
func findList(ctx context.Context, client *graph.Client, want string) (graph.List, error) {
	lists, err := retry.Long(ctx, func() ([]graph.List, error) { return client.Lists(ctx) })
	if err != nil {
		return graph.List{}, err
	}
	return named(lists, want, func(l graph.List) (string, string) { return l.ID, l.DisplayName },
		problem.New(problem.ListUnknown, "Name", want), problem.ListAmbiguous, "")
}

// findTask returns the task of an exact title, or of id:ID.
func findTask(ctx context.Context, client *graph.Client, list graph.List, want string) (graph.Task, error) {
	tasks, err := retry.Long(ctx, func() ([]graph.Task, error) { return client.Tasks(ctx, list.ID, nil) })
	if err != nil {
		return graph.Task{}, transfer.OfList(ctx, client, list.DisplayName, err)
	}
	return named(preferOpen(tasks, want), want, func(t graph.Task) (string, string) { return t.ID, t.Title },
		problem.New(problem.TaskUnknown, "Name", want, "List", list.DisplayName), problem.TaskAmbiguous, list.DisplayName)
}

// preferOpen leaves completed tasks out where an open one has the title: a person means the one they see.
func preferOpen(tasks []graph.Task, title string) []graph.Task {
	var open []graph.Task
	for _, t := range tasks {
		if t.Title == title && !t.Completed() {
			open = append(open, t)
		}
	}
	if len(open) > 0 {
		return open
	}
	return tasks
}

// named finds the one entry of an exact name, or of id:ID. Of two with one name neither is guessed.
func named[T any](entries []T, want string, key func(T) (id, name string), unknown *Problem, ambiguous problem.Kind, list string) (T, error) {
	var found []T
	id, byID := strings.CutPrefix(want, "id:")
	for _, entry := range entries {
		entryID, name := key(entry)
		if byID && entryID == id || name == want {
			found = append(found, entry)
		}
	}
	var none T
	switch len(found) {
	case 0:
		return none, unknown
	case 1:
		return found[0], nil
	}
	return none, problem.New(ambiguous, "Name", want, "Count", strconv.Itoa(len(found)), "List", list)
}
