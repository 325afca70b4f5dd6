// Package service is what TaskDrop does, with no idea of a window: it takes commands, answers them at once, works on
// goroutines of its own, and shows everything in one immutable Snapshot. Its parts have state, locks and packages or
// files of their own; this package puts them together. It does not know how anything is drawn.
package service

import (
	"context"
	"log/slog"
	"os"
	"slices"

	"taskdrop/auth/tokenstore"
	"taskdrop/service/accounts"
	"taskdrop/service/attachments"
	"taskdrop/service/background"
	"taskdrop/service/desktop/clipboard"
	"taskdrop/service/desktop/panel"
	"taskdrop/service/graph"
	"taskdrop/service/network"
	"taskdrop/service/problem"
	"taskdrop/service/settings"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// Config is what one run of the program was asked to do.
type Config struct {
	Endpoint Endpoint
	// ByFlag tells which of Endpoint the command line named; the environment named the rest.
	ByFlag Given
	// BuiltInClientID is the application id a release carries, "" if it carries none.
	BuiltInClientID string
	// StartDemo starts the stand-in for Microsoft To Do. nil means there is none.
	StartDemo func() (Endpoint, error)
	Demo      bool // start with the demo
	StateDir  string
	// Account is the address of the signed-in account to use, "" for the last one.
	Account string
	Order   Order
	Quit    bool // nobody is asked anything; Done closes when all is done
	// OpenURL shows a page in the person's browser; nil is the system's way.
	OpenURL func(url string) error
	// WithCode reports whether people sign in with a code on another device, as there is no browser here, or since it
	// could not be opened; nil is never.
	WithCode func(openFailed bool) bool
	// OpenFile shows a file, or a folder, with the system's program for it; nil is the system's way.
	OpenFile func(path string) error
	// Clipboard reads what can be pasted; nil is the system's.
	Clipboard func(context.Context) (clipboard.Content, error)
	// OutsideOwnDrives tells paths to ask about before anything looks at them; nil is fileuri's.
	OutsideOwnDrives func(path string) bool
	// Translate gives a sentence in the person's language for the page in the browser; nil is English.
	Translate func(key, english string) string
	// Keyring is where keys and passwords rest; nil is the system's.
	Keyring tokenstore.PasswordRing
	// Command starts this program again with the same state, application and server; Icon is its picture, a PNG. Both
	// are for the icons it makes.
	Command []string
	Icon    []byte
	// CrashFile tells how the last run crashed; "" if it did not.
	CrashFile string
	Logger    *slog.Logger
}

// Order is what a start, or a second one, was asked to do.
type Order struct {
	// List and Task are preselected: an exact name, or id:ID. "" is the last choice.
	List, Task string
	// NewTask is the title of a task that is made in List, in place of Task.
	NewTask    string
	Account    string // the address of the account it is for; "" is the one in use. Start fills in Config's
	Files      []transfer.Dropped
	Attach     bool // sign in by itself
	Unattended bool // nobody is asked anything about it

	made *madeTask
}

// Service is the program behind the window. Its methods, and those of its parts, may be called from any goroutine and
// return at once.
//
// A part is a field with the methods that the window calls. The order below is the order of their needs: a part knows
// those above it, and what it must ask of one below it is a function that New fills in.
type Service struct {
	*core
	held *heldFor
	*questions
	*queues
	*setup
	*accounts.Accounts
	*attachments.Attachments
	*browsing
	outcome *outcome
	review  *review
	*intake
	*orders
	*desktop
}

// New opens the state folder and its queue. Nothing is sent before Start.
func New(cfg Config) *Service {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	c := &core{cfg: &cfg, log: cfg.Logger, group: background.New(), board: view.NewBoard()}
	store, unread := settings.Open(cfg.StateDir, c.group, c.log)
	c.store = store
	s := &Service{core: c, held: &heldFor{window: c.board}, outcome: newOutcome()}
	s.questions = &questions{window: c.board, held: s.held}
	s.queues = &queues{questions: s.questions}
	s.setup = &setup{core: c, routes: network.New(), passwords: tokenstore.NewPasswords(cfg.Keyring)}
	s.checkAfterUpload.Store(store.Now().Preferences.CheckAfterUpload)
	s.Accounts = accounts.New(accounts.Config{
		Board: c.board, Group: c.group, Log: c.log, Settings: store, Routes: s.routes, StateDir: cfg.StateDir,
		Account: cfg.Account, Keyring: cfg.Keyring, OpenURL: cfg.OpenURL, WithCode: cfg.WithCode, OpenPage: c.openPage, Translate: cfg.Translate, Setup: s.setup,
		Queue: s.queues.now, ResetLocked: s.reset, Entered: s.entered, Ready: s.ready, Left: s.forget, LeaveDemo: s.leaveDemo,
	})
	s.afterStart = s.AfterStart
	s.Attachments = attachments.New(attachments.Config{
		Board: c.board, Group: c.group, Log: c.log, Refused: s.Refused, TellError: s.TellError, Items: s.items,
		Chosen: func() (*graph.Client, Target) { return s.InUse(), s.target() }, OpenFile: c.openFile,
	})
	s.browsing = &browsing{core: c, accounts: s.Accounts, attachments: s.Attachments, newest: map[string]int{}}
	s.review = &review{core: c, accounts: s.Accounts, queues: s.queues, held: s.held, questions: s.questions, outcome: s.outcome}
	s.browsing.chosen = s.review.start
	s.intake = &intake{
		core: c, browsing: s.browsing, queues: s.queues, questions: s.questions, review: s.review, outcome: s.outcome,
	}
	s.orders = &orders{
		core: c, accounts: s.Accounts, browsing: s.browsing, queues: s.queues, review: s.review, intake: s.intake,
		outcome: s.outcome, setup: s.setup, done: make(chan struct{}),
	}
	s.intake.followUp = s.orders.followUp
	s.desktop = &desktop{core: c, accounts: s.Accounts, queues: s.queues, panel: panel.New(c.log)}

	c.board.Update(func(v *Snapshot) {
		v.Demo = cfg.Demo
		v.HasClientID = s.InForce().ClientID.Value != ""
		v.Phase = s.IdlePhase(v.Demo)
		v.Preferences = store.Now().Preferences
		v.Setup = s.shown()
		if unread != nil {
			v.AddNotice(view.Notice{Problem: unread})
		}
		if cfg.CrashFile != "" {
			v.AddNotice(view.Notice{Problem: problem.New(problem.Crashed, "File", cfg.CrashFile), Folder: cfg.StateDir})
		}
	})
	s.openQueue()
	return s
}

// openQueue puts the queue of the state folder in use, and returns the one before. If it can't be opened the person is
// told.
func (s *Service) openQueue() (before *transfer.Queue) {
	dir := s.stateDir()
	journal, records, trouble, err := transfer.OpenJournal(dir)
	if err != nil {
		s.log.Error("could not open the journal", "dir", dir, "err", err)
		journal = transfer.BrokenJournal(dir, err)
		trouble = transfer.JournalProblem(dir, err)
	}
	if trouble != nil {
		s.board.Tell(trouble, false)
	}
	if err == nil {
		_ = os.Chmod(dir, 0o700)
	}
	records = s.outcome.restore(journal, records)
	needed := make([]string, len(records))
	for i, record := range records {
		needed[i] = record.Path
	}
	sweepSpool(dir, needed, s.log)
	s.held.restore(records)
	return s.queues.use(transfer.NewQueue(transfer.Config{
		Journal: journal, Records: records, Mailbox: s.Of, Logger: s.log, Changed: s.board.Wake,
		SignInNeeded: s.SignInNeeded, CheckAfterUpload: s.checkAfterUpload.Load,
		Packer: packerIn(dir, s.log, s.core.takesHousekeeping), Packed: s.review.packed, Unattended: s.cfg.Quit,
	}))
}

// Start does what the command line asked for.
func (s *Service) Start() {
	s.group.Go(func(ctx context.Context) {
		s.openNetwork(ctx)
		if s.cfg.Demo {
			s.startDemo(ctx)
		} else {
			s.Accounts.Start(ctx)
		}
		s.Started()
		s.orders.begin(ctx)
	})
	s.group.Go(s.keepAwake)
	s.group.Go(s.showProgress)
	s.group.Go(func(ctx context.Context) { s.followArrivals(ctx, s.queues) })
	if s.cfg.Quit {
		s.group.Go(s.watchForEnd)
	}
}

// entered goes on after an account has become the one in use.
func (s *Service) entered(ctx context.Context, accountID string, mailbox *graph.Client) {
	s.ForgetPictures()
	if mailbox == nil {
		return
	}
	s.browsing.load(accountID, mailbox)
	s.ready(accountID)
	s.directPending(ctx)
}

// reset empties what is shown of an account.
func (s *Service) reset(v *Snapshot, accountID string, readable bool) {
	s.browsing.reset(v, accountID, readable)
}

// forget lets go of what is kept of an account that is no longer in use.
func (s *Service) forget() { s.ForgetPictures() }

// ready goes on with what waits for an account.
func (s *Service) ready(accountID string) {
	s.queues.now().SignedIn(accountID)
	s.review.reviewHeld(accountID)
}

// Snapshot is the newest picture of everything.
func (s *Service) Snapshot() Snapshot {
	queue := s.queues.now()
	v := s.board.Now()
	s.Draw(&v)
	v.Queue = queue.Snapshot()
	v.NeedsTask = slices.ContainsFunc(v.Queue.Items, func(item *Item) bool { return item.State == ItemUnassigned })
	return v
}

// Changed receives after each change that is more than a byte count. Changes in between are merged into one.
func (s *Service) Changed() <-chan struct{} { return s.board.Changed() }

// Close stops everything, leaving uploads resumable. It waits for running requests to be broken off.
func (s *Service) Close() error {
	queue := s.queues.now()
	s.group.Stop()
	err := queue.Close()
	s.group.Wait()
	s.Attachments.Close()
	sweepSpool(s.stateDir(), unsent(queue), s.log)
	s.RememberMailboxes()
	s.store.Write()
	return err
}
