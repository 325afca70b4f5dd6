// Package service is what TaskDrop does, with no idea of a window: who is signed in, which list and task are chosen, what
// hangs there, and the queue on its way to it. It answers commands at once, works on goroutines of its own, and shows
// everything in one immutable Snapshot.
package service

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service/desktop/clipboard"
	"taskdrop/service/desktop/panel"
	"taskdrop/service/graph"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

// Endpoint is where to sign in and whom to ask.
type Endpoint struct {
	ClientID, Tenant string
	Login, Graph     string // roots; "" is Microsoft's global cloud
}

// Config is what one run of the program was asked to do.
type Config struct {
	Endpoint Endpoint
	// ByFlag tells which of Endpoint the command line named; the environment named the rest.
	ByFlag Given
	// BuiltInClientID is the application id a release carries, "" where it carries none.
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
	// OpenFile shows a file, or a folder, with the system's program for it; nil is the system's way.
	OpenFile func(path string) error
	// Clipboard reads what can be pasted; nil is the system's.
	Clipboard func(context.Context) (clipboard.Content, error)
	// Translate gives a sentence in the person's language for the page in the browser; nil is English.
	Translate func(key, english string) string
	// Keyring is where keys and passwords rest; nil is the system's.
	Keyring tokenstore.PasswordRing
	// Command starts this program again with the same state, application and server; Icon is its picture, a PNG. Both are for
	// the icons it makes.
	Command []string
	Icon    []byte
	// CrashFile tells how the last run crashed; "" where it did not.
	CrashFile string
	Logger    *slog.Logger
}

// Order is what a start, or a second one, was asked to do.
type Order struct {
	// List and Task are preselected: an exact name, or id:ID. "" is the last choice.
	List, Task string
	Account    string // the address of the account it is for; "" is the one in use. Start fills in Config's
	Files      []transfer.Dropped
	Attach     bool // sign in by itself
	Unattended bool // nobody is asked anything about it
}

// Service is the program behind the window. Its methods may be called from any goroutine and return at once.
type Service struct {
	cfg     Config
	log     *slog.Logger
	ctx     context.Context
	stop    context.CancelFunc
	work    sync.WaitGroup
	changed chan struct{}
	done    chan struct{} // closed when nothing is left to do under -quit
	outcome outcome
	// connected is closed once Start knows where to sign in, if it is to be known.
	connected chan struct{}
	// patience ends when the person wants to sign in and not wait for a keyring any longer.
	patience context.Context
	hurry    context.CancelFunc

	mu         sync.Mutex
	closed     bool
	settings   settings
	queue      *transfer.Queue
	auth       *auth.Client
	account    string          // the account in use, "" while nobody is signed in
	ended      map[string]bool // accounts whose sign-in ended, by what the servers answered in this run (C9)
	asked      map[string]bool // accounts that were asked to sign in again by themselves
	signIn     context.CancelFunc
	whyNobody  *Problem // why the last sign-in did not bring the account it was for
	toldAtRest bool     // that sign-ins are for this run only
	pending    []pendingOrder
	governors  map[string]*graph.Governor
	epoch      map[string]int // newest load of each kind; an older answer is dropped
	view       Snapshot       // all but the queue
	nextNote   uint64
	nextPlace  uint64 // of the newest ShortcutPlace

	questions    []asked
	nextQuestion uint64

	saving sync.Mutex // the settings file

	panel          *panel.Panel
	wantsAttention atomic.Bool

	deletions    deletions
	opened       openedFiles
	pictures     pictures
	lengths      map[string]int64   // attachments' own sizes, as far as downloads told them
	cancelSaving context.CancelFunc // of all attachments, nil while that is not under way

	network            *network
	applicationProblem *Problem // why what was set last can't be used
	applicationTaken   int

	checkAfterUpload atomic.Bool // read by the queue with its own lock held

	boxes     sync.RWMutex
	mailboxes map[string]*mailbox
}

// New opens the state folder and its queue. Nothing is sent before Start.
func New(cfg Config) *Service {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Service{
		cfg: cfg, log: cfg.Logger, ctx: ctx, stop: stop,
		changed: make(chan struct{}, 1), done: make(chan struct{}), connected: make(chan struct{}),
		mailboxes: map[string]*mailbox{}, governors: map[string]*graph.Governor{}, epoch: map[string]int{},
		lengths: map[string]int64{}, panel: panel.New(cfg.Logger), ended: map[string]bool{}, asked: map[string]bool{},
	}
	s.patience, s.hurry = context.WithCancel(ctx)
	s.outcome.init()
	s.network = newNetwork(cfg.Keyring)
	s.openSettings()
	if cfg.CrashFile != "" {
		s.note(problem.New(problem.Crashed, "File", cfg.CrashFile), false)
		s.view.Notices[len(s.view.Notices)-1].Folder = cfg.StateDir
	}
	s.checkAfterUpload.Store(s.settings.Preferences.CheckAfterUpload)
	s.openQueue(s.stateDir(cfg.Demo))
	s.view.Demo = cfg.Demo
	s.view.HasClientID = s.endpoint().ClientID != ""
	s.view.Phase = s.idlePhase()
	s.view.Preferences = s.settings.Preferences
	s.view.Setup = s.setup()
	return s
}

// stateDir keeps the demo's queue apart: its tasks are nobody's.
func (s *Service) stateDir(demo bool) string {
	if demo {
		return filepath.Join(s.cfg.StateDir, "demo")
	}
	return s.cfg.StateDir
}

