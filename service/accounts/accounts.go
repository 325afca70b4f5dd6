// Package accounts is who is signed in, their mailboxes, and how they sign in: in the browser, with a device code,
// again, or by an app registration that reaches a person's tasks without their sign-in. What is read from a mailbox is
// not its business.
package accounts

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"taskdrop/auth"
	"taskdrop/auth/tokenstore"
	"taskdrop/service/background"
	"taskdrop/service/graph"
	"taskdrop/service/network"
	"taskdrop/service/problem"
	"taskdrop/service/settings"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

// Config is what the accounts need of the rest of the program.
type Config struct {
	Board    *view.Board
	Group    *background.Group
	Log      *slog.Logger
	Settings *settings.Store
	Routes   *network.Routes
	StateDir string
	// Account is the address that the command line asks for, "" for the account used last.
	Account string
	// Keyring is where keys rest; nil is the system's.
	Keyring tokenstore.PasswordRing
	// OpenPage shows a page in the person's browser. OpenURL does so for a sign-in; nil is the way of package auth.
	// Translate words the page that the browser shows at the end.
	OpenPage  func(url string) error
	OpenURL   func(url string) error
	Translate func(key, english string) string
	// WithCode reports whether a sign-in that the program begins is with a code: from the start, or once the browser
	// could not be opened. nil is never.
	WithCode func(openFailed bool) bool
	// Setup is which registration signs in where.
	Setup Setup
	// Queue is the queue in use: it tells of accounts that have items, and goes on with those that are signed in.
	Queue func() *transfer.Queue
	// ResetLocked empties what a view.Snapshot shows of an account, and puts in what is known of the next one, "" for
	// nobody. It changes the view within Board.Update.
	ResetLocked func(v *view.Snapshot, accountID string, readable bool)
	// Entered goes on after an account has become the one in use; the mailbox is nil if it has to sign in again.
	Entered func(ctx context.Context, accountID string, mailbox *graph.Client)
	// Ready goes on with what waits for an account, whichever is in use.
	Ready func(accountID string)
	// Left lets go of what is kept of an account that is no longer in use.
	Left func()
	// LeaveDemo puts the person's own queue in place of the demo's.
	LeaveDemo func()
}

// Setup is which registration signs in where.
type Setup interface {
	// InForce is what counts in this run.
	InForce() settings.InForceEndpoint
	// TakeApplication keeps a registration in the settings, and reports whether another one is in force now.
	TakeApplication(settings.Application) (changed bool)
	// ForgetStart lets what the command line and the environment said give way for this run.
	ForgetStart()
}

// Accounts is who is signed in. Its methods may be called from any goroutine and return at once, unless they take a
// context.
type Accounts struct {
	Config
	mailboxes mailboxes
	// started is closed when the start has found out where to sign in.
	started chan struct{}
	// moving is held by who moves to another endpoint, so that of two changes the later one counts.
	moving chan struct{}
	// keyringWait ends when the person wants to sign in rather than wait for a keyring.
	keyringWait    context.Context
	endKeyringWait context.CancelFunc

	mu         sync.Mutex
	auth       *auth.Client
	account    string          // the account in use, "" while nobody is signed in
	ended      map[string]bool // accounts whose sign-in ended, by what the servers answered in this run (C9)
	asked      map[string]bool // accounts that were asked to sign in again without their doing
	signIn     context.CancelFunc
	whyNobody  *problem.Problem // why the last sign-in did not bring the account it was for
	toldAtRest bool             // the person knows that sign-ins are for this run only
}

// New returns the accounts before anything is read.
func New(c Config) *Accounts {
	s := &Accounts{
		Config: c, started: make(chan struct{}), moving: make(chan struct{}, 1), ended: map[string]bool{}, asked: map[string]bool{},
		mailboxes: mailboxes{byAccount: map[string]*mailbox{}, governors: map[string]*graph.Governor{}},
	}
	s.keyringWait, s.endKeyringWait = context.WithCancel(c.Group.Context())
	return s
}

// Started lets what waits for the start go on. It is called once.
func (s *Accounts) Started() { close(s.started) }

// WaitForStart returns when the start has found out where to sign in.
func (s *Accounts) WaitForStart(ctx context.Context) error {
	select {
	case <-s.started:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// AfterStart runs f once the start has found out where to sign in: a person may be quicker than that.
func (s *Accounts) AfterStart(f func(context.Context)) {
	s.endKeyringWait()
	s.Group.Go(func(ctx context.Context) {
		if s.WaitForStart(ctx) == nil {
			f(ctx)
		}
	})
}

// client is the sign-in in use, nil before the start.
func (s *Accounts) client() *auth.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.auth
}

// Current is the id of the account in use, "" while nobody is signed in.
func (s *Accounts) Current() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account
}

// Known are all accounts that are signed in on this computer.
func (s *Accounts) Known() []auth.Account {
	if client := s.client(); client != nil {
		return client.Accounts()
	}
	return nil
}

// SigningIn reports whether a sign-in is under way.
func (s *Accounts) SigningIn() bool {
	s.mu.Lock()
	under := s.signIn != nil
	s.mu.Unlock()
	return under || s.Board.Now().Phase == view.PhaseSigningIn
}

// Graph is the Graph host of the sign-in in use, "" before the start.
func (s *Accounts) Graph() string {
	if client := s.client(); client != nil {
		return client.Graph()
	}
	return ""
}

// WhyNobody is why no account is there for what waits, nil if there is no reason known.
func (s *Accounts) WhyNobody() *problem.Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.whyNobody
}

// commandTimeout bounds a single command of the person's.
const commandTimeout = 3 * time.Minute

// openMailboxes makes every account that needs nobody ready, so that each item goes on with its own account, whichever
// is in use.
func (s *Accounts) openMailboxes(accounts []auth.Account) {
	for _, account := range accounts {
		if account.NeedsSignIn {
			continue
		}
		if _, err := s.openMailbox(account); err != nil {
			s.Log.Warn("could not open a mailbox", "account", account.ID, "err", err)
			continue
		}
		s.Ready(account.ID)
	}
}

// showAccounts shows who is signed in on this computer, in the order of their sign-in.
func (s *Accounts) showAccounts() {
	client := s.client()
	if client == nil {
		return
	}
	known := client.Accounts()
	s.Board.Update(func(v *view.Snapshot) {
		s.mu.Lock()
		defer s.mu.Unlock()
		v.Accounts = make([]view.Account, len(known))
		for i, a := range known {
			v.Accounts[i] = shown(a, s.ended[a.ID])
			if a.ID == v.Account.ID {
				v.Account = v.Accounts[i]
			}
		}
	})
}

// UseAccount puts another signed-in account in use. What is on its way for the others goes on. One that has to sign in
// again is asked to.
func (s *Accounts) UseAccount(id string) {
	s.Group.Go(func(ctx context.Context) {
		s.mu.Lock()
		client, current := s.auth, s.account
		s.mu.Unlock()
		if client == nil {
			return
		}
		for _, account := range client.Accounts() {
			switch {
			case account.ID != id:
			case s.hasEnded(account):
				s.SignInFor(ctx, s.Person(id), "")
			case id != current:
				if err := s.enter(ctx, account); err != nil {
					s.TellError(ctx, account.Username, err)
				}
			}
		}
	})
}

// AddAccount signs one more account in; those there are stay.
func (s *Accounts) AddAccount() {
	s.Group.Go(func(ctx context.Context) { s.runSignIn(ctx, Person{}, promptAccount) })
}

// another is an account that could be used in place of the one that left.
func (s *Accounts) another(left string) (auth.Account, bool) {
	client := s.client()
	if client == nil {
		return auth.Account{}, false
	}
	others := slices.DeleteFunc(client.Accounts(), func(a auth.Account) bool { return a.ID == left })
	return pickAccount(others, "", "")
}

// backToAccount ends a sign-in that came to nothing while somebody is signed in: they stay, and are told.
func (s *Accounts) backToAccount(told *problem.Problem) bool {
	if s.Current() == "" {
		return false
	}
	s.Board.Update(func(v *view.Snapshot) {
		v.Phase, v.SignIn = view.PhaseSignedIn, view.SignIn{}
		if !told.Of(problem.Kind("auth.cancelled")) {
			v.AddNotice(view.Notice{Problem: told})
		}
	})
	return true
}