// openQueue opens the journal in dir, and says so where that fails. It is called before the service is shared, or with mu held.
func (s *Service) openQueue(dir string) {
	journal, records, trouble, err := transfer.OpenJournal(dir)
	if err != nil {
		s.log.Error("could not open the journal", "dir", dir, "err", err)
		journal = transfer.BrokenJournal(dir, err)
		trouble = transfer.JournalProblem(dir, err)
	}
	if trouble != nil {
		s.note(trouble, false)
	}
	if err == nil {
		_ = os.Chmod(dir, 0o700)
	}
	records = s.outcome.restore(journal, records)
	needed := make([]string, len(records))
	for i, record := range records {
		needed[i] = record.Path
	}
	s.sweepSpool(dir, needed)
	s.view.HeldFor = heldBefore(records)
	s.queue = transfer.NewQueue(transfer.Config{
		Journal: journal, Records: records, Mailbox: s.mailboxOf, Logger: s.log, Changed: s.wake,
		SignInNeeded: s.signInNeeded, CheckAfterUpload: s.checkAfterUpload.Load,
		Packer: packerIn(dir, s.log, s.takesHousekeeping), Packed: s.packed, Unattended: s.cfg.Quit,
	})
}

// Start does what the command line asked for.
func (s *Service) Start() {
	s.background(func(ctx context.Context) {
		s.openNetwork(ctx)
		if s.cfg.Demo {
			s.startDemo(ctx)
		} else {
			s.connect(ctx)
		}
		close(s.connected)
		s.begin(ctx)
	})
	s.background(s.keepAwake)
	s.background(s.showProgress)
	s.background(s.followArrivals)
	if s.cfg.Quit {
		s.background(s.watchForEnd)
	}
}

// begin carries out the command line. What an earlier run left goes first: it is in the queue already.
func (s *Service) begin(ctx context.Context) {
	if s.cfg.Quit {
		// Nobody is asked, and the log says what was taken for the answer.
		s.log.Info("nothing is asked: a folder is taken file by file, and a file whose name is on the task already is added beside it")
	}
	signIn := s.cfg.Order.Attach || s.cfg.Quit && s.outcome.unfinished(s.queueNow())
	s.resumeOrders(ctx)
	order := s.cfg.Order
	order.Account = s.cfg.Account
	s.carryOut(ctx, order, signIn)
	s.outcome.begun()
	s.wake()
}

// background runs f until it ends or the service closes.
func (s *Service) background(f func(context.Context)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backgroundLocked(f)
}

func (s *Service) backgroundLocked(f func(context.Context)) {
	if !s.closed {
		s.work.Go(func() { f(s.ctx) })
	}
}

func (s *Service) queueNow() *transfer.Queue {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue
}

// Snapshot is the newest picture of everything.
func (s *Service) Snapshot() Snapshot {
	s.mu.Lock()
	view, queue := s.view, s.queue
	view.Notices = slices.Clone(view.Notices)
	s.mu.Unlock()
	view.Attachments.Entries, view.Deleting = s.deletions.left(view.Attachments.Entries), s.deletions.pending()
	view.Pictures = s.pictures.known()
	view.Queue = queue.Snapshot()
	for _, item := range view.Queue.Items {
		if item.State == ItemUnassigned {
			view.NeedsTask = true
			break
		}
	}
	return view
}

// Changed receives after each change that is not a mere byte count; changes in between are merged into one.
func (s *Service) Changed() <-chan struct{} { return s.changed }

// wake tells the window. It never blocks.
func (s *Service) wake() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
	s.outcome.stir()
}

// update changes the view under the lock and tells the window.
func (s *Service) update(change func(*Snapshot)) {
	s.mu.Lock()
	change(&s.view)
	s.view.Revision++
	s.mu.Unlock()
	s.wake()
}

// maxNotices is how many toasts a window that was away for a while still gets to see.
const maxNotices = 5

// note adds a passing message. It is called with mu held, or before the service is shared.
func (s *Service) note(p *Problem, good bool) {
	s.nextNote++
	notices := append(slices.Clone(s.view.Notices), Notice{ID: s.nextNote, Problem: p, Good: good})
	s.view.Notices = notices[max(0, len(notices)-maxNotices):]
	s.view.Revision++
}

// tell shows a passing message.
func (s *Service) tell(p *Problem, good bool) {
	s.update(func(*Snapshot) { s.note(p, good) })
}

// tellError words an error from the wire and shows it. An end that the person asked for is not an error.
func (s *Service) tellError(ctx context.Context, name string, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	s.log.Error("command failed", "about", name, "err", err)
	if transfer.SignInRequired(err) {
		s.noteEnded(err)
	}
	s.tell(transfer.Explain(name, err), false)
}

// Busy reports whether closing now would interrupt an upload.
func (s *Service) Busy() bool { return s.queueNow().Busy() }

// Close stops everything, leaving uploads resumable. It waits for running requests to be broken off.
func (s *Service) Close() error {
	s.mu.Lock()
	s.closed = true
	queue := s.queue
	s.mu.Unlock()
	s.stop()
	err := queue.Close()
	s.work.Wait()
	s.opened.discard()
	s.sweepSpool(s.stateDir(s.demo()), unsent(queue))
	s.noteGoverned()
	s.saveSettings(context.Background())
	return err
}

// commandTimeout bounds a single command of the person's, such as deleting an attachment.
const commandTimeout = 3 * time.Minute
